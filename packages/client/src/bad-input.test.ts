import type { ServerResponse } from 'node:http';
import { type ErrorCode, parseFrame } from '@agent-chat/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatClient } from './chat-client.js';
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

type Answer = (response: ServerResponse) => void;
const html: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<!doctype html><title>Log in to this network</title>');
};
const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) => {
    response.writeHead(code, headers);
    response.end(body);
  };
const empty: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end();
};
const json = (body: string): Answer => status(200, { 'content-type': 'application/json' }, body);
const typed = (code: number, body: object): Answer =>
  status(code, { 'content-type': 'application/json' }, JSON.stringify(body));

describe('a subscription over server-sent events that is answered with', () => {
  it.each<[name: string, answer: Answer, expected: string, code: ErrorCode]>([
    ['a page of HTML', html, 'reconnecting', 'MalformedFrame'],
    ['JSON', json('{}'), 'reconnecting', 'MalformedFrame'],
    ['nothing', empty, 'reconnecting', 'ConnectionLost'],
    ['401', status(401), 'closed', 'Unauthorized'],
    ['403', status(403), 'closed', 'Forbidden'],
    ['404 by a proxy', status(404), 'closed', 'UnknownRoute'],
    [
      '404 by the server',
      typed(404, { code: 'UnknownConversation', message: 'No.', retryable: false }),
      'closed',
      'UnknownConversation',
    ],
    ['410', status(410), 'closed', 'ConversationGone'],
    ['429', status(429), 'reconnecting', 'RateLimited'],
    ['500', status(500, {}, 'Oops'), 'reconnecting', 'Internal'],
    ['502', status(502), 'reconnecting', 'Unavailable'],
    ['503 with a body that is no error', typed(503, { code: 1 }), 'reconnecting', 'Unavailable'],
    [
      'an error code of a newer server',
      typed(418, { code: 'Teapot', message: 'No.', retryable: true }),
      'reconnecting',
      'Internal',
    ],
  ])('%s', async (_, answer, expected, code) => {
    server.intruder = (_request, response) => {
      answer(response);
      return true;
    };
    const client = connect('sse');
    const state = await until(client, ({ connection }) => connection.error !== null);
    expect(state.connection).toMatchObject({ status: expected, error: { code } });
    expect(state.conversation).toBeNull();
    server.intruder = null;
    client.reconnectNow();
    await until(client, ({ connection }) => connection.status === 'live');
  });

  it.each([
    ['3', 3_000],
    [new Date(Date.now() + 120_000).toUTCString(), 100_000],
  ])('429 and Retry-After: %s', async (header, atLeast) => {
    server.intruder = (_request, response) => {
      status(429, { 'retry-after': header })(response);
      return true;
    };
    const client = connect('sse');
    const { connection } = await until(client, (state) => state.connection.retryAt !== null);
    expect((connection.retryAt ?? 0) - Date.now()).toBeGreaterThan(atLeast - 500);
    expect(connection).toMatchObject({ status: 'reconnecting', error: { code: 'RateLimited' } });
  });
});

describe('a command over HTTP that is answered with', () => {
  const post = (client: ChatClient): Promise<unknown> => client.sendMessage({ text: 'Hello' });

  it.each<[string, Answer]>([
    ['a page of HTML', html],
    ['nothing', json('')],
    ['text that is no JSON', json('{"seq":')],
    ['another shape', json('{"ok":true}')],
    ['500', status(500)],
    ['503', status(503)],
    ['429', status(429)],
    ['a broken connection', (response) => response.destroy()],
  ])('%s is sent again, and logged once', async (_, answer) => {
    let intrusions = 0;
    server.intruder = (request, response) => {
      if (request.method !== 'POST' || intrusions === 2) return false;
      intrusions += 1;
      answer(response);
      return true;
    };
    await post(connect('sse'));
    expect(intrusions).toBe(2);
    expect(server.world.log.filter(({ type }) => type === 'message_queued')).toHaveLength(1);
  });

  it.each<[string, Answer, ErrorCode]>([
    ['401', status(401), 'Unauthorized'],
    ['404', status(404), 'UnknownRoute'],
    ['413', status(413), 'PayloadTooLarge'],
    ['422', status(422), 'InvalidRequest'],
  ])('%s fails with its code', async (_, answer, code) => {
    server.intruder = (request, response) => {
      if (request.method !== 'POST') return false;
      answer(response);
      return true;
    };
    const client = connect('sse');
    await expect(post(client)).rejects.toMatchObject({ code });
    expect(client.getState().pending).toMatchObject([{ status: 'failed', error: { code } }]);
  });

  it('nothing at all for too long is sent again', async () => {
    let isSilent = true;
    server.intruder = (request) => {
      const swallowed = request.method === 'POST' && isSilent;
      if (swallowed) isSilent = false;
      return swallowed;
    };
    await post(connect('sse', { limits: { callTimeoutMs: 50 } }));
    expect(server.world.log.filter(({ type }) => type === 'message_queued')).toHaveLength(1);
  });
});

describe('a stream that carries', () => {
  it.each([
    ['text that is no JSON', 'event: event\ndata: {"seq":\n\n'],
    ['an event without its fields', 'event: event\ndata: {"seq":4}\n\n'],
    ['a control frame without its fields', 'event: draft\ndata: {"offset":-1}\n\n'],
  ])('%s is made anew from the cursor', async (_, raw) => {
    const client = connect('sse');
    const before = await until(client, ({ connection }) => connection.status === 'live');
    server.writeRaw(raw);
    await until(client, ({ connection }) => connection.error?.code === 'MalformedFrame');
    const state = await until(client, ({ connection }) => connection.status === 'live');
    expect(state.conversation).toBe(before.conversation);
  });

  it('frames, fields and comments that nobody knows goes on', async () => {
    const client = connect('sse');
    const before = await until(client, ({ connection }) => connection.status === 'live');
    server.writeRaw(`${heartbeat()}event: weather\ndata: {"sky":"blue"}\n\ncolour: red\nretry: 5\n\n`);
    server.world.do({ event: { type: 'a_new_type', author: 'system', payload: { any: 1 } } });
    const state = await until(client, ({ conversation }) => conversation?.control.seq === 4);
    expect(state.connection).toBe(before.connection);
    expect(state.conversation?.timeline.entries.slice(-1)).toMatchObject([{ kind: 'event', seq: 4 }]);
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

describe('a socket', () => {
  it.each([
    ['text that is no JSON', 'hello'],
    ['JSON that is no JSON-RPC', '{"hello":true}'],
    [
      'a frame that is none',
      JSON.stringify({ jsonrpc: '2.0', method: 'event', params: { subscriptionId: 's1', frame: {} } }),
    ],
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
