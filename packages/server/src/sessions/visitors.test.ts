import { createMemoryEventStore, createMemoryRecordStore } from '@agent-chat/core';
import { createManualClock } from '@agent-chat/core/testing';
import { describe, expect, it } from 'vitest';
import { RpcClient } from '../test-support/rpc-client.js';
import { isCaughtUp, SseReader } from '../test-support/sse-reader.js';
import { bearerToken } from '../methods/authenticator.js';
import {
  bodyOf,
  OPERATOR_TOKEN,
  type Session,
  startTestServer,
  type TestServer,
} from '../test-support/test-server.js';

const MINUTE_MS = 60_000;
const PATH = '/api/public/interfaces/demo/sessions';

const begin = (server: TestServer, body: object = {}): Promise<Response> =>
  server.call('POST', PATH, { body });
const begun = async (server: TestServer, body: object = {}): Promise<Session> =>
  (await (await begin(server, body)).json()) as Session;
const look = (server: TestServer, { conversationId, sessionToken: token }: Session): Promise<Response> =>
  server.call('GET', `/api/conversations/${conversationId}`, { token });

describe('a visitor who comes back', () => {
  it('goes on with the conversation by the persistence token, and is told that', async () => {
    const server = await startTestServer();
    const first = await begun(server);
    expect(first).toMatchObject({ resumed: false, persistenceToken: expect.stringMatching(/^acp_/) });
    const second = await begun(server, { persistenceToken: first.persistenceToken });
    const { conversationId, participantId } = first;
    expect(second).toMatchObject({ conversationId, participantId, resumed: true });
    for (const session of [first, second]) expect((await look(server, session)).status).toBe(200);
  });

  it('to a conversation that was deleted is told so, and can begin another one', async () => {
    const server = await startTestServer();
    const first = await begun(server);
    const path = `/api/conversations/${first.conversationId}?clientRequestId=e1`;
    expect((await server.call('DELETE', path, { token: OPERATOR_TOKEN })).status).toBe(200);
    const refused = await begin(server, { persistenceToken: first.persistenceToken });
    expect(refused.status).toBe(401);
    expect(await bodyOf(refused)).toMatchObject({ code: 'SessionEnded' });
    const [record] = await server.records.list('default', 'sessions');
    expect(record?.value).toMatchObject({ status: 'ended', endReason: 'ended' });
    expect((await begin(server)).status).toBe(200);
  });

  it('has no persistence token where the session ends with the tab', async () => {
    const server = await startTestServer({ demo: { persistenceType: 'session' } });
    expect((await begun(server)).persistenceToken).toBeNull();
  });

  it.each([
    ['made up', `acp_${'A'.repeat(65)}`],
    ['of another kind', 'acs_AAAA'],
  ])('is nobody with a token that is %s', async (_, persistenceToken) => {
    const server = await startTestServer();
    const response = await begin(server, { persistenceToken });
    expect(response.status).toBe(401);
    expect(await bodyOf(response)).toMatchObject({ code: 'Unauthorized' });
  });

  it('cannot choose a session, a conversation or a participant', async () => {
    const server = await startTestServer();
    const planted = { sessionId: 'mine', sessionToken: `acs_${'A'.repeat(65)}`, participantId: 'mine' };
    const session = await begun(server, { ...planted, conversationId: 'mine', token: 'mine' });
    expect(JSON.stringify(session)).not.toMatch(/mine|AAAA/);
    const response = await look(server, { ...session, sessionToken: planted.sessionToken });
    expect(response.status).toBe(401);
  });
});

describe('a session whose time is up', () => {
  async function idle() {
    const time = createManualClock(Date.now());
    const server = await startTestServer({ time, demo: { sessionTimeoutMinutes: 5 } });
    return { time, server, session: await begun(server) };
  }

  it('is told to its readers on each transport, and to every call after that', async () => {
    const { time, server, session } = await idle();
    const stream = await SseReader.open(server, session);
    await stream.until(isCaughtUp);
    const socket = await RpcClient.authenticated(server, session.sessionToken);
    await socket.call('subscribe', { conversationId: session.conversationId });
    expect(session.expiresAt).toBe(new Date(time.now() + 5 * MINUTE_MS).toISOString());
    time.advance(5 * MINUTE_MS + 10_000);
    const expired = { code: 'SessionExpired', retryable: false };
    const bye = (await stream.until(({ kind }) => kind === 'bye')).at(-1);
    expect(bye?.data).toMatchObject({ reason: 'expired', error: expired });
    expect(await stream.next()).toBeNull();
    expect(await socket.closed).toMatchObject({ code: 4401 });
    expect((await socket.frame('bye')).params.frame).toMatchObject({ reason: 'expired', error: expired });

    for (const response of [
      await look(server, session),
      await server.send(session, 'Are you there?'),
      await begin(server, { persistenceToken: session.persistenceToken }),
    ]) {
      expect(response.status).toBe(401);
      expect(await bodyOf(response)).toMatchObject(expired);
    }
    const late = await RpcClient.open(server);
    const { error } = await late.call('authenticate', { token: session.sessionToken });
    expect(error?.data.code).toBe('SessionExpired');
    // Another one can be begun, whatever the page still sends along.
    const fresh = await server.call('POST', PATH, { token: session.sessionToken });
    expect(fresh.status).toBe(200);
  });

  it('goes on while the visitor does something, and not for a page that is merely open', async () => {
    const { time, server, session } = await idle();
    time.advance(4 * MINUTE_MS);
    expect((await server.send(session, 'Still here')).status).toBe(200);
    time.advance(4 * MINUTE_MS);
    expect((await look(server, session)).status).toBe(200);
    time.advance(MINUTE_MS);
    expect((await look(server, session)).status).toBe(401);
  });
});

describe('a session that was ended', () => {
  it('is told to its readers with the reason, and to every call after that', async () => {
    const server = await startTestServer();
    const session = await begun(server);
    const stream = await SseReader.open(server, session);
    await stream.until(isCaughtUp);
    await server.call('DELETE', `${PATH}/current`, { token: session.sessionToken });
    const error = { code: 'SessionEnded', details: { reason: 'ended' } };
    const bye = (await stream.until(({ kind }) => kind === 'bye')).at(-1);
    expect(bye?.data).toMatchObject({ reason: 'revoked', error });
    expect(await bodyOf(await look(server, session))).toMatchObject(error);
  });

  it.each([
    [
      'ended',
      async ({ call }: TestServer, { sessionToken: token }: Session) => {
        await call('DELETE', `${PATH}/current`, { token });
      },
    ],
    [
      'removed',
      async ({ records }: TestServer, _session: Session) => {
        for (const { id } of await records.list('default', 'sessions'))
          await records.delete('default', 'sessions', id);
      },
    ],
  ] as const)('has its readers told by each node when another one %s it', async (_, end) => {
    const time = createManualClock(Date.now());
    const events = createMemoryEventStore({ clock: time });
    const records = createMemoryRecordStore();
    const [node, other] = [
      await startTestServer({ time, store: { events, records } }),
      await startTestServer({ time, store: { events, records } }),
    ];
    const session = await begun(node);
    const stream = await SseReader.open(node, session);
    await stream.until(isCaughtUp);
    const socket = await RpcClient.authenticated(node, session.sessionToken);
    await end(other, session);
    // It calls for nobody any more at once, whether or not its readers know yet.
    const { conversationId } = session;
    for (const method of ['getConversation', 'subscribe', 'setTyping']) {
      const { error } = await socket.call(method, { conversationId, typing: true });
      expect(error?.data.code, method).toBe('SessionEnded');
    }
    expect((await socket.call('createSession', { slug: 'demo' })).result).toMatchObject({ resumed: false });
    time.advance(2 * MINUTE_MS);
    const bye = (await stream.until(({ kind }) => kind === 'bye')).at(-1);
    expect(bye?.data).toMatchObject({ reason: 'revoked', error: { code: 'SessionEnded' } });
    expect(await socket.closed).toMatchObject({ code: 4401 });
  });

  it('is told to its readers when a copy of its token shows up', async () => {
    const time = createManualClock(Date.now());
    const server = await startTestServer({ time });
    const session = await begun(server);
    const stream = await SseReader.open(server, session);
    await stream.until(isCaughtUp);
    const next = await begun(server, { persistenceToken: session.persistenceToken });
    expect((await look(server, next)).status).toBe(200);
    time.advance(MINUTE_MS + 1);
    const copied = await begin(server, { persistenceToken: session.persistenceToken });
    expect(await bodyOf(copied)).toMatchObject({ code: 'SessionEnded', details: { reason: 'replaced' } });
    const bye = (await stream.until(({ kind }) => kind === 'bye')).at(-1);
    expect(bye?.data).toMatchObject({ reason: 'revoked', error: { code: 'SessionEnded' } });
  });
});

it('keeps of a session what its host may know: where from, with what, how much', async () => {
  const server = await startTestServer({
    sessions: { countryOf: ({ headers }) => headers.get('x-country') },
    trustedProxies: { addresses: ['127.0.0.1'] },
  });
  const body = { referrer: 'https://shop.example/cart', browserFingerprint: 'print' };
  const headers = { 'x-country': 'de', 'user-agent': 'A browser', 'x-forwarded-for': '198.51.100.9' };
  const response = await server.call('POST', PATH, { body, headers });
  const session = (await response.json()) as Session;
  await server.send(session, 'One');
  await server.send(session, 'Two');
  const [record] = await server.records.list('default', 'sessions');
  expect(record?.value).toMatchObject({
    ...body,
    kind: 'anonymous',
    status: 'active',
    countryCode: 'DE',
    userAgent: 'A browser',
    ipAddress: '198.51.100.9',
    messageCount: 2,
    conversationId: session.conversationId,
  });
});

it('is a preview where an operator begins it, which counts against no address', async () => {
  const server = await startTestServer({ creationLimit: { sessions: 1, windowSeconds: 60 } });
  for (let count = 0; count < 3; count += 1) {
    const response = await server.call('POST', PATH, { token: OPERATOR_TOKEN });
    expect(response.status).toBe(200);
  }
  const kinds = (await server.records.list('default', 'sessions')).map(({ value }) => value);
  expect(kinds).toEqual(Array.from({ length: 3 }, () => expect.objectContaining({ kind: 'preview' })));
});

it('is no preview where anybody else begins it, and counts as everyone else’s', async () => {
  const server = await startTestServer({
    creationLimit: { sessions: 3, windowSeconds: 60 },
    authenticate: async ({ headers }) => {
      const token = bearerToken(headers);
      if (token === 'member') return { kind: 'member', tenant: 'default', participantId: 'ada' };
      return token === 'foreign' ? { kind: 'operator', tenant: 'another', participantId: 'op' } : null;
    },
  });
  const first = await begun(server);
  const statuses: number[] = [];
  for (const token of [first.sessionToken, 'foreign', 'member', 'foreign']) {
    statuses.push((await server.call('POST', PATH, { token })).status);
  }
  expect(statuses).toEqual([200, 200, 429, 429]);
  const kinds = (await server.records.list('default', 'sessions')).map(({ value }) => value);
  expect(kinds).toEqual(Array.from({ length: 3 }, () => expect.objectContaining({ kind: 'anonymous' })));
});
