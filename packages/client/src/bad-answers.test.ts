import { AgentChatError, type ErrorCode } from '@agent-chat/protocol';
import { rpcError, rpcResult } from '@agent-chat/protocol/wire';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatClient } from './chat-client.js';
import { type Answer, ANSWERS, json, limitsFor, nothing, status } from './test-support/bad-answers.js';
import { clientOf, TRANSPORTS, until } from './test-support/clients.js';
import { type ContractServer, startContractServer } from './test-support/contract-server.js';
import { answered, created, said, started, text } from './test-support/events.js';
import { type RecordingEnvironment, recordingEnvironment } from './test-support/recording-environment.js';
import { ScriptedWorld } from './test-support/scripted-world.js';

// Each answer ends in a named state with a typed error, and is asked for again more and more seldom.

const BACKOFF = { baseMs: 500, maxMs: 15_000 };
const HTTP = ['sse', 'long_poll'] as const;
const DAY = 24 * 60 * 60 * 1_000;

let server: ContractServer;
let environment: RecordingEnvironment;
const clients: ChatClient[] = [];
const unhandled: unknown[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);

beforeEach(async () => {
  process.on('unhandledRejection', onUnhandled);
  environment = recordingEnvironment();
  const world = new ScriptedWorld();
  world.do({ event: created }, { event: said(1, 'm1', 'Hi') }, { event: started(2) });
  server = await startContractServer(world);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled.splice(0)).toEqual([]);
});

function connect(transport: string, options: Parameters<typeof clientOf>[2] = {}): ChatClient {
  const client = clientOf(server.url, transport, { environment, backoff: BACKOFF, ...options });
  clients.push(client);
  client.connect();
  return client;
}

/** The pauses before the first five tries: each twice as long as the one before it, and asked for. */
function expectPauses(atLeastMs = 0): void {
  for (const [index, delay] of environment.delays.slice(0, 5).entries()) {
    expect(delay).toBe(atLeastMs + Math.floor(0.999 * Math.min(BACKOFF.maxMs, BACKOFF.baseMs * 2 ** index)));
  }
}

const streams = (): number => server.requests.filter((line) => line.includes('/stream')).length;

describe.each(HTTP)('a subscription over %s that is answered with', (transport) => {
  it.each(ANSWERS)('%s', async (_, answer, expected, __, code) => {
    server.intruder = (_request, response) => {
      answer(response);
      return true;
    };
    const client = connect(transport, { limits: { ...limitsFor(answer), pollWaitMs: 10 } });
    const isFar = expected === 'closed' ? 0 : 5;
    const state = await until(
      client,
      ({ connection }) => connection.error !== null && connection.attempt >= isFar,
    );
    expect(state.connection).toMatchObject({ status: expected, error: { code } });
    expect(state.conversation).toBeNull();
    // As many requests as tries, and as many pauses, each longer than the one before.
    expect(streams()).toBe(expected === 'closed' ? 1 : state.connection.attempt);
    expectPauses();
    server.intruder = null;
    client.reconnectNow();
    await until(client, ({ connection }) => connection.status === 'live');
  });

  it.each([
    ['seconds', () => '3', 3_000],
    ['a date', () => new Date(Date.now() + 120_000).toUTCString(), 100_000],
    [
      'a date by a clock that is a day behind ours',
      () => new Date(Date.now() + 30_000 - DAY).toUTCString(),
      30_000,
    ],
    [
      'a date by a clock that is a day ahead of ours',
      () => new Date(Date.now() + 30_000 + DAY).toUTCString(),
      30_000,
    ],
  ])('429 and Retry-After with %s', async (name, header, atLeast) => {
    const aheadMs = name.endsWith('behind ours') ? -DAY : name.endsWith('ahead of ours') ? DAY : 0;
    server.intruder = (_request, response) => {
      const date = new Date(Date.now() + aheadMs).toUTCString();
      status(429, { 'retry-after': header(), date })(response);
      return true;
    };
    const client = connect(transport);
    const { connection } = await until(client, (state) => state.connection.attempt >= 3);
    expect(connection).toMatchObject({ status: 'reconnecting', error: { code: 'RateLimited' } });
    for (const delay of environment.delays) {
      expect(delay).toBeGreaterThanOrEqual(atLeast - 1_000);
      expect(delay).toBeLessThan(200_000);
    }
  });
});

describe.each(HTTP)('a command over %s that is answered with', (transport) => {
  it.each(ANSWERS)('%s', async (_, answer, __, expected, code) => {
    const client = connect(transport, {
      limits: { ...limitsFor(answer), heartbeatTimeoutMs: 45_000, pollWaitMs: 10 },
    });
    await until(client, ({ connection }) => connection.status === 'live');
    let posts = 0;
    server.intruder = (request, response) => {
      if (request.method !== 'POST' || posts === 4) return false;
      posts += 1;
      answer(response);
      return true;
    };
    const before = environment.delays.length;
    const sent = client.sendMessage({ text: 'Hello' });
    if (expected === 'failed') {
      await expect(sent).rejects.toMatchObject({ code });
      expect(client.getState().pending).toMatchObject([{ status: 'failed', error: { code } }]);
      expect(posts).toBe(1);
      expect(environment.delays.slice(before)).toEqual([]);
      // The person presses "try again".
      server.intruder = null;
      client.retry(client.getState().pending[0]?.clientRequestId ?? '');
      await until(client, ({ pending }) => pending.length === 0);
    } else {
      await sent;
      expect(posts).toBe(4);
      expect(environment.delays.slice(before)).toEqual([499, 999, 1_998, 3_996]);
    }
    expect(server.world.log.filter(({ type }) => type === 'message_queued')).toHaveLength(1);
  });
});

describe('a page of the log that is answered with', () => {
  it.each(ANSWERS)('%s', async (_, answer, __, expected, code) => {
    server.world.snapshotEntries = 1;
    server.world.do({ event: answered(2, 'm2', [text('Yes?')]) }, { event: said(3, 'm3', 'Bye') });
    // Silence is no longer than it must be: it comes again and again.
    const client = connect('sse', { limits: answer === nothing ? { callTimeoutMs: 100 } : {} });
    await until(client, ({ connection }) => connection.status === 'live');
    let asked = 0;
    server.intruder = ({ url }, response) => {
      if (url?.includes('/events') !== true) return false;
      asked += 1;
      answer(response);
      return true;
    };
    const first = (): Promise<IteratorResult<{ readonly seq: number }>> =>
      client.events({ afterSeq: 0 })[Symbol.asyncIterator]().next();

    await expect(client.loadOlder()).rejects.toMatchObject({ code });
    expect(client.getState().history).toMatchObject({ status: 'failed', error: { code } });
    expect(asked).toBe(1);
    await expect(first()).rejects.toMatchObject({ code });
    expect(asked).toBe(expected === 'failed' ? 2 : 16);
    expectPauses();
    expect(client.getState().connection.status).toBe('live');

    server.intruder = null;
    expect((await first()).value).toMatchObject({ seq: 1 });
    await vi.waitFor(() => client.loadOlder(), { timeout: 20_000 });
    expect(client.getState().history).toEqual({ status: 'complete', error: null });
  });
});

describe('a command that comes too often', () => {
  const date = new Date();
  const refusal = new AgentChatError('RateLimited', 'Slowly.', { details: { retryAfterMs: 7_000 } });
  const headers = { date: date.toUTCString() };
  const inSeconds = status(429, { ...headers, 'retry-after': '7' });
  const byDate = status(429, {
    ...headers,
    'retry-after': new Date(date.getTime() + 7_000).toUTCString(),
  });

  it.each<[transport: string, how: string, answer: Answer | null]>([
    ...HTTP.flatMap((transport): [string, string, Answer][] => [
      [transport, 'says a proxy, with 429 and seconds', inSeconds],
      [transport, 'says a proxy, with 429 and a date', byDate],
      [transport, 'says the server, with 429', json(429, refusal.toBody())],
    ]),
    ['websocket', 'says the server', null],
  ])('over %s, %s, waits no less, says until when, and is logged once', async (transport, _, answer) => {
    const client = connect(transport, { limits: { pollWaitMs: 10 } });
    await until(client, ({ connection }) => connection.status === 'live');
    let refused = 0;
    server.intruder = (request, response) => {
      if (request.method !== 'POST' || refused === 3 || answer === null) return false;
      refused += 1;
      answer(response);
      return true;
    };
    server.socketIntruder = (method, socket, id) => {
      if (method !== 'sendMessage' || refused === 3) return false;
      refused += 1;
      socket.send(JSON.stringify(rpcError(id, refusal)));
      return true;
    };
    const before = environment.delays.length;
    const held = new Map<number, unknown>();
    client.subscribe(() => {
      const [first] = client.getState().pending;
      if (first?.retryAt !== undefined) held.set(first.retryAt, first);
    });
    await client.sendMessage({ text: 'Hello' });
    expect(environment.delays.slice(before)).toEqual([7_499, 7_999, 8_998]);
    expect([...held.values()]).toMatchObject(
      Array.from({ length: 3 }, () => ({
        status: 'sending',
        error: { code: 'RateLimited', details: { retryAfterMs: 7_000 } },
      })),
    );
    expect(server.world.log.filter(({ type }) => type === 'message_queued')).toHaveLength(1);
  });
});

describe('a socket whose', () => {
  const CODES: readonly (readonly [ErrorCode, 'closed' | 'reconnecting', 'failed' | 'sending'])[] = [
    ['Unauthorized', 'closed', 'failed'],
    ['Forbidden', 'closed', 'failed'],
    ['UnknownConversation', 'closed', 'failed'],
    ['ConversationEnded', 'closed', 'failed'],
    ['PayloadTooLarge', 'closed', 'failed'],
    ['RateLimited', 'reconnecting', 'sending'],
    ['Internal', 'reconnecting', 'sending'],
    ['Unavailable', 'reconnecting', 'sending'],
  ];

  it.each(CODES)('subscription is answered with %s is %s', async (code, expected) => {
    server.socketIntruder = (method, socket, id) => {
      if (method === 'subscribe') socket.send(JSON.stringify(rpcError(id, new AgentChatError(code, 'No.'))));
      return method === 'subscribe';
    };
    const client = connect('websocket');
    const isFar = expected === 'closed' ? 0 : 5;
    const { connection } = await until(
      client,
      (state) => state.connection.error !== null && state.connection.attempt >= isFar,
    );
    expect(connection).toMatchObject({ status: expected, error: { code } });
    const asked = server.requests.filter((method) => method === 'subscribe').length;
    expect(asked).toBe(expected === 'closed' ? 1 : connection.attempt);
    expectPauses();
  });

  it.each(CODES)('command is answered with %s', async (code, _, expected) => {
    const client = connect('websocket');
    await until(client, ({ connection }) => connection.status === 'live');
    let answered = 0;
    server.socketIntruder = (method, socket, id) => {
      if (method !== 'sendMessage' || answered === 4) return false;
      answered += 1;
      socket.send(JSON.stringify(rpcError(id, new AgentChatError(code, 'No.'))));
      return true;
    };
    const sent = client.sendMessage({ text: 'Hello' });
    if (expected === 'failed') await expect(sent).rejects.toMatchObject({ code });
    else await sent;
    expect(answered).toBe(expected === 'failed' ? 1 : 4);
    expect(environment.delays).toEqual(expected === 'failed' ? [] : [499, 999, 1_998, 3_996]);
  });

  it('upgrade is refused is tried again, more and more seldom', async () => {
    server.blocksSockets = true;
    const client = connect('websocket');
    const { connection } = await until(client, (state) => state.connection.attempt >= 5);
    expect(connection).toMatchObject({ status: 'reconnecting', error: { code: 'ConnectionLost' } });
    expectPauses();
  });

  it('server closes it for a message that is too long fails that one alone', async () => {
    const client = connect('websocket');
    await until(client, ({ connection }) => connection.status === 'live');
    const sent: string[] = [];
    server.socketIntruder = (method, socket) => {
      if (method !== 'sendMessage' && method !== 'stop') return false;
      sent.push(method);
      if (method === 'sendMessage') socket.close(1009);
      return sent.length < 3;
    };
    const stopped = client.stop();
    const code = 'PayloadTooLarge';
    await expect(client.sendMessage({ text: 'Too long' })).rejects.toMatchObject({ code });
    expect(client.getState().pending.at(-1)).toMatchObject({ status: 'failed', error: { code } });
    await stopped;
    expect(sent).toEqual(['stop', 'sendMessage', 'stop']);
    server.socketIntruder = null;
    await client.sendMessage({ text: 'Short' });
    expect(client.getState().connection.status).toBe('live');
  });

  it('server says nothing is given up', async () => {
    server.socketIntruder = () => true;
    const client = connect('websocket', { limits: limitsFor(nothing) });
    const { connection } = await until(client, (state) => state.connection.attempt >= 3);
    expect(connection).toMatchObject({ status: 'reconnecting', error: { code: 'ConnectionLost' } });
    expectPauses();
  });
});

describe('a socket whose server', () => {
  it('answers everything but brings no frame is given up', async () => {
    server.socketIntruder = (method, socket, id) => {
      if (method !== 'subscribe' && method !== 'ping') return false;
      socket.send(JSON.stringify(rpcResult(id, method === 'subscribe' ? { subscriptionId: 's1' } : {})));
      return true;
    };
    const client = connect('websocket', { limits: { heartbeatTimeoutMs: 150, openingTimeoutMs: 300 } });
    const { connection } = await until(client, (state) => state.connection.attempt >= 3);
    expect(connection).toMatchObject({ status: 'reconnecting', error: { code: 'ConnectionLost' } });
    expectPauses();
    server.socketIntruder = (method, socket, id) => {
      if (method === 'ping') socket.send(JSON.stringify(rpcResult(id, {})));
      return method === 'ping';
    };
    await until(client, (state) => state.connection.status === 'live');
    const before = client.getState().connection;
    // What has brought everything may rest for as long as it likes.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(client.getState().connection).toBe(before);
  });
});

describe.each(TRANSPORTS)('a server over %s that makes the same fault again and again', (transport) => {
  it('is asked more and more seldom', async () => {
    server.onView = () => server.broadcast({ kind: 'caught_up', data: { seq: 99 } });
    const client = connect(transport);
    const errors = new Set<string | undefined>();
    client.subscribe(() => errors.add(client.getState().connection.error?.code));
    await expect.poll(() => environment.delays.length).toBeGreaterThanOrEqual(5);
    expect(errors).toContain('MalformedFrame');
    // That everything up to now arrives each time is no success.
    expectPauses();
  });
});
