import type { Caller } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { RpcClient } from '../test-support/rpc-client.js';
import { isCaughtUp, SseReader } from '../test-support/sse-reader.js';
import { OPERATOR_TOKEN, startTestServer } from '../test-support/test-server.js';

const OPERATOR: Caller = { kind: 'operator', tenant: 'default', participantId: 'operator' };
const known = (): Promise<Caller> => Promise.resolve(OPERATOR);

/** An event stream and a socket of an operator, whom the host is asked for again and again. */
async function connected(options: Parameters<typeof startTestServer>[0] = {}) {
  const host = { authenticate: known };
  const server = await startTestServer({
    reauthenticateEveryMs: 30,
    ...options,
    authenticate: () => host.authenticate(),
  });
  const session = await server.createSession();
  const stream = await SseReader.open(server, { ...session, sessionToken: OPERATOR_TOKEN });
  await stream.until(isCaughtUp);
  const socket = await RpcClient.authenticated(server, OPERATOR_TOKEN);
  await socket.call('subscribe', { conversationId: session.conversationId });
  await socket.frame('caught_up');
  return { host, server, session, stream, socket };
}

describe('a caller of the host who stays connected', () => {
  it.each([
    ['is not known any more', async () => null],
    ['is known with other rights', async () => ({ ...OPERATOR, kind: 'observer' })],
  ])('is told and disconnected when it %s', async (_, authenticate) => {
    const { host, stream, socket } = await connected();
    Object.assign(host, { authenticate });
    const bye = { reason: 'revoked', retryAfterMs: 0 };
    const last = (await stream.until(({ kind }) => kind === 'bye')).at(-1);
    expect(last?.data).toEqual(bye);
    expect(await stream.next()).toBeNull();
    expect((await socket.frame('bye')).params.frame).toEqual(bye);
    expect(await socket.closed).toMatchObject({ code: 4401 });
  });

  it('stays while the host knows it, and while it cannot be asked', async () => {
    const { host, server, session, socket } = await connected();
    let asked = 0;
    Object.assign(host, {
      authenticate: async () => {
        asked += 1;
        if (asked < 5) throw new Error('The directory is down.');
        return OPERATOR;
      },
    });
    await expect.poll(() => asked).toBeGreaterThan(8);
    expect(server.logs.join()).toContain('The directory is down.');
    const { result } = await socket.call('getConversation', { conversationId: session.conversationId });
    expect(result).toBeDefined();
  });

  it('is asked for once at a time, however long the host takes', async () => {
    const { host, server, session } = await connected();
    let asked = 0;
    Object.assign(host, {
      authenticate: () => {
        asked += 1;
        return new Promise(() => undefined);
      },
    });
    await expect.poll(() => asked).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(asked).toBe(2);
    expect((await server.send(session, 'Still here?')).status).toBe(200);
  });
});
