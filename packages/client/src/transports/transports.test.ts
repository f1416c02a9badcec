import type { Frame } from '@agent-chat/protocol';
import { encodeSseEvent, rpcResult } from '@agent-chat/protocol/wire';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { createChatClient } from '../chat-client.js';
import { clientOf, until } from '../test-support/clients.js';
import {
  type ContractServer,
  heartbeat,
  startContractServer,
  TOKEN,
} from '../test-support/contract-server.js';
import { CONVERSATION_ID, created, said, started } from '../test-support/events.js';
import { caughtUp, hello } from '../test-support/frames.js';
import { kindsOf } from '../test-support/kinds-of.js';
import { recordingEnvironment } from '../test-support/recording-environment.js';
import { ScriptedWorld } from '../test-support/scripted-world.js';
import { createTransport } from './create-transport.js';
import { createSocketPool } from './socket-pool.js';
import type { Transport } from './transport.js';
import { webSocketTransport, type WebSocketTransportOptions } from './web-socket-transport.js';

const PARAMS = { conversationId: CONVERSATION_ID };

let server: ContractServer;
let transport: Transport;
beforeEach(async () => {
  const world = new ScriptedWorld();
  world.do({ event: created }, { event: said(1, 'm1', 'Hi') }, { event: started(2) });
  server = await startContractServer(world);
});
afterEach(async () => {
  transport.close();
  await server.close();
});

const note = (): void =>
  server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'x' } } });

/** A reader that reads when told to. */
function readerOf(): AsyncIterator<Frame> {
  return transport.subscribe(PARAMS)[Symbol.asyncIterator]();
}

describe('the transport sse', () => {
  it('stays as long as the server is heard, and ends when it is not', async () => {
    transport = createTransport('sse', { url: server.url, token: TOKEN, heartbeatTimeoutMs: 500 });
    const frames = readerOf();
    for (let count = 0; count < 3; count++) await frames.next();
    const heartbeats = setInterval(() => server.writeRaw(heartbeat()), 50);
    const startedAt = performance.now();
    const next = frames.next();
    setTimeout(() => clearInterval(heartbeats), 1_000);
    await expect(next).rejects.toMatchObject({ code: 'ConnectionLost' });
    expect(performance.now() - startedAt).toBeGreaterThan(1_000);
  });

  it('waits before the next stream as long as one that breaks has said by `retry:`', async () => {
    const environment = recordingEnvironment();
    transport = createTransport('sse', { url: server.url, token: TOKEN });
    const backoff = { baseMs: 4, maxMs: 40 };
    const client = createChatClient({ transport, conversationId: CONVERSATION_ID, environment, backoff });
    onTestFinished(() => client.close());
    client.connect();
    await until(client, ({ connection }) => connection.status === 'live');
    server.writeRaw('retry: 7000\n\n');
    // The next stream says nothing of the kind.
    for (const askedMs of [7_000, 0]) {
      note();
      await until(client, ({ conversation }) => conversation?.control.seq === server.world.head);
      server.breakAll();
      await until(client, ({ connection }) => connection.status === 'reconnecting');
      await until(client, ({ connection }) => connection.status === 'live');
      // With the jitter of a first try on top.
      expect(environment.delays.splice(0)).toEqual([askedMs + 3]);
    }
  });
});

describe('the transport long_poll', () => {
  it('pauses after a poll that ended early with nothing, until it is called off', async () => {
    server.intruder = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const { kind, data } of [hello(), caughtUp(0)]) {
        response.write(encodeSseEvent(kind, JSON.stringify(data)));
      }
      response.end();
      return true;
    };
    transport = createTransport('long_poll', { url: server.url, token: TOKEN });
    const own = new AbortController();
    const { signal } = own;
    const listens = vi.spyOn(signal, 'addEventListener');
    const listensNoLonger = vi.spyOn(signal, 'removeEventListener');
    const frames = transport.subscribe(PARAMS, { signal })[Symbol.asyncIterator]();
    const startedAt = performance.now();
    // Two polls, a pause, and the beginning of the third.
    for (let count = 0; count < 5; count++) await frames.next();
    expect(performance.now() - startedAt).toBeGreaterThan(900);
    expect(listens.mock.calls.length - listensNoLonger.mock.calls.length).toBe(1);
    await frames.next();
    const next = frames.next();
    own.abort();
    await expect(next).rejects.toMatchObject({ code: 'Aborted' });
    expect(listens.mock.calls.length - listensNoLonger.mock.calls.length).toBe(0);
  });
});

describe('the transport websocket', () => {
  it('uses one socket for calls and subscriptions, and closes it with the last of them', async () => {
    transport = webSocketTransport({ url: server.url, token: TOKEN });
    const first = readerOf();
    const second = readerOf();
    await first.next();
    await second.next();
    await transport.call('getConversation', PARAMS);
    expect(server.openSockets).toBe(1);
    await first.return?.();
    await expect.poll(() => server.requests.at(-1)).toBe('unsubscribe');
    expect(server.openSockets).toBe(1);
    await second.return?.();
    await expect.poll(() => server.openSockets).toBe(0);
    expect(server.requests.filter((method) => method === 'authenticate')).toHaveLength(1);
  });

  it('shares one socket with those of the same pool, server and token, and with no others', async () => {
    const pool = createSocketPool();
    const [first, second] = [0, 1].map(() => webSocketTransport({ url: server.url, token: TOKEN, pool }));
    transport = webSocketTransport({ url: server.url, token: () => 'another', pool });
    const one = first?.subscribe(PARAMS)[Symbol.asyncIterator]();
    const two = second?.subscribe(PARAMS)[Symbol.asyncIterator]();
    await Promise.all([one?.next(), two?.next()]);
    expect(server.openSockets).toBe(1);
    await expect(transport.call('getConversation', PARAMS)).rejects.toMatchObject({ code: 'Unauthorized' });
    first?.close();
    await expect.poll(() => server.requests.filter((method) => method === 'unsubscribe').length).toBe(1);
    // The other one goes on, on the same socket, and may still call.
    await second?.call('getConversation', PARAMS);
    for (let count = 0; count < 2; count++) await two?.next();
    note();
    expect((await two?.next())?.value).toMatchObject({ kind: 'event' });
    expect(server.requests.filter((method) => method === 'authenticate')).toHaveLength(2);
    second?.close();
    await expect.poll(() => server.openSockets).toBe(0);
  });

  it.each<[what: string, options: Partial<WebSocketTransportOptions>]>([
    ['WebSocket', { WebSocket: NodeWebSocket }],
    ['heartbeatTimeoutMs', { heartbeatTimeoutMs: 60_000 }],
    ['openingTimeoutMs', { openingTimeoutMs: 60_000 }],
    ['callTimeoutMs', { callTimeoutMs: 60_000 }],
    ['maxFrameLength', { maxFrameLength: 100_000 }],
  ])('shares no socket with one of the same pool that has another %s', async (_, options) => {
    const pool = createSocketPool();
    const all = [{}, {}, options, options].map((own) =>
      webSocketTransport({ url: server.url, token: TOKEN, pool, ...own }),
    );
    const readers = all.map((each) => each.subscribe(PARAMS)[Symbol.asyncIterator]());
    await Promise.all(readers.map((reader) => reader.next()));
    expect(server.openSockets).toBe(2);
    for (const each of all) each.close();
    await expect.poll(() => server.openSockets).toBe(0);
  });

  it('two clients in one page share it, and the one stays when the other is closed', async () => {
    const pool = createSocketPool();
    const clients = [0, 1].map(() => clientOf(server.url, 'websocket', { limits: { pool } }));
    for (const client of clients) client.connect();
    for (const client of clients) await until(client, ({ connection }) => connection.status === 'live');
    expect(server.openSockets).toBe(1);
    clients[0]?.close();
    await clients[1]?.sendMessage({ text: 'Hello' });
    expect(clients[1]?.getState().connection.status).toBe('live');
    expect(server.requests.filter((method) => method === 'authenticate')).toHaveLength(1);
    clients[1]?.close();
    await expect.poll(() => server.openSockets).toBe(0);
  });

  it('clients that share it come back on one new one when it breaks, and both get all that they missed', async () => {
    const pool = createSocketPool();
    const clients = [0, 1, 2].map(() => clientOf(server.url, 'websocket', { limits: { pool } }));
    for (const client of clients) client.connect();
    for (const client of clients) await until(client, ({ connection }) => connection.status === 'live');
    for (let time = 1; time <= 3; time++) {
      server.breakAll();
      note();
      const { head } = server.world;
      for (const client of clients) {
        await until(
          client,
          ({ connection, conversation }) =>
            connection.status === 'live' && conversation?.control.seq === head,
        );
      }
      expect(server.openSockets).toBe(1);
      expect(server.requests.filter((method) => method === 'authenticate')).toHaveLength(time + 1);
    }
    for (const client of clients) client.close();
    await expect.poll(() => server.openSockets).toBe(0);
  });

  describe('before the server has answered authenticate', () => {
    const isAsked = (): Promise<void> =>
      expect.poll(() => server.requests.filter((method) => method === 'authenticate').length).toBe(1);
    beforeEach(() => {
      server.socketIntruder = (method) => method === 'authenticate';
      transport = webSocketTransport({ url: server.url, token: TOKEN });
    });

    it('calls off what its caller calls off, and leaves the rest waiting', async () => {
      const own = new AbortController();
      const called = transport.call('getConversation', PARAMS, { signal: own.signal });
      const reading = kindsOf(transport.subscribe(PARAMS, { signal: own.signal }), 1);
      const other = transport.call('getConversation', PARAMS);
      await isAsked();
      own.abort();
      await expect(called).rejects.toMatchObject({ code: 'Aborted' });
      await expect(reading).rejects.toMatchObject({ code: 'Aborted' });
      expect(server.openSockets).toBe(1);
      transport.close();
      await expect(other).rejects.toMatchObject({ code: 'Aborted' });
    });

    it('closes the socket with the last one that is called off', async () => {
      const own = new AbortController();
      const reading = kindsOf(transport.subscribe(PARAMS, { signal: own.signal }), 1);
      await isAsked();
      own.abort();
      await expect(reading).rejects.toMatchObject({ code: 'Aborted' });
      await expect.poll(() => server.openSockets).toBe(0);
    });

    it('a client is closed at once', async () => {
      const client = clientOf(server.url, 'websocket');
      client.connect();
      await isAsked();
      client.close();
      await expect.poll(() => server.openSockets).toBe(0);
    });

    it('a person can have the next try at once, also while a message waits on the dead socket', async () => {
      const client = clientOf(server.url, 'websocket');
      client.connect();
      void client.sendMessage({ text: 'Hello' });
      await isAsked();
      server.socketIntruder = null;
      client.reconnectNow();
      await until(client, ({ connection }) => connection.status === 'live');
      client.close();
    });
  });

  it('takes another implementation of WebSocket', async () => {
    transport = webSocketTransport({
      url: server.url.replace('http', 'ws'),
      token: TOKEN,
      WebSocket: NodeWebSocket,
    });
    expect(await kindsOf(transport.subscribe(PARAMS), 3)).toEqual(['hello', 'snapshot', 'caught_up']);
  });

  it('pings a silent server, and stays', async () => {
    transport = webSocketTransport({ url: server.url, token: TOKEN, heartbeatTimeoutMs: 450 });
    const frames = readerOf();
    for (let count = 0; count < 3; count++) await frames.next();
    const next = frames.next();
    await expect
      .poll(() => server.requests.filter((method) => method === 'ping').length, { timeout: 5_000 })
      .toBeGreaterThan(4);
    note();
    expect((await next).value).toMatchObject({ kind: 'event' });
  });

  it('stays in a hidden page, whose timers come less often than the limit', async () => {
    const tickMs = 600;
    const { setTimeout: after, setInterval: every } = globalThis;
    const nextTick = (delayMs = 0): number => {
      const now = Date.now();
      return Math.ceil((now + delayMs) / tickMs) * tickMs - now;
    };
    vi.stubGlobal('setTimeout', (callback: () => void, delayMs?: number) =>
      after(callback, nextTick(delayMs)),
    );
    vi.stubGlobal('setInterval', (callback: () => void) => every(callback, tickMs));
    transport = webSocketTransport({
      url: server.url,
      token: TOKEN,
      heartbeatTimeoutMs: (tickMs * 3) / 4,
      // The server lives in this process, and its timers are as late: not what this is about.
      openingTimeoutMs: tickMs * 20,
    });
    try {
      const frames = readerOf();
      while ((await frames.next()).value?.kind !== 'caught_up');
      const next = frames.next();
      await new Promise((resolve) => after(resolve, tickMs * 4));
      note();
      expect((await next).value).toMatchObject({ kind: 'event', data: { type: 'note' } });
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('a call that asks the server to wait', () => {
  it.each(['sse', 'long_poll', 'websocket'])('may take so much longer over %s', async (name) => {
    const answer = { status: 'timeout', head: 3 };
    server.intruder = (_, response) => {
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer));
      }, 1_000);
      return true;
    };
    server.socketIntruder = (method, socket, id) => {
      if (method !== 'runToCompletion') return false;
      setTimeout(() => socket.send(JSON.stringify(rpcResult(id, answer))), 1_000);
      return true;
    };
    transport = createTransport(name, { url: server.url, token: TOKEN, callTimeoutMs: 500 });
    const answers = await Promise.all([
      transport.call('runToCompletion', { ...PARAMS, timeoutMs: 10_000 }),
      transport.call('runToCompletion', PARAMS),
    ]);
    expect(answers).toEqual([answer, answer]);
    await expect(transport.call('runToCompletion', { ...PARAMS, timeoutMs: 1 })).rejects.toMatchObject({
      code: 'ConnectionLost',
    });
  });
});

it('a transport by an unknown name is a typed error that names the known ones', () => {
  transport = createTransport('sse', { url: server.url, token: TOKEN });
  expect(() => createTransport('pigeon', { url: server.url, token: TOKEN })).toThrowError(
    expect.objectContaining({
      code: 'UnknownTransport',
      details: { name: 'pigeon', known: ['auto', 'websocket', 'sse', 'long_poll'] },
    }),
  );
});
