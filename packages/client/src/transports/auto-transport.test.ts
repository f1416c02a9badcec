import { collectGarbage } from '@agent-chat/protocol/test-support';
import { rpcResult } from '@agent-chat/protocol/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChatClient, createChatClient } from '../chat-client.js';
import { breakWhenCaughtUp } from '../test-support/breaking-socket.js';
import { clientOf, plain, until } from '../test-support/clients.js';
import { type ContractServer, startContractServer, TOKEN } from '../test-support/contract-server.js';
import { CONVERSATION_ID, created, draft, said, started } from '../test-support/events.js';
import { hello } from '../test-support/frames.js';
import { ScriptedWorld } from '../test-support/scripted-world.js';
import { createTransport } from './create-transport.js';

let server: ContractServer;
let client: ChatClient;
beforeEach(async () => {
  const world = new ScriptedWorld();
  world.do({ event: created }, { event: said(1, 'm1', 'Hi') }, { event: started(2) });
  server = await startContractServer(world);
});
afterEach(async () => {
  client.close();
  await server.close();
});

/** A busy machine is no silent one: only where silence is what is tested it is short. */
function connect(
  limits: { retryBetterAfterMs?: number; openingTimeoutMs?: number; pollWaitMs?: number } = {},
): ChatClient {
  client = clientOf(server.url, 'auto', { limits });
  client.connect();
  return client;
}

const isLive = ({ connection }: { connection: { status: string } }): boolean => connection.status === 'live';

describe('the automatic choice', () => {
  it('is WebSocket, for frames and for commands', async () => {
    connect();
    const { connection } = await until(client, isLive);
    expect(connection).toMatchObject({ transport: 'websocket', fallback: null });
    await client.sendMessage({ text: 'Hello' });
    expect(server.requests).toContain('sendMessage');
    expect(server.requests.filter((line) => line.startsWith('POST'))).toEqual([]);
  });

  it('is SSE where no WebSocket gets through, and says why', async () => {
    server.blocksSockets = true;
    connect();
    const { connection } = await until(client, isLive);
    expect(connection).toMatchObject({
      transport: 'sse',
      attempt: 0,
      fallback: { preferred: 'websocket', reason: 'blocked', error: { code: 'ConnectionLost' } },
    });
    await client.sendMessage({ text: 'Hello' });
    expect(server.requests.filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  it('is long polling where a proxy keeps streams back', async () => {
    server.blocksSockets = true;
    server.buffersStreams = true;
    connect({ openingTimeoutMs: 150 });
    const { connection } = await until(client, isLive);
    expect(connection).toMatchObject({
      transport: 'long_poll',
      attempt: 0,
      fallback: { preferred: 'websocket', reason: 'buffered', error: { code: 'ConnectionLost' } },
    });
    server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'x' } } });
    await until(client, ({ conversation }) => conversation?.control.seq === 4);
  });

  it('that polls tells nobody of polls that bring nothing', async () => {
    server.blocksSockets = true;
    server.buffersStreams = true;
    server.world.do(
      { guidance: { nextParticipantId: 'bot', kind: 'continue_turn', turn: 2 } },
      { progress: { turn: 2, author: 'bot', status: 'searching' } },
      { presence: ['bot'] },
      { typing: ['bot'] },
    );
    connect({ openingTimeoutMs: 150, pollWaitMs: 30 });
    const state = await until(
      client,
      ({ connection, progress }) => isLive({ connection }) && progress !== null,
    );
    let calls = 0;
    client.subscribe(() => {
      calls += 1;
    });
    const polls = (): number => server.requests.filter((line) => line.includes('wait=30')).length;
    const before = polls();
    await expect.poll(polls).toBeGreaterThan(before + 5);
    expect(client.getState()).toBe(state);
    expect(calls).toBe(0);
  });

  it('is no fallback when the server says no', async () => {
    server.socketIntruder = (method, socket) => {
      if (method === 'authenticate') {
        socket.send(
          JSON.stringify({
            jsonrpc: '2.0',
            id: 1,
            error: {
              code: -32000,
              message: 'No.',
              data: { code: 'Unauthorized', retryable: false },
            },
          }),
        );
      }
      return true;
    };
    connect();
    const { connection } = await until(client, ({ connection: { status } }) => status === 'closed');
    expect(connection.error).toMatchObject({ code: 'Unauthorized' });
    expect(server.requests).toEqual(['authenticate']);
  });

  it('stays with what has worked while the server restarts', async () => {
    connect();
    await until(client, isLive);
    const before = server.requests.length;
    server.socketIntruder = (_, socket) => {
      socket.terminate();
      server.socketIntruder = null;
      return true;
    };
    server.breakAll();
    await until(client, ({ connection }) => connection.attempt > 1);
    const { connection } = await until(client, isLive);
    expect(connection).toMatchObject({ transport: 'websocket', fallback: null });
    expect(server.requests.slice(before).filter((line) => line.startsWith('GET'))).toEqual([]);
  });

  it('goes back to the better way later, without losing or doubling anything', async () => {
    server.blocksSockets = true;
    server.buffersStreams = true;
    connect({ retryBetterAfterMs: 60, openingTimeoutMs: 150 });
    await until(client, ({ connection }) => connection.transport === 'long_poll' && isLive({ connection }));
    const statuses = new Set<string>();
    client.subscribe(() => statuses.add(client.getState().connection.status));
    let offset = 0;
    const writing = setInterval(() => {
      server.world.do({ draft: draft(2, 'm2', offset, 'word ') });
      server.world.do({ event: { type: 'note', author: 'system', payload: { text: String(offset) } } });
      offset += 5;
    }, 5);
    try {
      server.buffersStreams = false;
      await until(client, ({ connection }) => connection.transport === 'sse' && isLive({ connection }));
      server.blocksSockets = false;
      const { connection } = await until(
        client,
        ({ connection: { transport } }) => transport === 'websocket',
      );
      expect(connection.fallback).toBeNull();
    } finally {
      clearInterval(writing);
    }
    const { head } = server.world;
    const state = await until(
      client,
      ({ conversation, drafts }) => conversation?.control.seq === head && drafts[0]?.text.length === offset,
    );
    expect(state.drafts[0]?.text).toBe('word '.repeat(offset / 5));
    expect([...statuses]).toEqual(['live']);
    const fresh = clientOf(server.url, 'sse');
    fresh.connect();
    const other = await until(fresh, isLive);
    fresh.close();
    const entriesOf = (value: unknown): unknown => (value as { timeline: unknown }).timeline;
    expect(entriesOf(plain(state))).toEqual(entriesOf(plain(other)));
    await expect.poll(() => server.openStreams).toBe(0);
  });

  it('tries each of the better ways, also while the next better one does not work', async () => {
    server.blocksSockets = true;
    server.buffersStreams = true;
    connect({ retryBetterAfterMs: 60, openingTimeoutMs: 300, pollWaitMs: 5 });
    await until(client, ({ connection }) => connection.transport === 'long_poll' && isLive({ connection }));
    const statuses = new Set<string>(['live']);
    client.subscribe(() => statuses.add(client.getState().connection.status));
    server.blocksSockets = false;
    const { connection } = await until(client, ({ connection: { transport } }) => transport === 'websocket');
    expect([connection.fallback, ...statuses]).toEqual([null, 'live']);
  });

  it('tries the better way more and more seldom while it fails, and says so where nothing else happens', async () => {
    server.blocksSockets = true;
    connect({ retryBetterAfterMs: 40 });
    const first = await until(client, isLive);
    const later = await until(
      client,
      ({ connection: { fallback } }) => (fallback?.retryAt ?? 0) - Date.now() > 200,
    );
    expect(later.connection.fallback?.retryAt).toBeGreaterThan(
      first.connection.fallback?.retryAt ?? Infinity,
    );
    expect(isLive(later)).toBe(true);
  });

  it('stays on its way when the better one breaks before it has brought everything', async () => {
    server.blocksSockets = true;
    connect({ retryBetterAfterMs: 40 });
    await until(client, isLive);
    const seen = new Set<string>();
    client.subscribe(() => {
      const { status, transport } = client.getState().connection;
      seen.add(`${status} on ${transport}`);
    });
    server.socketIntruder = (method, socket, id) => {
      if (method !== 'subscribe') return false;
      const { kind, data } = hello();
      socket.send(JSON.stringify(rpcResult(id, { subscriptionId: 's1' })));
      const params = { subscriptionId: 's1', frame: data };
      socket.send(JSON.stringify({ jsonrpc: '2.0', method: kind, params }), () => socket.terminate());
      return true;
    };
    server.blocksSockets = false;
    await expect
      .poll(() => server.requests.filter((line) => line === 'subscribe').length, { timeout: 5_000 })
      .toBeGreaterThan(1);
    server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'x' } } });
    await until(client, ({ conversation }) => conversation?.control.seq === server.world.head);
    expect([...seen]).toEqual(['live on sse']);
    expect(client.getState().connection.fallback).toMatchObject({ preferred: 'websocket' });
    server.socketIntruder = null;
    await until(client, ({ connection }) => connection.transport === 'websocket');
    expect([...seen]).toEqual(['live on sse', 'live on websocket']);
  });

  it('leaves a way that breaks each time it has brought everything, and trusts it again when it brings more', async () => {
    connect({ retryBetterAfterMs: 40 });
    await until(client, isLive);
    const seen = new Set<string>();
    client.subscribe(() => seen.add(client.getState().connection.transport));
    breakWhenCaughtUp(server);
    server.breakAll();
    const left = await until(
      client,
      ({ connection }) => connection.transport === 'sse' && isLive({ connection }),
    );
    expect(left.connection.fallback).toMatchObject({ preferred: 'websocket', reason: 'blocked' });
    // It is tried again, more and more seldom, and left for the way that held.
    await until(client, ({ connection: { fallback } }) => (fallback?.retryAt ?? 0) - Date.now() > 200);
    expect([...seen]).not.toContain('long_poll');
    server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'x' } } });
    await until(client, ({ conversation }) => conversation?.control.seq === server.world.head);
    server.socketIntruder = null;
    await until(
      client,
      ({ connection: { transport, fallback } }) => transport === 'websocket' && fallback === null,
    );
    server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'y' } } });
    await until(client, ({ conversation }) => conversation?.control.seq === server.world.head);
    const before = server.requests.length;
    server.breakAll();
    await until(client, ({ connection }) => connection.attempt > 0);
    const { connection } = await until(client, isLive);
    expect(connection).toMatchObject({ transport: 'websocket', fallback: null });
    expect(server.requests.slice(before).filter((line) => line.startsWith('GET'))).toEqual([]);
  });

  it('is that of each client, of several on one transport', async () => {
    server.buffersStreams = true;
    // A socket that opens, and never says a word.
    server.socketIntruder = () => true;
    const transport = createTransport('auto', {
      url: server.url,
      token: TOKEN,
      openingTimeoutMs: 300,
      retryBetterAfterMs: 200,
      pollWaitMs: 10_000,
    });
    const clientOn = (): ChatClient =>
      createChatClient({ transport, conversationId: CONVERSATION_ID, backoff: { baseMs: 4, maxMs: 40 } });
    client = clientOn();
    client.connect();
    const polls = await until(
      client,
      ({ connection: { transport: name, status } }) => name === 'long_poll' && status === 'live',
    );
    await expect.poll(() => Date.now()).toBeGreaterThan(polls.connection.fallback?.retryAt ?? Infinity);
    const other = clientOn();
    const statuses = new Set<string>();
    other.subscribe(() => statuses.add(other.getState().connection.status));
    other.connect();
    await expect.poll(() => transport.name, { interval: 5 }).toBe('websocket');
    // One is done with a poll while the other one tries the socket again.
    server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'x' } } });
    await until(client, ({ conversation }) => conversation?.control.seq === 4);
    const { connection } = await until(other, isLive);
    expect(connection.fallback).toMatchObject({ preferred: 'websocket' });
    expect([...statuses]).not.toContain('reconnecting');
    other.close();
  });

  it('is long polling for good in all tabs of a person whose streams are kept back', async () => {
    server.blocksSockets = true;
    server.buffersStreams = true;
    const seen = new Set<string>();
    const tabs = Array.from({ length: 3 }, () => {
      const transport = createTransport('auto', {
        url: server.url,
        token: TOKEN,
        scope: server.url,
        openingTimeoutMs: 300,
        retryBetterAfterMs: 500,
        pollWaitMs: 50,
      });
      const tab = createChatClient({
        transport,
        conversationId: CONVERSATION_ID,
        backoff: { baseMs: 4, maxMs: 40 },
      });
      tab.connect();
      return tab;
    });
    try {
      for (const tab of tabs) {
        await until(
          tab,
          ({ connection: { transport, status } }) => `${transport} ${status}` === 'long_poll live',
        );
        tab.subscribe(() => {
          const { transport, status } = tab.getState().connection;
          seen.add(`${transport} ${status}`);
        });
      }
      // Each of them tries a stream again meanwhile, and again.
      const streams = (): number =>
        server.requests.filter((line) => line.includes('/stream') && !line.includes('wait=')).length;
      const before = streams();
      await expect.poll(streams, { timeout: 10_000 }).toBeGreaterThan(before + 3);
      server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'x' } } });
      for (const tab of tabs) await until(tab, ({ conversation }) => conversation?.control.seq === 4);
      expect([...seen]).toEqual(['long_poll live']);
    } finally {
      for (const tab of tabs) tab.close();
    }
  });

  it('keeps none of the frames that were read', async () => {
    server.blocksSockets = true;
    const transport = createTransport('auto', { url: server.url, token: TOKEN });
    const frames = transport.subscribe({ conversationId: CONVERSATION_ID })[Symbol.asyncIterator]();
    const read: WeakRef<object>[] = [];
    for (let count = 0; count < 20; count++) {
      server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'x' } } });
      const { value } = await frames.next();
      if (value !== undefined) read.push(new WeakRef(value));
    }
    await expect
      .poll(() => {
        collectGarbage();
        return read.filter((frame) => frame.deref() !== undefined).length;
      })
      .toBeLessThan(5);
    await frames.return?.();
    transport.close();
  });
});
