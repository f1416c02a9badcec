import { connect } from 'node:net';
import { FULL, pollutedPrototypes, seeded } from '@agent-chat/protocol/test-support';
import { describe, expect, it } from 'vitest';
import { memoryInUse } from './test-support/memory.js';
import { RpcClient } from './test-support/rpc-client.js';
import { isAnswer, SseReader } from './test-support/sse-reader.js';
import { startTestServer, type TestServer } from './test-support/test-server.js';

/** The whole count runs in `npm run test:full`, a sample of it in every run. */
const COUNT = FULL ? 100_000 : 2_000;
const BODIES = FULL ? 100_000 : 480;
const SEED = Number(process.env['AGENT_CHAT_TEST_SEED'] ?? 20_261_121);

const VALID = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'sendMessage',
  params: { conversationId: 'c', clientRequestId: 'r', parts: [{ type: 'text', partId: 'p', text: 'x' }] },
});

type Random = () => number;
const below = (random: Random, limit: number): number => Math.floor(random() * limit);

/** What the second half of many inputs may leave behind: 200 bytes of each of 50,000 would be more. */
const MAX_GROWTH = 8 * 1024 * 1024;

/** A valid message with some of it changed, cut or repeated. */
function mutate(random: Random, text: string): string {
  let result = text;
  for (let change = below(random, 4); change >= 0; change -= 1) {
    const at = below(random, result.length + 1);
    const piece = [
      String.fromCharCode(below(random, 0x3000)),
      '{"__proto__":{"polluted":1}}',
      '['.repeat(below(random, 60)),
      '"',
      '\\u0000',
      '1e999',
      '-0',
      'null',
      result.slice(0, below(random, 40)),
    ][below(random, 9)];
    const kept = result.slice(at + below(random, 20));
    result = result.slice(0, at) + (piece ?? '') + kept;
  }
  return result.slice(0, 20_000);
}

/** For somebody else: the one who sent all this may have to wait. */
async function expectAlive(server: TestServer): Promise<void> {
  const session = await server.createSession();
  expect(pollutedPrototypes()).toEqual([]);
  const reader = await SseReader.open(server, session, '?sinceSeq=0');
  await server.send(session, 'still here');
  await reader.until(isAnswer);
  expect(server.logs).toEqual([]);
}

describe(`${COUNT} malformed inputs (seed ${SEED})`, () => {
  it('as messages are each answered on one WebSocket, which stays open', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const client = await RpcClient.authenticated(server, session.sessionToken);
    const random = seeded(SEED);
    let answers = 0;
    let halfway = 0;
    for (let sent = 1; sent <= COUNT; sent += 1) {
      const message = mutate(random, VALID);
      client.socket.send(random() < 0.1 ? Buffer.from(message) : message);
      if (sent % 500 !== 0) continue;
      const pong = await client.call('ping', {});
      expect(pong.result).toBeDefined();
      answers += client.received.splice(0).filter((received) => !('method' in received)).length;
      if (sent === COUNT / 2) halfway = memoryInUse();
    }
    expect(answers).toBeGreaterThanOrEqual(COUNT);
    expect(memoryInUse() - halfway).toBeLessThan(MAX_GROWTH);
    await expectAlive(server);
  });

  it('as bodies are each a typed answer below 500', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const random = seeded(SEED + 1);
    const statuses = new Map<number, number>();
    const send = async (count: number): Promise<void> => {
      for (let sent = 0; sent < count; sent += 1) {
        const response = await server.call('POST', `/api/conversations/${session.conversationId}/messages`, {
          token: session.sessionToken,
          body: mutate(random, VALID),
        });
        const { status } = response;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const body = (await response.json()) as Record<string, unknown>;
        if (status !== 200) expect(typeof body['code']).toBe('string');
      }
    };
    const half = () => Promise.all(Array.from({ length: 8 }, () => send(BODIES / 2 / 8)));
    await half();
    const halfway = memoryInUse();
    await half();
    expect(memoryInUse() - halfway).toBeLessThan(MAX_GROWTH);
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
    await expectAlive(server);
  });

  it('as raw frames and raw requests close their own connection at most', async () => {
    const server = await startTestServer();
    const random = seeded(SEED + 2);
    for (let round = 0; round < COUNT / 100; round += 1) {
      await sendRaw(server.port, random);
    }
    await expectAlive(server);
  });
});

/** An upgrade and then noise, or noise at once. */
function sendRaw(port: number, random: Random): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const noise = Buffer.from(Array.from({ length: 200 }, () => below(random, 256)));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.on('connect', () => {
      if (random() < 0.5) {
        socket.end(noise);
        return;
      }
      socket.write(
        `GET /api/ws HTTP/1.1\r\nhost: localhost:${port}\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
          'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
    });
    socket.once('data', () => {
      socket.resume();
      socket.end(noise);
    });
  });
}
