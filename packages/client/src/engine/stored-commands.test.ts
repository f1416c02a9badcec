import type { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { memoryPendingStorage, type PendingStorage } from '../storage/pending-storage.js';
import { CONVERSATION_ID, text } from '../test-support/events.js';
import { failure, liveClient, loggedAt } from '../test-support/puppet-client.js';
import { settled } from '../test-support/puppet-transport.js';

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

  it('is ignored when it is no command of this conversation, and reported', async () => {
    const warnings: AgentChatError[] = [];
    const good = {
      method: 'sendMessage',
      params: { conversationId: CONVERSATION_ID, clientRequestId: 'r1', parts: [text('Hello')] },
      createdAt: 1,
      status: 'sending',
      error: null,
    };
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
