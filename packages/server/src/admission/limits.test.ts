import { createMemoryLedger } from '@agent-chat/core';
import { createManualClock } from '@agent-chat/core/testing';
import { describe, expect, it } from 'vitest';
import { RpcClient } from '../test-support/rpc-client.js';
import type { InterfaceConfig } from '../sessions/interfaces.js';
import { bodyOf, DEMO, type Session, startTestServer, type TestServer } from '../test-support/test-server.js';

const PATH = '/api/public/interfaces/demo/sessions';

async function statuses(responses: readonly Promise<Response>[]): Promise<Readonly<Record<number, number>>> {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(responses)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('messages of a session', () => {
  it('are ten a minute unless its interface says otherwise, and the next is told when to come', async () => {
    const time = createManualClock(Date.now());
    const server = await startTestServer({ time });
    const session = await server.createSession();
    for (let count = 0; count < 10; count += 1) {
      expect((await server.send(session, `Message ${count}`)).status).toBe(200);
      time.advance(1_000);
    }
    const refused = await server.send(session, 'One too many');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('50');
    expect(await bodyOf(refused)).toMatchObject({
      code: 'RateLimited',
      retryable: true,
      details: { limit: 10, windowSeconds: 60, retryAfterMs: 50_000 },
    });
    time.advance(50_000);
    expect((await server.send(session, 'In time')).status).toBe(200);
    expect((await server.send(session, 'Too early again')).status).toBe(429);
  });

  it('are exactly as many of a crowd at once, over both transports together', async () => {
    const server = await startTestServer({ demo: { rateLimitMessages: 7 } });
    const session = await server.createSession();
    const socket = await RpcClient.authenticated(server, session.sessionToken);
    const parts = [{ type: 'text', partId: 'p1', text: 'Crowd' }];
    const { conversationId } = session;
    const overSocket = Array.from({ length: 40 }, (_, index) =>
      socket.call('sendMessage', { conversationId, clientRequestId: `socket ${index}`, parts }),
    );
    const overHttp = Array.from({ length: 40 }, () => server.send(session, 'Crowd'));
    const { 200: taken = 0, 429: refused = 0 } = await statuses(overHttp);
    const answers = await Promise.all(overSocket);
    const takenBySocket = answers.filter(({ result }) => result !== undefined).length;
    expect(taken + takenBySocket).toBe(7);
    expect(refused + answers.filter(({ error }) => error?.data.code === 'RateLimited').length).toBe(73);
  });

  it('are refused as soon as its interface is not published any more, or its slug is of another one', async () => {
    let published: InterfaceConfig | null = DEMO;
    const server = await startTestServer({ interfaces: { find: async () => published } });
    const session = await server.createSession();
    expect((await server.send(session, 'While it is there')).status).toBe(200);
    for (const next of [null, { ...DEMO, interfaceId: 'another' }]) {
      published = next;
      const refused = await server.send(session, 'Too late');
      expect(refused.status).toBe(403);
      expect(await bodyOf(refused)).toMatchObject({ code: 'Forbidden', details: { reason: 'unpublished' } });
    }
    published = DEMO;
    expect((await server.send(session, 'There again')).status).toBe(200);
  });

  it('that are refused take nothing of what the interface has left for others', async () => {
    const server = await startTestServer({
      demo: { budgets: [{ meter: 'messages', window: 'day', limit: 1 }] },
    });
    const [one, other] = [await server.createSession(), await server.createSession()];
    const parts = [{ type: 'data', partId: 'p1', name: 'hidden', data: {} }];
    const refused = await server.call('POST', `/api/conversations/${one.conversationId}/messages`, {
      token: one.sessionToken,
      body: { clientRequestId: 'refused', parts },
    });
    expect(refused.status).toBe(403);
    expect((await server.send(other, 'The one that is left')).status).toBe(200);
    expect(await bodyOf(await server.send(one, 'One too many'))).toMatchObject({ code: 'BudgetExceeded' });
  });

  it('count once, however often one is sent again, and are not counted by another session', async () => {
    const server = await startTestServer({ demo: { rateLimitMessages: 1 } });
    const [one, other] = [await server.createSession(), await server.createSession()];
    for (let count = 0; count < 5; count += 1) {
      expect((await server.send(one, 'The same', 'request')).status).toBe(200);
    }
    expect((await server.send(one, 'Another')).status).toBe(429);
    expect((await server.send(other, 'The first')).status).toBe(200);
    const [record] = (await server.records.list('default', 'sessions'))
      .map(({ value }) => value as { conversationId: string; messageCount: number })
      .filter(({ conversationId }) => conversationId === one.conversationId);
    expect(record?.messageCount).toBe(1);
  });

  it('include answers that are asked for again', async () => {
    const server = await startTestServer({ demo: { rateLimitMessages: 1 } });
    const session = await server.createSession();
    await server.send(session, 'Once');
    const response = await server.call('POST', `/api/conversations/${session.conversationId}/regenerate`, {
      token: session.sessionToken,
      body: { clientRequestId: 'again', messageId: 'any' },
    });
    expect(response.status).toBe(429);
  });
});

describe('messages of a member', () => {
  const start = (memberLimit: { messages: number; windowSeconds: number } | null): Promise<TestServer> =>
    startTestServer({
      memberLimit,
      authenticate: async ({ headers }) =>
        headers.get('authorization') === 'Bearer of-ada'
          ? { kind: 'member', tenant: 'default', participantId: 'ada' }
          : null,
    });

  async function conversation(server: TestServer): Promise<Session> {
    const response = await server.call('POST', '/api/conversations', {
      token: 'of-ada',
      body: {
        clientRequestId: crypto.randomUUID(),
        participants: [
          { participantId: 'ada', kind: 'user', displayName: 'Ada' },
          { participantId: 'echo', kind: 'agent', displayName: 'Echo' },
        ],
      },
    });
    return { ...((await response.json()) as Session), sessionToken: 'of-ada' };
  }

  it('are limited over all their conversations together', async () => {
    const server = await start({ messages: 3, windowSeconds: 60 });
    const [one, other] = [await conversation(server), await conversation(server)];
    const sent = [one, one, other, other, one].map((each) => server.send(each, 'Hello'));
    expect(await statuses(sent)).toEqual({ 200: 3, 429: 2 });
  });

  it('are as many as they like where the host says so', async () => {
    const server = await start(null);
    const one = await conversation(server);
    expect(await statuses(Array.from({ length: 20 }, () => server.send(one, 'Hello')))).toEqual({ 200: 20 });
  });
});

describe('the budget of an interface', () => {
  it('is for the messages of all its visitors together, exactly', async () => {
    const ledger = createMemoryLedger();
    const server = await startTestServer({
      store: { ledger },
      demo: { budgets: [{ meter: 'messages', window: 'day', limit: 5 }] },
    });
    const sessions = await Promise.all(Array.from({ length: 4 }, () => server.createSession()));
    const sent = sessions.flatMap((session) => [1, 2, 3].map((count) => server.send(session, `${count}`)));
    expect(await statuses(sent)).toEqual({ 200: 5, 409: 7 });
    const [session] = sessions;
    if (session === undefined) throw new Error('There is no session.');
    expect(await bodyOf(await server.send(session, 'More'))).toMatchObject({
      code: 'BudgetExceeded',
      details: { budget: { meter: 'messages', window: 'day', limit: 5 } },
    });
    const account = { meter: 'messages', scope: { kind: 'interface', id: 'demo' }, window: 'day' } as const;
    expect(await ledger.spent({ tenant: 'default', ...account })).toEqual({ spent: 5, reserved: 0 });
  });

  it('caps what agents spend in each conversation that begins', async () => {
    const server = await startTestServer({
      demo: { budgets: [{ meter: 'money', window: 'month', limit: 1_000 }] },
    });
    const { conversationId, sessionToken: token } = await server.createSession();
    const response = await server.call('GET', `/api/conversations/${conversationId}/events`, { token });
    const { events } = (await response.json()) as { events: { type: string; payload: unknown }[] };
    expect(events.find(({ type }) => type === 'budget_set')?.payload).toMatchObject({
      meter: 'money',
      scope: { kind: 'interface', id: 'demo' },
      limit: 1_000,
    });
  });
});

describe('sessions of one address', () => {
  const begin = (server: TestServer, address: string): Promise<Response> =>
    server.call('POST', PATH, { headers: { 'x-forwarded-for': address } });
  const start = (trusted: boolean): Promise<TestServer> =>
    startTestServer({
      creationLimit: { sessions: 3, windowSeconds: 600 },
      ...(trusted ? { trustedProxies: { addresses: ['127.0.0.1'] } } : { publicUrl: 'https://chat.example' }),
    });

  it('are as many as the limit, and of IPv6 a whole network counts as one', async () => {
    const server = await start(true);
    const addresses = Array.from({ length: 6 }, (_, index) => `2001:db8:1:2::${index}`);
    expect(await statuses(addresses.map((address) => begin(server, address)))).toEqual({ 200: 3, 429: 3 });
    const refused = await begin(server, '2001:db8:1:2:ffff::1');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(590);
    expect((await begin(server, '2001:db8:1:3::1')).status).toBe(200);
    expect((await begin(server, '203.0.113.5')).status).toBe(200);
  });

  it('are counted by the connection where no proxy is listed, whatever the headers say', async () => {
    const server = await start(false);
    const claimed = Array.from({ length: 30 }, (_, index) => begin(server, `203.0.113.${index}`));
    expect(await statuses(claimed)).toEqual({ 200: 3, 429: 27 });
    const socket = await RpcClient.open(server, { headers: { 'x-forwarded-for': '198.51.100.1' } });
    const { error } = await socket.call('createSession', { slug: 'demo' });
    expect(error?.data.code).toBe('RateLimited');
  });

  it('do not count who comes back', async () => {
    const server = await start(false);
    let { persistenceToken } = await server.createSession();
    for (let count = 0; count < 10; count += 1) {
      const response = await server.call('POST', PATH, { body: { persistenceToken } });
      ({ persistenceToken } = (await response.json()) as Session);
      expect(persistenceToken).toMatch(/^acp_/);
    }
  });
});
