import { describe, expect, it, onTestFinished } from 'vitest';
import { RpcClient } from '../test-support/rpc-client.js';
import { isCaughtUp, SseReader } from '../test-support/sse-reader.js';
import { bodyOf, OPERATOR_TOKEN, startTestServer } from '../test-support/test-server.js';

const crowded = {
  code: 'RateLimited',
  retryable: true,
  details: { maxConnections: 2, retryAfterMs: 10_000 },
};

async function crowdedSession() {
  const server = await startTestServer({ limits: { maxConnectionsPerSession: 2 } });
  const session = await server.createSession();
  const stream = await SseReader.open(server, session);
  await stream.until(isCaughtUp);
  const socket = await RpcClient.authenticated(server, session.sessionToken);
  const path = `/api/conversations/${session.conversationId}/stream`;
  const another = async (): Promise<Response> => {
    const leaving = new AbortController();
    onTestFinished(() => leaving.abort());
    return server.call('GET', path, { token: session.sessionToken, signal: leaving.signal });
  };
  return { server, session, stream, socket, another };
}

describe('a session with as many connections as it may have', () => {
  it('gets no further event stream, and is told when to come back', async () => {
    const { session, server, another } = await crowdedSession();
    const response = await another();
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('10');
    expect(await bodyOf(response)).toMatchObject(crowded);
    expect((await server.send(session, 'I can still write.')).status).toBe(200);
  });

  it('gets no further WebSocket, which is closed after the answer', async () => {
    const { session, server } = await crowdedSession();
    const socket = await RpcClient.open(server);
    const { error } = await socket.call('authenticate', { token: session.sessionToken });
    expect(error).toMatchObject({ code: -32000, data: crowded });
    expect(await socket.closed).toEqual({ code: 1013, reason: 'too many connections' });
  });

  it('is told so by the first call of a WebSocket that brought its token along', async () => {
    const { session, server } = await crowdedSession();
    const headers = { authorization: `Bearer ${session.sessionToken}` };
    const socket = await RpcClient.open(server, { headers });
    const { error } = await socket.call('subscribe', { conversationId: session.conversationId });
    expect(error?.data).toMatchObject(crowded);
  });

  it('may authenticate again on one that it has', async () => {
    const { session, socket } = await crowdedSession();
    const { result } = await socket.call('authenticate', { token: session.sessionToken });
    expect(result).toBeDefined();
  });

  it.each(['event stream', 'WebSocket'])('gets another when its %s has ended', async (ended) => {
    const { stream, socket, another } = await crowdedSession();
    if (ended === 'WebSocket') socket.socket.terminate();
    else stream.cut();
    await expect.poll(async () => (await another()).status).toBe(200);
  });

  it('takes nothing from other sessions, nor from callers of the host', async () => {
    const { server } = await crowdedSession();
    const other = await server.createSession();
    await (await SseReader.open(server, other)).until(isCaughtUp);
    for (let count = 0; count < 3; count += 1) await RpcClient.authenticated(server, OPERATOR_TOKEN);
  });
});

describe('a member with as many connections as one may have', () => {
  it('gets no further one, whatever token it comes with', async () => {
    const member = { kind: 'member', tenant: 'default', participantId: 'ada' } as const;
    const server = await startTestServer({
      limits: { maxConnectionsPerMember: 1 },
      authenticate: async () => member,
    });
    await RpcClient.authenticated(server, 'one');
    const second = await RpcClient.open(server);
    const { error } = await second.call('authenticate', { token: 'two' });
    expect(error?.data).toMatchObject({ code: 'RateLimited', details: { maxConnections: 1 } });
  });
});

describe('an address with as many connections as one may have', () => {
  const headersOf = (address: string) => ({ 'x-forwarded-for': address });
  const behindProxy = () =>
    startTestServer({
      limits: { maxConnectionsPerAddress: 2 },
      trustedProxies: { addresses: ['127.0.0.1'] },
    });

  it('gets no further WebSocket and no further event stream, and others do', async () => {
    const server = await behindProxy();
    const session = await server.createSession();
    const first = await RpcClient.open(server, { headers: headersOf('81.2.69.142') });
    await RpcClient.open(server, { headers: headersOf('81.2.69.142') });
    const third = await RpcClient.open(server, { headers: headersOf('81.2.69.142') });
    expect(await third.closed).toEqual({ code: 1013, reason: 'too many connections' });
    const refused = await SseReader.open(server, session, '', headersOf('81.2.69.142'));
    expect(refused.response.status).toBe(429);
    await (await SseReader.open(server, session, '', headersOf('81.2.69.143'))).until(isCaughtUp);
    first.socket.terminate();
    const back = async () => {
      const reader = await SseReader.open(server, session, '', headersOf('81.2.69.142'));
      return reader.response.status;
    };
    await expect.poll(back).toBe(200);
  });

  it('is not counted where it stands for a proxy that nobody has listed', async () => {
    const server = await behindProxy();
    const open = () => RpcClient.authenticated(server, OPERATOR_TOKEN);
    const sockets = [await open(), await open(), await open(), await open()];
    for (const socket of sockets) expect((await socket.call('ping', {})).result).toBeDefined();
  });
});
