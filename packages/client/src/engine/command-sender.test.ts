import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { type ChatClient, type ChatClientOptions, createChatClient } from '../chat-client.js';
import { memoryPendingStorage, type PendingStorage } from '../storage/pending-storage.js';
import { ManualEnvironment } from '../test-support/clients.js';
import { CONVERSATION_ID, created, queued, said, started, text } from '../test-support/events.js';
import { caughtUp, events, hello } from '../test-support/frames.js';
import { PuppetTransport, settled } from '../test-support/puppet-transport.js';

interface Parts {
  readonly client: ChatClient;
  readonly transport: PuppetTransport;
  readonly environment: ManualEnvironment;
}

async function setUp(options: Partial<ChatClientOptions> = {}): Promise<Parts> {
  const transport = new PuppetTransport();
  const environment = new ManualEnvironment();
  const client = createChatClient({
    transport,
    environment,
    conversationId: CONVERSATION_ID,
    backoff: { baseMs: 500, maxMs: 15_000 },
    ...options,
  });
  client.connect();
  transport.connection.push(hello(), ...events(1, created), caughtUp(1));
  await settled();
  return { client, transport, environment };
}

const result = (seq: number) => ({ seq, messageId: `m${seq}`, queued: false });
const failure = (code: ConstructorParameters<typeof AgentChatError>[0], details?: unknown): AgentChatError =>
  new AgentChatError(code, 'No.', { details });

function requestId({ client }: Parts, index = 0): string {
  return client.getState().pending[index]?.clientRequestId ?? '';
}

describe('a command', () => {
  it('is pending at once and resolves when it is acknowledged', async () => {
    const parts = await setUp();
    const { client, transport } = parts;
    const sent = client.sendMessage({ text: 'Hello' }, { delivery: 'steer' });
    expect(client.getState().pending).toMatchObject([
      { method: 'sendMessage', status: 'sending', error: null, createdAt: 1_000_000 },
    ]);
    expect(transport.calls[0]?.params).toEqual({
      conversationId: CONVERSATION_ID,
      clientRequestId: requestId(parts),
      parts: [{ type: 'text', partId: 'p1', text: 'Hello' }],
      delivery: 'steer',
    });
    transport.calls[0]?.resolve(result(2));
    await expect(sent).resolves.toEqual(result(2));
    expect(client.getState().pending).toEqual([]);
    // Until its event is here it does not vanish.
    expect(client.getState().sent).toMatchObject([{ messageId: 'm2', seq: 2 }]);
    transport.connection.push(...events(2, said(1, 'm2', 'Hello')));
    await settled();
    expect(client.getState().sent).toEqual([]);
  });

  it('that was acknowledged is not shown any more when the log was restored without it', async () => {
    const { client, transport, environment } = await setUp();
    const sent = client.sendMessage({ text: 'Hello' });
    transport.calls[0]?.resolve(result(9));
    await sent;
    transport.connection.fail(failure('ConnectionLost'));
    await settled();
    environment.advance(250);
    await settled();
    expect(client.getState().sent).toHaveLength(1);
    transport.connection.push(hello({ epoch: 'e2', head: 1 }), ...events(1, created), caughtUp(1));
    await settled();
    expect(client.getState().sent).toEqual([]);
  });

  it('that was under way on a connection that broke is sent at once on the next one, under the same id', async () => {
    const parts = await setUp();
    const { client, transport, environment } = parts;
    const sent = client.sendMessage({ text: 'Hello' });
    const id = requestId(parts);
    transport.connection.fail(failure('ConnectionLost'));
    await settled();
    environment.advance(250);
    await settled();
    expect(transport.calls).toHaveLength(1);
    transport.connection.push(hello(), caughtUp(1));
    await settled();
    // Nobody knows whether the first one arrived, and its answer will not come.
    expect(transport.calls.map(({ isOver }) => isOver)).toEqual([true, false]);
    expect(transport.calls[1]?.params).toMatchObject({ clientRequestId: id });
    transport.calls[1]?.resolve(result(2));
    await expect(sent).resolves.toEqual(result(2));
  });

  it('that was given before the first connection stood is sent once', async () => {
    const transport = new PuppetTransport();
    const client = createChatClient({ transport, conversationId: CONVERSATION_ID });
    client.connect();
    void client.sendMessage({ text: 'Hello' });
    transport.connection.push(hello(), ...events(1, created), caughtUp(1));
    await settled();
    expect(client.getState().connection.status).toBe('live');
    expect(transport.calls).toHaveLength(1);
    client.close();
  });

  it('waits for the one before it', async () => {
    const { client, transport, environment } = await setUp();
    const sent = ['One', 'Two', 'Three'].map((each) => client.sendMessage({ text: each }));
    await settled();
    expect(transport.calls).toHaveLength(1);
    transport.calls[0]?.reject(failure('ConnectionLost'));
    await settled();
    expect(transport.calls).toHaveLength(1);
    environment.advance(250);
    await settled();
    for (let index = 1; index <= 3; index++) {
      expect(transport.calls).toHaveLength(index + 1);
      transport.calls[index]?.resolve(result(index + 1));
      await settled();
    }
    expect(await Promise.all(sent)).toEqual([result(2), result(3), result(4)]);
    const parts = transport.calls.map(
      ({ params }) => (params as { parts: [{ text: string }] }).parts[0].text,
    );
    expect(parts).toEqual(['One', 'One', 'Two', 'Three']);
  });

  it.each(['ConnectionLost', 'Unavailable', 'Internal', 'RateLimited', 'MalformedFrame'] as const)(
    'is sent again under the same id after %s, later and later',
    async (code) => {
      const parts = await setUp();
      const { client, transport, environment } = parts;
      void client.sendMessage({ text: 'Hello' });
      const id = requestId(parts);
      for (const wait of [250, 500, 1_000]) {
        const calls = transport.calls.length;
        transport.calls.at(-1)?.reject(failure(code));
        await settled();
        environment.advance(wait - 1);
        await settled();
        expect(transport.calls).toHaveLength(calls);
        environment.advance(1);
        await settled();
        expect(transport.calls).toHaveLength(calls + 1);
        expect(client.getState().pending).toMatchObject([{ status: 'sending', clientRequestId: id }]);
        expect(transport.calls.at(-1)?.params).toBe(transport.calls[0]?.params);
      }
    },
  );

  it('waits as long as the server asks for', async () => {
    const { client, transport, environment } = await setUp();
    void client.sendMessage({ text: 'Hello' });
    transport.calls[0]?.reject(failure('RateLimited', { retryAfterMs: 30_000 }));
    await settled();
    environment.advance(29_999);
    client.reconnectNow();
    await settled();
    expect(transport.calls).toHaveLength(1);
    environment.advance(251);
    await settled();
    expect(transport.calls).toHaveLength(2);
  });

  it('tells when it is sent again after it was refused for now, and can be given up until then', async () => {
    const { client, transport, environment } = await setUp();
    const sent = client.sendMessage({ text: 'Hello' });
    const next = client.sendMessage({ text: 'Next' });
    const [first] = client.getState().pending;
    const refusal = failure('RateLimited', { retryAfterMs: 30_000 });
    client.discard(first?.clientRequestId ?? ''); // under way: the server may have it
    transport.calls[0]?.reject(refusal);
    await settled();
    expect(client.getState().pending).toMatchObject([
      { status: 'sending', error: refusal, retryAt: 1_000_000 + 30_250 },
      { status: 'sending', error: null },
    ]);
    environment.advance(30_250);
    await settled();
    expect(client.getState().pending[0]).toEqual(first);
    transport.calls[1]?.reject(refusal);
    await settled();
    client.discard(first?.clientRequestId ?? '');
    await expect(sent).rejects.toMatchObject({ code: 'Aborted' });
    await settled();
    expect(transport.calls[2]?.params).toMatchObject({ parts: [{ text: 'Next' }] });
    transport.calls[2]?.resolve(result(2));
    await next;
    expect(client.getState().pending).toEqual([]);
  });

  it('is sent again as soon as the connection is back', async () => {
    const { client, transport, environment } = await setUp();
    void client.sendMessage({ text: 'Hello' });
    environment.chance = 0.999;
    transport.calls[0]?.reject(failure('ConnectionLost'));
    await settled();
    environment.chance = 0.5;
    transport.connection.fail(failure('ConnectionLost'));
    await settled();
    environment.advance(250);
    await settled();
    transport.connection.push(hello(), caughtUp(1));
    await settled();
    expect(transport.calls).toHaveLength(2);
  });

  it('fails on an error that a retry would not change, and lets the next one pass', async () => {
    const parts = await setUp();
    const { client, transport } = parts;
    const sent = client.sendMessage({ text: 'Hello' });
    const next = client.sendMessage({ text: 'Next' });
    const id = requestId(parts);
    transport.calls[0]?.reject(failure('PayloadTooLarge'));
    await expect(sent).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    expect(client.getState().pending[0]).toMatchObject({
      status: 'failed',
      error: { code: 'PayloadTooLarge' },
    });
    transport.calls[1]?.resolve(result(2));
    await next;

    client.retry(id);
    expect(client.getState().pending).toMatchObject([
      { clientRequestId: id, status: 'sending', error: null },
    ]);
    await settled();
    expect(transport.calls[2]?.params).toBe(transport.calls[0]?.params);
    transport.calls[2]?.resolve(result(3));
    await settled();
    expect(client.getState().pending).toEqual([]);
  });

  it('that failed can be forgotten; one that is on its way cannot', async () => {
    const parts = await setUp();
    const { client, transport } = parts;
    void client.sendMessage({ text: 'Hello' });
    const id = requestId(parts);
    client.discard(id);
    client.retry(id);
    expect(client.getState().pending).toHaveLength(1);
    transport.calls[0]?.reject(failure('Forbidden'));
    await settled();
    client.discard(id);
    expect(client.getState().pending).toEqual([]);
    client.retry(id);
    client.discard('unknown');
    await settled();
    expect(transport.calls).toHaveLength(1);
  });

  it('is settled by its event when that comes first, and its call is called off', async () => {
    const parts = await setUp();
    const { client, transport } = parts;
    const sent = client.sendMessage({ text: 'Hello' });
    const next = client.sendMessage({ text: 'Next' });
    transport.connection.push(...events(2, said(1, 'm2', 'Hello', requestId(parts))));
    await expect(sent).resolves.toEqual(result(2));
    await settled();
    expect(client.getState()).toMatchObject({ sent: [], pending: [{ status: 'sending' }] });
    expect(transport.calls[0]?.isOver).toBe(true);
    transport.connection.push(...events(3, started(2), queued('m4', 'Next', requestId(parts))));
    await expect(next).resolves.toEqual({ seq: 4, messageId: 'm4', queued: true });
    expect(client.getState().pending).toEqual([]);
  });

  it('that failed is settled by its event: it was logged after all', async () => {
    const parts = await setUp();
    const { client, transport } = parts;
    void client.sendMessage({ text: 'Hello' });
    const id = requestId(parts);
    transport.calls[0]?.reject(failure('Unauthorized'));
    await settled();
    transport.connection.push(...events(2, said(1, 'm2', 'Hello', id)));
    await settled();
    expect(client.getState().pending).toEqual([]);
  });

  it('is kept when the client is closed, and goes on when it connects again', async () => {
    const { client, transport } = await setUp();
    const sent = client.sendMessage({ text: 'Hello' });
    client.close();
    await expect(sent).rejects.toMatchObject({ code: 'Aborted' });
    expect(client.getState().pending).toMatchObject([{ status: 'sending' }]);
    await expect(client.sendMessage({ text: 'Too late' })).rejects.toMatchObject({ code: 'Aborted' });
    expect(client.getState().pending).toHaveLength(1);
    client.connect();
    await settled();
    expect(transport.calls).toHaveLength(2);
    transport.calls[1]?.resolve(result(2));
    await settled();
    expect(client.getState().pending).toEqual([]);
  });

  it('whose promise nobody looks at is no unhandled rejection', async () => {
    const { client, transport } = await setUp();
    const unhandled: unknown[] = [];
    const listener = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', listener);
    void client.sendMessage({ text: 'Hello' });
    void client.cancelQueued('m1');
    transport.calls[0]?.reject(failure('Forbidden'));
    await settled();
    transport.calls[1]?.reject(failure('UnknownMessage'));
    await settled();
    await settled();
    process.off('unhandledRejection', listener);
    expect(unhandled).toEqual([]);
  });
});

describe('the other commands', () => {
  it('stop names the open turn, and is done at once when there is none', async () => {
    const { client, transport } = await setUp();
    await client.stop();
    expect(transport.calls).toEqual([]);
    transport.connection.push(...events(2, said(1, 'm1', 'Hello'), started(2)));
    await settled();
    const stopped = client.stop({ mode: 'hard' });
    expect(transport.calls[0]).toMatchObject({ method: 'stop', params: { turn: 2, mode: 'hard' } });
    transport.calls[0]?.resolve({ seq: 4 });
    await expect(stopped).resolves.toBeUndefined();
    expect(client.getState()).toMatchObject({ pending: [], sent: [] });
  });

  it('stop does not wait for a message, be it on its way or retried', async () => {
    const { client, transport, environment } = await setUp();
    transport.connection.push(...events(2, said(1, 'm1', 'Hello'), started(2)));
    await settled();
    void client.sendMessage({ text: 'More' });
    const first = client.stop();
    expect(transport.calls.map(({ method }) => method)).toEqual(['sendMessage', 'stop']);
    transport.calls[1]?.resolve({ seq: 4 });
    await first;

    transport.calls[0]?.reject(failure('RateLimited', { retryAfterMs: 60_000 }));
    await settled();
    const second = client.stop({ mode: 'hard' });
    expect(transport.calls[2]).toMatchObject({ method: 'stop', params: { mode: 'hard' } });
    transport.calls[2]?.resolve({ seq: 5 });
    await second;
    expect(client.getState().pending).toMatchObject([{ method: 'sendMessage', status: 'sending' }]);
    environment.advance(60_250);
    await settled();
    expect(transport.calls[3]?.params).toBe(transport.calls[0]?.params);
  });

  it('a stop that is retried holds no message up, and its own event settles it', async () => {
    const parts = await setUp();
    const { client, transport, environment } = parts;
    transport.connection.push(...events(2, said(1, 'm1', 'Hello'), started(2)));
    await settled();
    const stopped = client.stop();
    transport.calls[0]?.reject(failure('Unavailable'));
    await settled();
    void client.sendMessage({ text: 'More' });
    expect(transport.calls[1]?.method).toBe('sendMessage');
    environment.advance(250);
    await settled();
    expect(transport.calls[2]?.params).toBe(transport.calls[0]?.params);
    const payload = { turn: 2, mode: 'graceful' };
    const clientRequestId = requestId(parts);
    transport.connection.push(
      ...events(4, { type: 'stop_requested', author: 'ada', clientRequestId, payload }),
    );
    await stopped;
    expect(transport.calls[2]?.isOver).toBe(true);
    expect(transport.calls[1]?.isOver).toBe(false);
  });

  it('an edit of what waits stays behind the message before it', async () => {
    const { client, transport, environment } = await setUp();
    void client.sendMessage({ text: 'First' });
    void client.editQueued('m4', [text('Better')]);
    transport.calls[0]?.reject(failure('Unavailable'));
    await settled();
    environment.advance(250);
    await settled();
    transport.calls[1]?.resolve(result(2));
    await settled();
    expect(transport.calls.map(({ method }) => method)).toEqual(['sendMessage', 'sendMessage', 'editQueued']);
  });

  it('edit and cancel what waits', async () => {
    const { client, transport } = await setUp();
    const edited = client.editQueued('m4', [text('Better')]);
    const cancelled = client.cancelQueued('m4');
    expect(transport.calls[0]).toMatchObject({
      method: 'editQueued',
      params: { messageId: 'm4', parts: [{ text: 'Better' }] },
    });
    transport.calls[0]?.resolve({ seq: 2 });
    await edited;
    await settled();
    expect(transport.calls[1]).toMatchObject({ method: 'cancelQueued', params: { messageId: 'm4' } });
    transport.calls[1]?.resolve({ seq: 3 });
    await expect(cancelled).resolves.toBeUndefined();
  });
});

describe('what is stored', () => {
  it('is stored before it is sent, and sent after a reload under the same id', async () => {
    const storage = memoryPendingStorage();
    const first = await setUp({ storage });
    void first.client.sendMessage({ text: 'Hello' });
    void first.client.sendMessage({ text: 'Refused' });
    const ids = first.client.getState().pending.map(({ clientRequestId }) => clientRequestId);
    expect(storage.load()).toMatchObject([{ clientRequestId: ids[0] }, { clientRequestId: ids[1] }]);
    first.client.close();

    const second = await setUp({ storage });
    expect(second.client.getState().pending.map(({ clientRequestId }) => clientRequestId)).toEqual(ids);
    expect(second.transport.calls[0]?.params).toEqual(first.transport.calls[0]?.params);
    second.transport.calls[0]?.resolve(result(2));
    await settled();
    second.transport.calls[1]?.reject(failure('Forbidden'));
    await settled();
    second.client.close();

    const third = await setUp({ storage });
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
    const { client } = await setUp({ storage, onWarning: (warning) => warnings.push(warning) });
    expect(client.getState().pending).toMatchObject([{ clientRequestId: 'r1' }]);
    expect(warnings.map(({ code }) => code)).toEqual(Array(6).fill('InvalidRequest'));
  });

  it('may be impossible to read or to write: the client goes on and says so', async () => {
    const warnings: AgentChatError[] = [];
    const fail = (): never => {
      throw new DOMException('denied', 'SecurityError');
    };
    const { client, transport } = await setUp({
      storage: { load: fail, save: fail },
      onWarning: (warning) => warnings.push(warning),
    });
    const sent = client.sendMessage({ text: 'Hello' });
    transport.calls[0]?.resolve(result(2));
    await expect(sent).resolves.toEqual(result(2));
    expect(warnings.map(({ code }) => code)).toEqual(['StoreDamaged', 'StoreDamaged', 'StoreDamaged']);
  });
});
