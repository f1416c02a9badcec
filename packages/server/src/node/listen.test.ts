import { connect, createServer as createTcpServer } from 'node:net';
import type { AgentRunner } from '@agent-chat/core';
import { createManualClock } from '@agent-chat/core/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isCaughtUp, SseReader } from '../test-support/sse-reader.js';
import {
  bodyOf,
  OPERATOR_TOKEN,
  rawExchange,
  type Session,
  startTestServer,
  type TestServer,
} from '../test-support/test-server.js';

async function takenPort(): Promise<number> {
  const other = createTcpServer();
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Is at it until it is told to stop. */
const silentAgent: AgentRunner = {
  async *run({ signal }) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    yield* [];
  },
};

const complete = (server: TestServer, { conversationId }: Session, body: object): Promise<Response> =>
  server.call('POST', `/api/conversations/${conversationId}/run-to-completion`, {
    token: OPERATOR_TOKEN,
    body,
  });

describe('listening', () => {
  it('on a taken port is one sentence that says what to do', async () => {
    const port = await takenPort();
    await expect(startTestServer({ port })).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      message: `Port ${port} is taken: stop the other program or choose another port.`,
      details: { port, code: 'EADDRINUSE' },
    });
  });

  it.each([
    [{ port: 70_000 }, /is not a port/],
    [{ host: '203.0.113.7' }, /is no address of this machine/],
    [{ host: 'no-such-host.invalid' }, /is no address of this machine/],
  ])('with %j is a typed error', async (options, message) => {
    await expect(startTestServer(options)).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      message: expect.stringMatching(message) as string,
    });
  });

  it('on every address answers to every name and tells one that a browser can open', async () => {
    const server = await startTestServer({ host: '0.0.0.0' });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    const answer = await rawExchange(
      server.port,
      'GET /api/health HTTP/1.1\r\nhost: chat.example\r\nconnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
  });

  it('ends at once when nothing is open, also for connections that are kept alive or unused', async () => {
    const server = await startTestServer({ closeWithinMs: 60_000 });
    await server.call('GET', '/api/health');
    const session = await server.createSession();
    const reader = await SseReader.open(server, session);
    await reader.until(isCaughtUp);
    const unused = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => unused.once('connect', resolve));
    const unusedClosed = new Promise((resolve) => unused.once('close', resolve));
    await server.close();
    await unusedClosed;
    await expect(server.call('GET', '/api/health')).rejects.toThrow();
  });

  it('ends within its deadline when a client does not', async () => {
    const server = await startTestServer({ closeWithinMs: 200 });
    const never = rawExchange(
      server.port,
      'POST /api/public/interfaces/demo/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n',
    );
    const health = await server.call('GET', '/api/health');
    expect(await bodyOf(health)).toEqual({ status: 'ok' });
    await server.close();
    await never.catch(() => undefined);
  });

  it('cuts nobody who waits for an answer, however long nothing moves', async () => {
    const server = await startTestServer({ idleTimeoutMs: 200, agent: silentAgent });
    const session = await server.createSession();
    await server.send(session, 'Take your time');
    const answer = await complete(server, session, { timeoutMs: 1_000 });
    expect(await bodyOf(answer)).toMatchObject({ status: 'timeout' });
  });

  it('answers who waits for a conversation before somebody in between gives the request up', async () => {
    const time = createManualClock(Date.now());
    const server = await startTestServer({ time, agent: silentAgent });
    const session = await server.createSession();
    await server.send(session, 'Take your time');
    for (const params of [{}, { timeoutMs: 600_000 }]) {
      const startedAt = time.now();
      let status: unknown = null;
      const answered = complete(server, session, params).then(async (answer) => {
        ({ status } = await bodyOf(answer));
      });
      await expect.poll(() => (time.advance(status === null ? 1_000 : 0), status)).toBe('timeout');
      await answered;
      expect(time.now() - startedAt).toBeGreaterThanOrEqual(55_000);
    }
    const refused = await complete(server, session, { timeoutMs: 3_600_001 });
    expect(await bodyOf(refused)).toMatchObject({ code: 'InvalidRequest', details: { path: 'timeoutMs' } });
  });

  it('keeps a connection for its next request for longer behind a proxy, which uses it again', async () => {
    const hintOf = async (options: Parameters<typeof startTestServer>[0]): Promise<string | null> =>
      (await fetch(`${(await startTestServer(options)).url}/api/health`)).headers.get('keep-alive');
    expect(await hintOf({})).toBe('timeout=5');
    expect(await hintOf({ publicUrl: 'https://chat.example' })).toBe('timeout=75');
    expect(await hintOf({ keepAliveTimeoutMs: 2_000 })).toBe('timeout=2');
  });

  it('ends a request whose body does not come, whatever its method', async () => {
    const server = await startTestServer({ requestTimeoutMs: 300 });
    const request = 'POST /api/metrics HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\nx';
    expect(await rawExchange(server.port, request)).toContain(' 408 ');
    expect(await rawExchange(server.port, request.replace('POST', 'GET'))).toContain(' 408 ');
  });

  it('cuts a connection on which nothing moves', async () => {
    const server = await startTestServer({ idleTimeoutMs: 100 });
    expect(await rawExchange(server.port, 'GET /api/health HTTP/1.1\r\nhost: local')).toBe('');
  });
});
