import { FOLD_VERSION, parseFrame } from '@agent-chat/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatClient } from './chat-client.js';
import type { ChatState } from './state/chat-state.js';
import { clientOf, TRANSPORTS, until } from './test-support/clients.js';
import { type ContractServer, heartbeat, startContractServer } from './test-support/contract-server.js';
import { created, said, started } from './test-support/events.js';
import { ScriptedWorld } from './test-support/scripted-world.js';

let server: ContractServer;
const clients: ChatClient[] = [];
const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);

beforeEach(async () => {
  process.on('unhandledRejection', onUnhandled);
  const world = new ScriptedWorld();
  world.do({ event: created }, { event: said(1, 'm1', 'Hi') }, { event: started(2) });
  server = await startContractServer(world);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled.splice(0)).toEqual([]);
});

function connect(transport: string, options: Parameters<typeof clientOf>[2] = {}): ChatClient {
  const client = clientOf(server.url, transport, options);
  clients.push(client);
  client.connect();
  return client;
}

describe.each(TRANSPORTS)('what comes over %s', (transport) => {
  /** A client that has everything and whose line is open: between two polls nothing can be said. */
  const listening = async (): Promise<{ client: ChatClient; before: ChatState }> => {
    const client = connect(transport);
    const before = await until(client, ({ connection }) => connection.status === 'live');
    await expect.poll(() => server.openStreams + server.openSockets).toBe(1);
    return { client, before };
  };

  it.each([
    ['text that is no JSON', 'event', '{"seq":'],
    ['JSON that is no object', 'event', '7'],
    ['an event without its fields', 'event', '{"seq":4}'],
    ['an event whose fields are of other types', 'event', '{"seq":"4","type":4,"payload":null}'],
    ['a control frame without its fields', 'draft', '{"offset":-1}'],
    ['a snapshot of nothing', 'snapshot', `{"atSeq":4,"foldVersion":${FOLD_VERSION},"state":{}}`],
  ])('and is %s, has the stream made anew from the cursor', async (_, kind, text) => {
    const { client, before } = await listening();
    const tries = new Set<number>();
    client.subscribe(() => tries.add(client.getState().connection.attempt));
    server.writeFrame(kind, text);
    await until(client, ({ connection }) => connection.error?.code === 'MalformedFrame');
    const state = await until(client, ({ connection }) => connection.status === 'live');
    expect(state.conversation).toBe(before.conversation);
    expect(Math.max(...tries)).toBe(1);
  });

  it('and is of a kind that nobody knows, changes nothing', async () => {
    const { client, before } = await listening();
    for (const text of ['{"sky":"blue"}', '{}', 'null', '[1]']) server.writeFrame('weather', text);
    server.world.do({ event: { type: 'a_new_type', author: 'system', payload: { any: 1 } } });
    const state = await until(client, ({ conversation }) => conversation?.control.seq === 4);
    expect(state.connection).toBe(before.connection);
    expect(state.conversation?.timeline.entries.slice(-1)).toMatchObject([{ kind: 'event', seq: 4 }]);
  });
});

describe.each(['sse', 'long_poll'])('an event stream over %s', (transport) => {
  it('goes on over comments, and fields that nobody knows', async () => {
    const client = connect(transport);
    const before = await until(client, ({ connection }) => connection.status === 'live');
    await expect.poll(() => server.openStreams).toBe(1);
    server.writeRaw(`${heartbeat()}colour: red\nretry: 5\n\n`);
    server.world.do({ event: { type: 'a_new_type', author: 'system', payload: { any: 1 } } });
    const state = await until(client, ({ conversation }) => conversation?.control.seq === 4);
    expect(state.connection).toBe(before.connection);
  });
});

describe.each(TRANSPORTS)('frames over %s', (transport) => {
  const big = 10 * 1024 * 1024;

  it('of 10 MB are taken', async () => {
    const client = connect(transport);
    await until(client, ({ connection }) => connection.status === 'live');
    server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'x'.repeat(big) } } });
    const state = await until(client, ({ conversation }) => conversation?.control.seq === 4);
    expect(state.connection.status).toBe('live');
  });

  it('beyond the limit are a named state', async () => {
    const client = connect(transport, { limits: { maxFrameLength: 100_000 } });
    await until(client, ({ connection }) => connection.status === 'live');
    server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'x'.repeat(200_000) } } });
    const state = await until(client, ({ connection }) => connection.attempt > 2);
    expect(state.connection).toMatchObject({ error: { code: 'MalformedFrame' } });
    expect(state.conversation?.control.seq).toBe(3);
  });

  it('of another conversation are never applied', async () => {
    const client = connect(transport);
    const before = await until(client, ({ connection }) => connection.status === 'live');
    const [last] = server.world.log.slice(-1);
    const frame = parseFrame('event', { ...last, seq: 4, conversationId: 'other' });
    await expect.poll(() => server.openStreams + server.openSockets).toBe(1);
    if (frame !== null) server.broadcast(frame);
    await until(client, ({ connection }) => connection.error?.code === 'MalformedFrame');
    const state = await until(client, ({ connection }) => connection.status === 'live');
    expect(state.conversation).toBe(before.conversation);
  });
});

describe.each(TRANSPORTS)('frames over %s that come out of order', (transport) => {
  it('are not applied: what is missing is asked for, and nothing is doubled', async () => {
    const client = connect(transport);
    await until(client, ({ connection }) => connection.status === 'live');
    await expect.poll(() => server.openStreams + server.openSockets).toBe(1);
    // As if two had been lost on the way.
    const [last] = server.world.log.slice(-1);
    const frame = parseFrame('event', { ...last, seq: 6 });
    if (frame !== null) server.broadcast(frame);
    await until(client, ({ connection }) => connection.error?.code === 'MalformedFrame');
    server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'x' } } });
    const state = await until(
      client,
      ({ connection, conversation }) => connection.status === 'live' && conversation?.control.seq === 4,
    );
    expect([...(state.conversation?.timeline.entries ?? [])].map(({ seq }) => seq)).toEqual([2, 4]);
  });
});

describe('what never ends', () => {
  const live = async (client: ChatClient): Promise<void> => {
    await until(client, ({ connection }) => connection.status === 'live');
  };

  it.each(['sse', 'long_poll'])('a line over %s is cut off at the limit', async (transport) => {
    const client = connect(transport, { limits: { maxFrameLength: 100_000 } });
    await live(client);
    await expect.poll(() => server.openStreams).toBe(1);
    const writing = setInterval(() => server.writeRaw(`data: ${'x'.repeat(50_000)}`), 5);
    await until(client, ({ connection }) => connection.error?.code === 'MalformedFrame');
    clearInterval(writing);
    await live(client);
  });

  it.each([200, 500])('an answer with status %i to a call is cut off at the limit', async (status) => {
    const client = connect('sse', { limits: { maxFrameLength: 100_000 } });
    await live(client);
    let written = 0;
    let isGivenUp = false;
    server.intruder = (request, response) => {
      if (request.method !== 'POST') return false;
      response.writeHead(status, { 'content-type': 'application/json' });
      const writing = setInterval(() => {
        written += 50_000;
        response.write('x'.repeat(50_000));
      }, 1);
      response.on('close', () => {
        clearInterval(writing);
        isGivenUp = true;
        server.intruder = null;
      });
      return true;
    };
    await client.sendMessage({ text: 'Hello' });
    expect(isGivenUp).toBe(true);
    expect(written).toBeLessThan(20_000_000);
  });

  it('a message over a socket is given up when nothing else is heard', async () => {
    const client = connect('websocket', { limits: { heartbeatTimeoutMs: 200 } });
    await live(client);
    let isGivenUp = false;
    server.socketIntruder = (method, socket) => {
      if (method !== 'sendMessage') return false;
      socket.send('{"jsonrpc":', { fin: false });
      const writing = setInterval(() => socket.send('"x",', { fin: false }), 5);
      socket.on('close', () => {
        clearInterval(writing);
        isGivenUp = true;
      });
      server.socketIntruder = null;
      return true;
    };
    await client.sendMessage({ text: 'Hello' });
    await expect.poll(() => isGivenUp).toBe(true);
    await live(client);
  });

  it.each(['sse', 'long_poll'])(
    'heartbeats over %s without any frame are no connection',
    async (transport) => {
      server.intruder = (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const writing = setInterval(() => response.write(heartbeat()), 5);
        response.on('close', () => clearInterval(writing));
        return true;
      };
      const client = connect(transport, { limits: { heartbeatTimeoutMs: 100, callTimeoutMs: 100 } });
      const { connection } = await until(client, (state) => state.connection.error !== null);
      expect(connection).toMatchObject({ status: 'reconnecting', error: { code: 'ConnectionLost' } });
    },
  );
});

describe('a socket', () => {
  it.each([
    ['text that is no JSON', 'hello'],
    ['JSON that is no JSON-RPC', '{"hello":true}'],
    ['bytes', Buffer.from([1, 2, 3])],
  ])('that says %s is made anew', async (_, message) => {
    const client = connect('websocket');
    const before = await until(client, ({ connection }) => connection.status === 'live');
    server.socketIntruder = (method, socket) => {
      if (method === 'sendMessage') socket.send(message);
      return method === 'sendMessage';
    };
    const sent = client.sendMessage({ text: 'Hello' });
    await until(client, ({ connection }) => connection.error?.code === 'MalformedFrame');
    server.socketIntruder = null;
    server.breakAll();
    await sent;
    const state = await until(client, ({ connection }) => connection.status === 'live');
    expect(state.conversation?.timeline.entries.at(0)).toBe(before.conversation?.timeline.entries.at(0));
    expect(server.world.log.filter(({ type }) => type === 'message_queued')).toHaveLength(1);
  });

  it('that is refused at the upgrade is tried again', async () => {
    await server.close();
    const client = connect('websocket');
    const state = await until(client, ({ connection }) => connection.attempt > 1);
    expect(state.connection).toMatchObject({ error: { code: 'ConnectionLost' } });
  });
});

describe.each(TRANSPORTS)('an address that is none, for %s,', (transport) => {
  it('closes the client with an error, and throws nothing', async () => {
    const client = clientOf('not an address', transport);
    clients.push(client);
    client.connect();
    const state = await until(client, ({ connection }) => connection.status === 'closed');
    expect(state.connection.error?.code).toBe('InvalidConfiguration');
    await expect(client.sendMessage({ text: 'Hello' })).rejects.toMatchObject({
      code: 'InvalidConfiguration',
    });
  });
});
