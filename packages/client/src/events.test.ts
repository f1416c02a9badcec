import { AgentChatError, type ErrorCode } from '@agent-chat/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { type ChatClient, createChatClient } from './chat-client.js';
import { ManualEnvironment } from './test-support/clients.js';
import { CONVERSATION_ID, created, type EventSeed, eventAt } from './test-support/events.js';
import { caughtUp, events, hello, snapshot } from './test-support/frames.js';
import { failure } from './test-support/puppet-client.js';
import { type PuppetCall, PuppetTransport, settled } from './test-support/puppet-transport.js';

const note: EventSeed = { type: 'note', author: 'system', payload: { text: 'x' } };

let client: ChatClient;
afterEach(() => client.close());

function setUp(): { transport: PuppetTransport; environment: ManualEnvironment } {
  const transport = new PuppetTransport();
  const environment = new ManualEnvironment();
  client = createChatClient({ transport, conversationId: CONVERSATION_ID, environment });
  client.connect();
  return { transport, environment };
}

/** Iterates until it ends, noting the seqs. */
function collect(iterated: AsyncIterable<{ readonly seq: number }>): {
  readonly seqs: number[];
  readonly done: Promise<void>;
} {
  const seqs: number[] = [];
  const run = async (): Promise<void> => {
    for await (const { seq } of iterated) seqs.push(seq);
  };
  return { seqs, done: run() };
}

describe('iterating over the events', () => {
  it('gives each once and in order, over the connection that is there', async () => {
    const { transport } = setUp();
    transport.connection.push(hello(), ...events(1, created), caughtUp(1));
    await settled();
    const { seqs } = collect(client.events());
    await settled();
    transport.connection.push(...events(2, note, note), ...events(2, note), ...events(4, note));
    await settled();
    expect(seqs).toEqual([2, 3, 4]);
    expect(transport.connections).toHaveLength(1);
  });

  it('reads what a snapshot has skipped', async () => {
    const { transport, environment } = setUp();
    transport.connection.push(hello(), ...events(1, created), caughtUp(1));
    await settled();
    const { seqs } = collect(client.events());
    transport.connection.push(...events(2, note));
    await settled();
    transport.connection.fail(new Error('cut'));
    await settled();
    environment.advance(500);
    await settled();
    transport.connection.push(hello(), snapshot(created, note, note, note, note), ...events(6, note));
    await settled();
    // Not before the server is known to be there.
    expect(transport.calls).toEqual([]);
    transport.connection.push(caughtUp(6));
    await settled();
    expect(transport.calls).toMatchObject([{ method: 'getEvents', params: { afterSeq: 2 } }]);
    transport.calls[0]?.resolve({
      events: [eventAt(3, note), eventAt(5, note)],
      omitted: [{ fromSeq: 4, toSeq: 4 }],
      annotations: [],
      fromSeq: 3,
      head: 5,
    });
    await settled();
    expect(seqs).toEqual([2, 3, 5, 6]);
  });

  it('keeps no more for a slow reader than it must, and skips nothing for it', async () => {
    const { transport } = setUp();
    transport.connection.push(hello({ head: 2_000 }), ...events(1, created), caughtUp(1));
    await settled();
    const reader = client.events()[Symbol.asyncIterator]();
    const first = reader.next();
    await settled();
    transport.connection.push(...events(2, ...Array.from({ length: 1_500 }, () => note)));
    expect((await first).value).toMatchObject({ seq: 2 });
    await settled();
    const second = reader.next();
    await settled();
    expect(transport.calls).toMatchObject([{ method: 'getEvents', params: { afterSeq: 2 } }]);
    const page = Array.from({ length: 500 }, (_, index) => eventAt(index + 3, note));
    transport.calls[0]?.resolve({ events: page, omitted: [], annotations: [], fromSeq: 3, head: 1_501 });
    expect((await second).value).toMatchObject({ seq: 3 });
    await reader.return?.();
  });

  it.each([
    ['of another epoch', { epoch: 'e2', head: 6 }],
    ['shorter than what was read of it', { head: 3 }],
  ])(
    'fails when the log turns out to be one that is %s, rather than to skip what is in it',
    async (_, now) => {
      const { transport, environment } = setUp();
      transport.connection.push(hello(), ...events(1, created, note, note, note), caughtUp(4));
      await settled();
      const { seqs, done } = collect(client.events());
      await settled();
      transport.connection.push(...events(5, note));
      await settled();
      transport.connection.fail(new Error('cut'));
      await settled();
      environment.advance(500);
      await settled();
      transport.connection.push(hello(now), snapshot(created, note, note), ...events(4, note, note, note));
      await expect(done).rejects.toMatchObject({ code: 'InvalidCursor' });
      expect(seqs).toEqual([5]);
      await settled();
      const next = collect(client.events());
      await settled();
      transport.connection.push(...events(7, note));
      await settled();
      expect([next.seqs, transport.calls]).toEqual([[7], []]);
    },
  );

  it('fails when the log becomes shorter within one connection, as of long polls', async () => {
    const { transport } = setUp();
    transport.connection.push(hello(), ...events(1, created, note, note, note, note), caughtUp(5));
    await settled();
    const { seqs, done } = collect(client.events());
    await settled();
    transport.connection.push(hello({ head: 3 }), snapshot(created, note, note), ...events(4, note));
    await expect(done).rejects.toMatchObject({ code: 'InvalidCursor' });
    const next = collect(client.events());
    transport.connection.push(...events(5, note));
    await settled();
    expect([seqs, next.seqs, transport.calls]).toEqual([[], [5], []]);
  });

  it('goes on when a connection takes the place of another that had brought more by then', async () => {
    const { transport } = setUp();
    transport.connection.push(hello(), ...events(1, created, note), caughtUp(2));
    await settled();
    const { seqs } = collect(client.events());
    await settled();
    transport.connection.push(...events(3, note), hello({ head: 2 }), caughtUp(2), ...events(4, note));
    await settled();
    expect(seqs).toEqual([3, 4]);
  });

  it('begins where the log stood when it was asked for, not when it is first read', async () => {
    const { transport } = setUp();
    const early = client.events();
    transport.connection.push(hello(), snapshot(created), caughtUp(1));
    await settled();
    const iterated = client.events();
    transport.connection.push(...events(2, note, note));
    await settled();
    const all = [collect(iterated), collect(early)];
    await settled();
    const page = { events: [eventAt(2, note), eventAt(3, note)], omitted: [], annotations: [] };
    for (const call of transport.calls) call.resolve({ ...page, fromSeq: 2, head: 3 });
    transport.connection.push(...events(4, note));
    await settled();
    expect(all.map(({ seqs }) => seqs)).toEqual([
      [2, 3, 4],
      [2, 3, 4],
    ]);
  });

  it('of a client that was closed or refused ends at once, until the next connect', async () => {
    const { transport } = setUp();
    client.close();
    await collect(client.events()).done;
    client.connect();
    const open = collect(client.events());
    transport.connection.fail(new AgentChatError('ConversationGone', 'Erased.'));
    await expect(open.done).rejects.toMatchObject({ code: 'ConversationGone' });
    await expect(collect(client.events()).done).rejects.toMatchObject({ code: 'ConversationGone' });
    client.reconnectNow();
    const again = collect(client.events());
    transport.connection.push(hello(), snapshot(created), ...events(2, note));
    await settled();
    expect(again.seqs).toEqual([2]);
  });

  it('begins where it is told to', async () => {
    const { transport } = setUp();
    transport.connection.push(hello(), ...events(1, created, note), caughtUp(2));
    await settled();
    const { seqs } = collect(client.events({ afterSeq: 0 }));
    await settled();
    transport.calls[0]?.resolve({
      events: [eventAt(1, created), eventAt(2, note)],
      omitted: [],
      annotations: [],
      fromSeq: 1,
      head: 2,
    });
    await settled();
    expect(seqs).toEqual([1, 2]);
  });

  it('reads again what could not be read, also while nothing else happens', async () => {
    const { transport, environment } = setUp();
    transport.connection.push(hello(), ...events(1, created), caughtUp(1));
    await settled();
    const { seqs } = collect(client.events({ afterSeq: 0 }));
    await settled();
    transport.calls[0]?.reject(new AgentChatError('Unavailable', 'Not now.'));
    await settled();
    // What is written meanwhile is no reason to hurry.
    transport.connection.push(caughtUp(1));
    await settled();
    expect(transport.calls).toHaveLength(1);
    environment.advance(2_000);
    await settled();
    const first = { events: [eventAt(1, created)], omitted: [], annotations: [], fromSeq: 1, head: 1 };
    transport.calls[1]?.resolve(first);
    await settled();
    expect(seqs).toEqual([1]);
  });

  const nowhere = { events: [eventAt(1, created)], omitted: [], annotations: [], fromSeq: 1, head: 9 };
  it.each<[what: string, answer: (call: PuppetCall) => void, code: ErrorCode]>([
    ['is refused', (call) => call.reject(failure('Unavailable')), 'Unavailable'],
    ['leads nowhere', (call) => call.resolve(nowhere), 'MalformedFrame'],
  ])('gives up a page that %s fifteen times in a row while the server is there', async (_, answer, code) => {
    const { transport, environment } = setUp();
    transport.connection.push(hello(), ...events(1, created, note), caughtUp(2));
    await settled();
    const { seqs, done } = collect(client.events({ afterSeq: 1 }));
    const ended = expect(done).rejects.toMatchObject({ code });
    const fail = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time++) {
        await settled();
        expect(transport.calls.filter(({ isOver }) => !isOver)).toHaveLength(1);
        answer(transport.calls.at(-1) as PuppetCall);
        await settled();
        environment.advance(15_000);
      }
    };
    await fail(13);
    // It may be the page that breaks the connection. While nobody is there, nobody is asked for it.
    transport.connection.fail(failure('ConnectionLost'));
    await fail(1);
    await settled();
    expect(transport.calls).toHaveLength(14);
    transport.connection.push(hello(), caughtUp(2));
    await fail(1);
    await ended;
    await settled();
    expect([seqs, transport.calls.length, environment.timers]).toEqual([[], 15, 0]);
    expect(client.getState().connection.status).toBe('live');
  });

  it('ends with its signal, with the client, and with an error that is for good', async () => {
    const { transport } = setUp();
    const own = new AbortController();
    const called = collect(client.events({ signal: own.signal }));
    own.abort();
    await called.done;
    const closed = collect(client.events());
    client.close();
    await closed.done;
    client.connect();
    const refused = collect(client.events());
    transport.connection.fail(new AgentChatError('ConversationGone', 'Erased.'));
    await expect(refused.done).rejects.toMatchObject({ code: 'ConversationGone' });
  });
});
