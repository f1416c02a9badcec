import type { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { memoryPendingStorage, type PendingStorage, webPendingStorage } from '../storage/pending-storage.js';
import { CONVERSATION_ID, text } from '../test-support/events.js';
import { failure, liveClient, loggedAt, requestId } from '../test-support/puppet-client.js';
import { settled } from '../test-support/puppet-transport.js';
import { memoryWebStorage } from '../test-support/web-storage.js';

describe('what is stored', () => {
  it('is stored before it is sent, and sent after a reload under the same id', async () => {
    const storage = memoryPendingStorage();
    const first = await liveClient({ storage });
    void first.client.sendMessage({ text: 'Hello' });
    void first.client.sendMessage({ text: 'Refused' });
    const ids = first.client.getState().pending.map(({ clientRequestId }) => clientRequestId);
    expect(storage.load()).toMatchObject([{ clientRequestId: ids[0] }, { clientRequestId: ids[1] }]);
    first.client.close();

    const second = await liveClient({ storage });
    expect(second.client.getState().pending.map(({ clientRequestId }) => clientRequestId)).toEqual(ids);
    expect(second.transport.calls[0]?.params).toEqual(first.transport.calls[0]?.params);
    second.transport.calls[0]?.resolve(loggedAt(2));
    await settled();
    second.transport.calls[1]?.reject(failure('Forbidden'));
    await settled();
    second.client.close();

    const third = await liveClient({ storage });
    expect(third.client.getState().pending).toMatchObject([
      { clientRequestId: ids[1], status: 'failed', error: { code: 'Forbidden' } },
    ]);
    await settled();
    expect(third.transport.calls).toEqual([]);
    third.client.discard(ids[1] ?? '');
    expect(storage.load()).toEqual([]);
  });

  it('keeps its order, at one time of a clock and when that is set back', async () => {
    // A browser lists its items in an order of its own.
    const items = memoryWebStorage();
    const key = items.key;
    items.key = (index) => key(items.length - 1 - index);
    const first = await liveClient({ storage: webPendingStorage(items, 'k') });
    for (const content of ['One', 'Two']) void first.client.sendMessage({ text: content });
    first.environment.time -= 1_000;
    void first.client.sendMessage({ text: 'Three' });
    first.client.close();
    const second = await liveClient({ storage: webPendingStorage(items, 'k') });
    second.environment.time -= 60_000;
    void second.client.sendMessage({ text: 'Four' });
    second.client.close();
    const third = await liveClient({ storage: webPendingStorage(items, 'k') });
    expect(third.client.getState().pending.map(({ params }) => params)).toMatchObject(
      ['One', 'Two', 'Three', 'Four'].map((content) => ({ parts: [{ text: content }] })),
    );
  });

  it('waits also after a reload for as long as the server asked', async () => {
    const items = memoryWebStorage();
    const first = await liveClient({ storage: webPendingStorage(items, 'k') });
    void first.client.sendMessage({ text: 'Hello' });
    first.transport.calls[0]?.reject(failure('RateLimited', { retryAfterMs: 30_000 }));
    await settled();
    const [held] = first.client.getState().pending;
    first.client.close();
    const second = await liveClient({ storage: webPendingStorage(items, 'k') });
    expect(second.client.getState().pending).toMatchObject([
      { retryAt: held?.retryAt, error: { code: 'RateLimited', details: { retryAfterMs: 30_000 } } },
    ]);
    expect(second.transport.calls).toEqual([]);
    second.environment.advance(30_000);
    await settled();
    expect(second.transport.calls).toHaveLength(1);
    expect(second.client.getState().pending[0]).not.toHaveProperty('retryAt');
  });

  it('is sent by no tab when one of them has taken it back', async () => {
    const items = memoryWebStorage();
    const [one, other] = [
      await liveClient({ storage: webPendingStorage(items, 'k') }),
      await liveClient({ storage: webPendingStorage(items, 'k') }),
    ];
    void one.client.sendMessage({ text: 'Hello' });
    one.transport.calls[0]?.reject(failure('RateLimited', { retryAfterMs: 30_000 }));
    await settled();
    const third = await liveClient({ storage: webPendingStorage(items, 'k') });
    const next = third.client.sendMessage({ text: 'Next' });
    one.client.discard(requestId(one));
    for (const { environment } of [one, other, third]) environment.advance(60_000);
    await settled();
    expect(one.client.getState().pending).toEqual([]);
    expect(third.transport.calls.map(({ params }) => params)).toMatchObject([{ parts: [{ text: 'Next' }] }]);
    third.transport.calls[0]?.resolve(loggedAt(2));
    await next;
    expect([webPendingStorage(items, 'k').load(), other.transport.calls]).toEqual([[], []]);
  });

  it('is sent by no tab when one of them has taken it back while another one had it under way', async () => {
    const items = memoryWebStorage();
    const other = await liveClient({ storage: webPendingStorage(items, 'k') });
    const sent = other.client.sendMessage({ text: 'Hello' });
    const one = await liveClient({ storage: webPendingStorage(items, 'k') });
    const refusal = failure('RateLimited', { retryAfterMs: 1_000 });
    one.transport.calls[0]?.reject(refusal);
    await settled();
    one.client.discard(requestId(one));
    other.transport.calls[0]?.reject(refusal);
    await settled();
    expect(webPendingStorage(items, 'k').load()).toEqual([]);
    other.environment.advance(2_000);
    await expect(sent).rejects.toMatchObject({ code: 'Aborted' });
    expect([other.transport.calls.length, other.client.getState().pending]).toEqual([1, []]);
  });

  it.each(['brought to the server by another tab', 'cleared away by the page'])(
    'is no less sent when it was %s',
    async (how) => {
      const items = memoryWebStorage();
      const tab = await liveClient({ storage: webPendingStorage(items, 'k') });
      const sent = tab.client.sendMessage({ text: 'Hello' });
      tab.transport.connection.fail(failure('ConnectionLost'));
      tab.transport.calls[0]?.reject(failure('ConnectionLost'));
      await settled();
      if (how === 'cleared away by the page') items.clear();
      else {
        const other = await liveClient({ storage: webPendingStorage(items, 'k') });
        other.transport.calls[0]?.resolve(loggedAt(2));
        await settled();
      }
      expect(items.length).toBe(0);
      tab.environment.advance(400);
      await settled();
      expect(tab.client.getState().pending).toMatchObject([{ status: 'sending' }]);
      // The server gives its first answer again.
      expect(tab.transport.calls[1]?.params).toEqual(tab.transport.calls[0]?.params);
      tab.transport.calls[1]?.resolve(loggedAt(2));
      await expect(sent).resolves.toEqual(loggedAt(2));
    },
  );

  const good = {
    method: 'sendMessage',
    params: { conversationId: CONVERSATION_ID, clientRequestId: 'r1', parts: [text('Hello')] },
    createdAt: 1,
    status: 'sending',
    error: null,
  };

  it('is not taken up when it was taken back, though a storage of the host still has it', async () => {
    const storage = { load: () => [good], save: () => undefined, isTakenBack: () => true };
    const { client, transport } = await liveClient({ storage });
    expect([client.getState().pending, transport.calls]).toEqual([[], []]);
  });

  it('is ignored when it is no command of this conversation, and reported', async () => {
    const warnings: AgentChatError[] = [];
    const load = (): unknown[] => [
      null,
      'text',
      { ...good, method: 'eraseConversation' },
      { ...good, params: { ...good.params, parts: 'none' } },
      { ...good, createdAt: 'yesterday' },
      { ...good, status: 'failed', error: 'unknown' },
      { ...good, params: { ...good.params, conversationId: 'other' } },
      good,
    ];
    const storage: PendingStorage = { load, save: () => undefined };
    const { client } = await liveClient({ storage, onWarning: (warning) => warnings.push(warning) });
    expect(client.getState().pending).toMatchObject([{ clientRequestId: 'r1' }]);
    expect(warnings.map(({ code }) => code)).toEqual(Array(6).fill('InvalidRequest'));
  });

  it('may be impossible to read or to write: the client goes on and says so', async () => {
    const warnings: AgentChatError[] = [];
    const fail = (): never => {
      throw new DOMException('denied', 'SecurityError');
    };
    const { client, transport } = await liveClient({
      storage: { load: fail, save: fail },
      onWarning: (warning) => warnings.push(warning),
    });
    const sent = client.sendMessage({ text: 'Hello' });
    transport.calls[0]?.resolve(loggedAt(2));
    await expect(sent).resolves.toEqual(loggedAt(2));
    expect(warnings.map(({ code }) => code)).toEqual(['StoreDamaged', 'StoreDamaged', 'StoreDamaged']);
  });
});
