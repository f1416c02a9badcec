import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatClient, createChatClient, createTransport, type Transport } from '@agent-chat/client';
import { createMemoryEventStore, type EventStore, type ReadRequest } from '@agent-chat/core';
import { parseCursor } from '@agent-chat/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { frozenClock } from './support/cuts/frozen-clock.js';
import { startProofServer, TOKEN } from './support/cuts/proof-server.js';
import { createPuppets } from './support/cuts/puppet-agent.js';
import { until } from './support/cuts/recorded-run.js';
import { startFaultProxy } from './support/fault-proxy.js';
import { FULL } from './support/seeded.js';

const TRANSPORTS = ['sse', 'websocket', 'long_poll'] as const;

/** What a client asked for, connection by connection, and what kinds of frames it got. */
interface Asked {
  readonly seq: number | null;
  readonly kinds: string[];
}

/** `transport`, watched. */
function watched(transport: Transport, asked: Asked[]): Transport {
  return {
    name: transport.name,
    call: (method, params, options) => transport.call(method, params, options),
    async *subscribe(params, options) {
      const seq = params.cursor === undefined ? null : parseCursor(params.cursor, '').seq;
      const kinds: string[] = [];
      asked.push({ seq, kinds });
      for await (const frame of transport.subscribe(params, options)) {
        kinds.push(frame.kind);
        yield frame;
      }
    },
    close: () => transport.close(),
  };
}

describe.each(TRANSPORTS)('over %s', (transport) => {
  it('a message that is longer than the server takes is refused for good, and holds up none after it', async () => {
    const server = await startProofServer(createPuppets().agent);
    onTestFinished(() => server.close());
    const client = createChatClient({
      transport: createTransport(transport, { url: server.url, token: TOKEN }),
      conversationId: await server.create(),
      backoff: { baseMs: 5, maxMs: 20 },
    });
    onTestFinished(() => client.close());
    client.connect();
    await until(client, ({ connection }) => connection.status === 'live');
    const tooLong = client.sendMessage({ text: 'é'.repeat(200_000) });
    await expect(tooLong).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    await client.sendMessage({ text: 'Short' });
    await expect.poll(() => client.getState().connection.status).toBe('live');
  });

  it('every further reconnect resumes as well as the first: from where it was, in the middle of a text', async () => {
    const puppets = createPuppets();
    const server = await startProofServer(puppets.agent);
    const proxy = await startFaultProxy(server.port);
    onTestFinished(async () => {
      await proxy.close();
      await server.close();
    });
    const conversationId = await server.create();
    const asked: Asked[] = [];
    const client = createChatClient({
      transport: watched(createTransport(transport, { url: proxy.url, token: TOKEN }), asked),
      conversationId,
      backoff: { baseMs: 5, maxMs: 20 },
    });
    onTestFinished(() => client.close());
    client.connect();
    await until(client, ({ connection }) => connection.status === 'live');
    await client.sendMessage({ text: 'Write' });
    await expect.poll(() => puppets.isRunning(conversationId)).toBe(true);

    let draftId = '';
    for (let cut = 1; cut <= 4; cut++) {
      await puppets.tell(conversationId, 'step');
      await puppets.tell(conversationId, 'write');
      const before = await until(
        client,
        ({ drafts: [draft] }) => draft !== undefined && draft.draftId !== draftId && !draft.interrupted,
      );
      const text = before.drafts[0]?.text ?? '';
      draftId = before.drafts[0]?.draftId ?? '';
      const { seq } = before.conversation?.control ?? {};
      const connections = asked.length;
      // Between two polls there is nothing to cut.
      if (transport === 'long_poll') proxy.cutAfter(1);
      else proxy.cut();
      await until(client, ({ connection }) => connection.status !== 'live');
      await puppets.tell(conversationId, 'write');
      const after = await until(
        client,
        ({ connection, drafts }) =>
          connection.status === 'live' &&
          (drafts[0]?.text.length ?? 0) > text.length &&
          !drafts[0]?.interrupted,
      );
      expect(after.drafts[0]).toMatchObject({
        draftId,
        text: expect.stringMatching(new RegExp(`^${text}`)) as string,
      });
      const again = asked.slice(connections);
      expect(again.length, `cut ${cut}`).toBeGreaterThan(0);
      for (const one of again) {
        expect(one.seq, `cut ${cut}`).toBe(seq);
        expect(one.kinds, `cut ${cut}`).not.toContain('snapshot');
        // Nothing was logged meanwhile: what is known is not sent again.
        expect(one.kinds, `cut ${cut}`).not.toContain('event');
      }
    }
    await puppets.tell(conversationId, 'finish');
    await until(client, ({ conversation }) => conversation?.control.openTurn === null);
  });
});

/** Behind which seq each conversation was read on, read by read. */
function countingReads(inner: EventStore): { store: EventStore; reads: Map<string, number[]> } {
  const reads = new Map<string, number[]>();
  const store = new Proxy(inner, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const { conversationId, afterSeq = 0 } = (args[0] ?? {}) as Partial<ReadRequest>;
        if (name === 'read' && conversationId !== undefined) {
          reads.set(conversationId, [...(reads.get(conversationId) ?? []), afterSeq]);
        }
        return member.apply(target, args) as unknown;
      };
    },
  });
  return { store, reads };
}

const CONVERSATIONS = FULL ? 50 : 10;
const CLIENTS_EACH = 10;
/** More than a server reads at once: a log of several pages. */
const NOTES = 520;
const PAGE = 500;
/** `created`, and the notes. */
const HEAD = 1 + NOTES;

describe(`a server that restarts under ${CONVERSATIONS * CLIENTS_EACH} clients`, () => {
  it('is found again by all, loses nothing, and reads the log of each conversation for all of them at once', async () => {
    const { store, reads } = countingReads(createMemoryEventStore({ clock: frozenClock, epoch: 'e1' }));
    const puppets = createPuppets();
    let server = await startProofServer(puppets.agent, { events: store });
    const { port, url } = server;
    const clients: ChatClient[] = [];
    onTestFinished(async () => {
      for (const client of clients) client.close();
      await server.close();
    });
    for (let each = 0; each < CONVERSATIONS; each++) {
      const conversationId = await server.create();
      for (let note = 1; note <= NOTES; note++) {
        const text = `Note ${note}`;
        await server.api.call('addNote', { conversationId, clientRequestId: text, text });
      }
      for (let place = 0; place < CLIENTS_EACH; place++) {
        const name = TRANSPORTS[place % TRANSPORTS.length] ?? 'sse';
        const transport = createTransport(name, { url, token: TOKEN });
        clients.push(createChatClient({ transport, conversationId, backoff: { baseMs: 200, maxMs: 1_000 } }));
      }
    }
    for (const client of clients) client.connect();
    await Promise.all(
      clients.map((client) => until(client, ({ connection }) => connection.status === 'live')),
    );

    await server.close();
    await Promise.all(
      clients.map((client) => until(client, ({ connection }) => connection.status === 'reconnecting')),
    );
    // Typed while nobody is there.
    const sent = clients.map((client, index) => client.sendMessage({ text: `Said by ${index}` }));
    await sleep(300);
    reads.clear();
    server = await startProofServer(puppets.agent, { events: store, port });
    const results = await Promise.all(sent);
    await Promise.all(
      clients.map((client, index) =>
        until(
          client,
          ({ connection, conversation }) =>
            connection.status === 'live' && (conversation?.control.seq ?? 0) >= (results[index]?.seq ?? 0),
        ),
      ),
    );

    // What is asked below to compare may read again.
    const ofTheRestart = new Map(reads);
    const logged: string[] = [];
    for (const { conversationId } of clients.filter((_, index) => index % CLIENTS_EACH === 0)) {
      const { events } = await server.api.call('getEvents', { conversationId, afterSeq: HEAD, limit: 500 });
      for (const { type, payload } of events) {
        if (type !== 'message' && type !== 'message_queued') continue;
        const { parts } = payload as { parts: readonly { text: string }[] };
        logged.push(parts[0]?.text ?? '');
      }
    }
    expect(logged.sort()).toEqual(clients.map((_, index) => `Said by ${index}`).sort());
    expect(ofTheRestart.size).toBe(CONVERSATIONS);
    for (const [conversationId, afterSeqs] of ofTheRestart) {
      // What came later is read by whoever missed it.
      const old = afterSeqs.filter((seq) => seq < HEAD);
      // By the server for all of its clients, then perhaps by the agent that answers: by no client for itself.
      const pages = [0, PAGE, 0, PAGE];
      expect(old.length, `reads of ${conversationId}`).toBeGreaterThanOrEqual(2);
      expect(old, `reads of ${conversationId}`).toEqual(pages.slice(0, old.length));
    }
  }, 600_000);
});
