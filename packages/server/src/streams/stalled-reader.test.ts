import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { RpcClient } from '../test-support/rpc-client.js';
import { longConversation } from '../test-support/long-conversation.js';
import { openSlowLine } from '../test-support/slow-line.js';
import { isCaughtUp, SseReader } from '../test-support/sse-reader.js';
import { OPERATOR_TOKEN, startTestServer, type TestServer } from '../test-support/test-server.js';

const MIB = 1024 * 1024;
const TEXT = '€'.repeat(16_000);
/** Well above what the system's buffers of a connection take, which are several MiB on loopback. */
const EVENTS = 400;

/** The sockets on the server's side, as they are accepted. */
function acceptedSockets(): readonly Socket[] {
  const sockets: Socket[] = [];
  const keep = (message: unknown): void => {
    sockets.push((message as { readonly socket: Socket }).socket);
  };
  subscribe('net.server.socket', keep);
  onTestFinished(() => void unsubscribe('net.server.socket', keep));
  return sockets;
}

/** A viewer over SSE who asks and then reads nothing. */
async function stallStream(server: TestServer, conversationId: string): Promise<void> {
  const reader = connect(server.port, '127.0.0.1');
  onTestFinished(() => void reader.destroy());
  reader.pause();
  reader.write(
    `GET /api/conversations/${conversationId}/stream HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${OPERATOR_TOKEN}\r\n\r\n`,
  );
}

async function stallSocket(server: TestServer, conversationId: string): Promise<void> {
  const reader = await RpcClient.authenticated(server, OPERATOR_TOKEN);
  await reader.call('subscribe', { conversationId });
  reader.socket.pause();
}

it.each([
  ['SSE', stallStream],
  ['a WebSocket', stallSocket],
])('a reader over %s who stops reading costs at most 1 MiB, and the others nothing', async (_name, stall) => {
  const accepted = acceptedSockets();
  const server = await startTestServer();
  const session = { ...(await server.createSession()), sessionToken: OPERATOR_TOKEN };
  const { conversationId } = session;
  const reader = await SseReader.open(server, session);
  await reader.until(isCaughtUp);
  await stall(server, conversationId);

  let most = 0;
  let last = 0;
  for (let number = 0; number < EVENTS; number += 1) {
    const answer = await server.call('POST', `/api/conversations/${conversationId}/notes`, {
      token: OPERATOR_TOKEN,
      body: { clientRequestId: `n${number}`, text: TEXT },
    });
    expect(answer.status).toBe(200);
    last = ((await answer.json()) as { seq: number }).seq;
    for (const { writableLength } of accepted) most = Math.max(most, writableLength);
  }
  const events = await reader.until(({ kind, data }) => kind === 'event' && data['seq'] === last);
  expect(events.filter(({ data }) => data['type'] === 'note')).toHaveLength(EVENTS);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(MIB);
});

/** Reads the whole log at the pace of a line; what it gives waits for the end, and says which events came. */
async function readStream(
  _server: TestServer,
  port: number,
  conversationId: string,
): Promise<() => Promise<number[]>> {
  const reader = connect(port, '127.0.0.1');
  onTestFinished(() => void reader.destroy());
  let read = '';
  reader.setEncoding('utf8');
  reader.on('data', (text: string) => {
    read += text;
  });
  reader.write(
    `GET /api/conversations/${conversationId}/stream?sinceSeq=0 HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${OPERATOR_TOKEN}\r\n\r\n`,
  );
  return async () => {
    await expect.poll(() => read.slice(-1_000).includes('event: caught_up')).toBe(true);
    return [...read.matchAll(/^id: [^-]+-(\d+)$/gm)].map(([, seq]) => Number(seq));
  };
}

async function readSocket(
  server: TestServer,
  port: number,
  conversationId: string,
): Promise<() => Promise<number[]>> {
  const reader = await RpcClient.authenticated({ ...server, port }, OPERATOR_TOKEN);
  await reader.call('subscribe', { conversationId, cursor: '0' });
  return async () => {
    await reader.frame('caught_up');
    return reader.received.flatMap((each) =>
      'method' in each && each.method === 'event' ? [Number(each.params.frame['seq'])] : [],
    );
  };
}

it.each([
  ['SSE', readStream],
  ['a WebSocket', readSocket],
])(
  'a reader over %s who takes a little all the time is not given up, however large a frame is',
  async (_name, read) => {
    const accepted = acceptedSockets();
    const slowAfterMs = 2_000;
    const limits = { slowAfterMs, maxBodyBytes: 16 * MIB };
    const server = await startTestServer({ maxMessageBytes: 16 * MIB, limits });
    // A message takes four seconds. The system tells of room when a third of its buffer is free, in well
    // under one.
    const { conversationId } = await longConversation(server, 2, 12_000_000);
    const line = await openSlowLine(server.port, 150_000);
    const allRead = await read(server, line.port, conversationId);
    const isBehind = (): boolean =>
      accepted.some(({ localPort, writableLength }) => localPort === server.port && writableLength > 0);
    await expect.poll(isBehind).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 2 * slowAfterMs));
    expect(isBehind()).toBe(true);
    line.hurry();
    const seqs = await allRead();
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(seqs.length).toBeGreaterThan(2);
  },
);
