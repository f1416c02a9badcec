import type { AgentRunner } from '@agent-chat/core';
import {
  type Analytics,
  type InterfaceRecord,
  isMessageEvent,
  type MethodResult,
  type SessionRecord,
} from '@agent-chat/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type OperatorNode,
  type OperatorServer,
  openOperatorServer,
  operatorTokenOf,
} from './support/operator-server.js';
import { TEST_STORES } from './support/test-stores.js';

type Session = MethodResult<'createSession'>;

const START = '2026-03-02T10:00:00.000Z'; // a Monday
const STORES = TEST_STORES.filter(({ name }) => name !== 'PostgreSQL');

describe.each(STORES)('operators on $name', (kind) => {
  let opened: OperatorServer;
  let node: OperatorNode;
  /** What the agent waits for before it answers, in ms. */
  let thinks = 0;

  const helper: AgentRunner = {
    async *run() {
      opened.clock.advance(thinks);
      yield { type: 'usage', model: 'm', inputTokens: 1, outputTokens: 1, costMicroUsd: 250, latencyMs: 1 };
      yield {
        type: 'message',
        parts: [{ type: 'text', text: '<img src=x onerror=alert(1)>' }],
        finality: 'turn',
      };
    },
  };

  beforeAll(async () => {
    opened = await openOperatorServer(kind);
    node = opened.node({}, { helper });
  });
  afterAll(() => opened.close());

  let made = 0;
  const publish = async (): Promise<InterfaceRecord> => {
    made += 1;
    const { interfaceId } = await node.call('createInterface', {
      clientRequestId: `r${made}`,
      name: 'Help',
      title: 'Help',
      slug: `help-${made}`,
      agentId: 'helper',
      rateLimitMessages: 100,
    });
    return node.call('publishInterface', { interfaceId });
  };
  const begin = async (slug: string, body: object = {}, token?: string): Promise<Session> => {
    const response = await node.fetch('POST', `/api/public/interfaces/${slug}/sessions`, {
      body,
      ...(token !== undefined && { token }),
    });
    return (await response.json()) as Session;
  };
  /** The ids of the agent's messages. */
  const answersIn = async (conversationId: string): Promise<string[]> => {
    const path = `/api/conversations/${conversationId}/events?limit=1000`;
    const response = await node.fetch('GET', path, { token: operatorTokenOf('default') });
    const { events } = (await response.json()) as MethodResult<'getEvents'>;
    return events.flatMap((event) =>
      isMessageEvent(event) && event.author === 'helper' ? [event.payload.messageId] : [],
    );
  };
  let sent = 0;
  const say = async ({ conversationId, sessionToken }: Session, text = 'Hello'): Promise<number> => {
    sent += 1;
    const before = (await answersIn(conversationId)).length;
    const { status } = await node.fetch('POST', `/api/conversations/${conversationId}/messages`, {
      token: sessionToken,
      body: { clientRequestId: `m${sent}`, parts: [{ type: 'text', partId: 'p', text }] },
    });
    if (status === 200) {
      const count = async (): Promise<number> => (await answersIn(conversationId)).length;
      await expect.poll(count, { timeout: 20_000 }).toBe(before + 1);
    }
    return status;
  };
  const rate = (
    { conversationId, sessionToken }: Session,
    messageId: string,
    rating: 'up' | 'down' | null,
  ) => {
    sent += 1;
    return node.fetch('POST', `/api/conversations/${conversationId}/feedback`, {
      token: sessionToken,
      body: { clientRequestId: `f${sent}`, messageId, rating },
    });
  };

  it('see sessions and nothing by which one could be the visitor', async () => {
    const { interfaceId, slug } = await publish();
    const session = await begin(slug, { referrer: 'https://example.com/a?b', browserFingerprint: 'print' });
    await say(session);
    const { sessions, total } = await node.call('listSessions', { interfaceId });
    expect(total).toBe(1);
    expect(sessions).toEqual([
      {
        sessionId: expect.any(String) as string,
        interfaceId,
        kind: 'anonymous',
        conversationId: session.conversationId,
        participantId: session.participantId,
        userHash: null,
        browserFingerprint: 'print',
        ipAddress: null,
        userAgent: null,
        referrer: 'https://example.com/a?b',
        countryCode: null,
        status: 'active',
        messageCount: 1,
        firstSeenAt: START,
        lastActivityAt: START,
        endedAt: null,
        endReason: null,
      },
    ]);
    const sessionId = sessions[0]?.sessionId ?? '';
    expect(await node.call('getSession', { sessionId })).toEqual(sessions[0]);
    expect(JSON.stringify(sessions)).not.toContain(session.sessionToken);
    expect(await node.call('getInterface', { interfaceId })).toMatchObject({
      sessionCount: 1,
      messageCount: 1,
      lastActivityAt: START,
    });
  });

  it('filter sessions, in pages, those with the newest activity first', async () => {
    const { interfaceId, slug } = await publish();
    const all: Session[] = [];
    for (let index = 0; index < 4; index += 1) {
      opened.clock.advance(1_000);
      all.push(await begin(slug));
    }
    opened.clock.advance(61_000);
    await say(all[1] as Session);
    await begin(slug, {}, operatorTokenOf('default'));
    const listed = async (filter: object): Promise<number[]> => {
      const { sessions } = await node.call('listSessions', { interfaceId, ...filter });
      return sessions.map(({ conversationId }) =>
        all.findIndex((each) => each.conversationId === conversationId),
      );
    };
    expect(await listed({ kind: 'anonymous' })).toEqual([1, 3, 2, 0]);
    expect(await listed({ kind: 'anonymous', limit: 2, offset: 1 })).toEqual([3, 2]);
    expect(await listed({ status: 'ended' })).toEqual([]);

    const { sessions } = await node.call('listSessions', { interfaceId, limit: 1, kind: 'anonymous' });
    const { sessionId = '' } = sessions[0] ?? {};
    expect(await node.call('closeSession', { sessionId })).toMatchObject({
      status: 'ended',
      endReason: 'operator',
    });
    expect(await node.call('closeSession', { sessionId })).toMatchObject({ endReason: 'operator' });
    expect(await say(all[1] as Session)).toBe(401);
    expect(await listed({ status: 'ended' })).toEqual([1]);

    opened.clock.advance(3_600_000);
    expect(await listed({ status: 'active' })).toEqual([]);
    expect(await listed({ status: 'expired', kind: 'anonymous' })).toEqual([3, 2, 0]);
    for (const filter of [{}, { status: 'expired' }, { kind: 'anonymous' }, { kind: 'preview' }] as const) {
      const whole = await node.call('listSessions', { interfaceId, ...filter });
      const byPages: SessionRecord[] = [];
      for (let after: string | null | undefined; after !== null; ) {
        const page: MethodResult<'listSessions'> = await node.call('listSessions', {
          interfaceId,
          limit: 1,
          ...filter,
          ...(after !== undefined && { after }),
        });
        byPages.push(...page.sessions);
        expect(page.total).toBe(whole.total);
        after = page.next;
      }
      expect(byPages).toEqual(whole.sessions);
      expect(byPages).toHaveLength(whole.total);
    }
    // As an older version has left them: without keys.
    const { records } = opened.store;
    const stored = await records.get('default', 'sessions', sessionId);
    if (stored === null) throw new Error('The session is not where it was.');
    await records.put('default', 'sessions', sessionId, stored);
    await records.delete('default', 'keyed-collections', 'sessions');
    const later = opened.node();
    const { sessions: found } = await later.call('listSessions', { interfaceId, status: 'ended' });
    expect(found.map((each) => each.sessionId)).toEqual([sessionId]);
    expect(await node.refusal('getSession', { sessionId: 'nothing' })).toMatchObject({
      code: 'UnknownSession',
    });
  });

  it('count what happened, each event once, in the period and hour that it happened in', async () => {
    const { interfaceId, slug } = await publish();
    const at = (iso: string): void => opened.clock.advance(Date.parse(iso) - opened.clock.now());
    const analytics = (period: Analytics['period'], when: string) =>
      node.call('getAnalytics', { interfaceId, period, at: when });

    at('2026-03-10T09:00:00.000Z');
    thinks = 2_000;
    const one = await begin(slug, { referrer: 'https://search.example/q', browserFingerprint: 'A' });
    await say(one);
    thinks = 4_000;
    const two = await begin(slug, { referrer: 'https://search.example/other', browserFingerprint: 'B' });
    await say(two);
    const [answer = ''] = await answersIn(two.conversationId);
    expect(await analytics('day', '2026-03-10T12:00:00Z')).toMatchObject({ totalMessages: 2 });
    at('2026-03-10T09:30:00.000Z');
    thinks = 0;
    await say(one);
    expect((await rate(two, answer, 'down')).status).toBe(200);
    expect((await rate(two, answer, 'up')).status).toBe(200);
    // The next day goes on with the first, and brings somebody back.
    await node.call('updateInterface', { interfaceId, changes: { sessionTimeoutMinutes: 0 } });
    at('2026-03-11T00:30:00.000Z');
    const three = await begin(slug, { referrer: 'not an address', browserFingerprint: 'A' });
    await say(three);
    await begin(slug, {}, operatorTokenOf('default'));

    const day = await analytics('day', '2026-03-10T23:59:59.999Z');
    expect(day).toMatchObject({
      interfaceId,
      period: 'day',
      from: '2026-03-10T00:00:00.000Z',
      to: '2026-03-11T00:00:00.000Z',
      totalSessions: 2,
      uniqueVisitors: 2,
      totalMessages: 3,
      avgMessagesPerSession: 1.5,
      firstAnswerMs: { median: 2_000, p95: 4_000 },
      feedback: { up: 1, down: 0 },
      costMicroUsd: 750,
      topReferrers: [{ referrer: 'search.example', count: 2 }],
      days: [{ date: '2026-03-10', sessions: 2, messages: 3, costMicroUsd: 750 }],
    });
    expect(day.messagesByHour).toHaveLength(24);
    expect(day.messagesByHour.filter(({ count }) => count > 0)).toEqual([{ hour: 9, count: 3 }]);
    // 30 minutes and what the second took for its answer and its ratings.
    expect(day.avgSessionDurationMs).toBe((1_800_000 + 4_000) / 2);

    const week = await analytics('week', '2026-03-15T23:00:00Z');
    expect(week).toMatchObject({
      from: '2026-03-09T00:00:00.000Z',
      to: '2026-03-16T00:00:00.000Z',
      totalSessions: 3,
      uniqueVisitors: 2,
      totalMessages: 4,
    });
    expect(week.days).toHaveLength(7);
    expect(await analytics('month', '2026-03-01T00:00:00Z')).toMatchObject({ totalSessions: 3 });
    expect(await analytics('week', '2026-03-16T00:00:00Z')).toMatchObject({
      totalSessions: 0,
      totalMessages: 0,
      firstAnswerMs: null,
      avgSessionDurationMs: 0,
    });
    const both = await Promise.all([
      analytics('day', '2026-03-10T00:00Z'),
      analytics('day', '2026-03-10T00:00Z'),
    ]);
    expect(both).toEqual([day, day]);
    expect(await node.refusal('getAnalytics', { period: 'day', at: 'yesterday' })).toMatchObject({
      code: 'InvalidRequest',
    });
    expect(await node.call('getAnalytics', { period: 'month', at: '2026-03-20T00:00:00Z' })).toMatchObject({
      interfaceId: null,
      // Of sessions in which nobody has written nothing is left.
      totalMessages: 6,
    });
    expect(await node.call('getInterface', { interfaceId })).toMatchObject({
      sessionCount: 3,
      messageCount: 4,
    });
  });

  it('carry a conversation away and back, and read it as a page in which nothing runs', async () => {
    const { slug } = await publish();
    const session = await begin(slug);
    await say(session, '<script>alert(1)</script><img src="https://evil.example/x">"\' &amp; \u202eabc');
    const { conversationId } = session;
    const token = operatorTokenOf('default');
    const path = `/api/conversations/${conversationId}/export`;

    const file = await node.fetch('GET', path, { token });
    expect(file.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="conversation-[\w-]+\.jsonl"$/,
    );
    const lines = await file.text();
    const page = await node.fetch('GET', `${path}?format=html`, { token });
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*sandbox$/);
    expect(page.headers.get('content-disposition')).toMatch(/^attachment/);
    const html = await page.text();
    expect(html).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=&quot;https://evil.example/x&quot;&gt;',
    );
    expect(html).toContain('&quot;&#39; &amp;amp; \u202eabc');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    const tags = new Set(Array.from(html.matchAll(/<\/?([\w!]+)/g), ([, tag]) => tag));
    const OURS = [
      '!doctype',
      'html',
      'head',
      'meta',
      'title',
      'style',
      'body',
      'h1',
      'p',
      'time',
      'article',
      'header',
      'strong',
    ];
    expect([...tags].filter((tag) => !OURS.includes(tag ?? ''))).toEqual([]);
    expect(html).not.toMatch(/<[^>]*\s(?:src|href|on\w+)=/i);

    const copy = await openOperatorServer(kind);
    const other = copy.node();
    const body = new TextEncoder().encode(lines);
    const imported = await other.fetch('POST', '/api/conversation-imports', { token, body });
    expect([imported.status, await imported.json()]).toMatchObject([200, { conversationId }]);
    expect(await (await other.fetch('GET', path, { token })).text()).toBe(lines);
    const again = await other.fetch('POST', '/api/conversation-imports', { token, body });
    expect(await again.json()).toMatchObject({ code: 'ConversationExists' });
    const cut = await other.fetch('POST', '/api/conversation-imports', { token, body: body.slice(0, -9) });
    expect(await cut.json()).toMatchObject({ code: 'InvalidRequest' });
    await copy.close();

    for (const [wanted, options] of [
      ['UnknownConversation', { token: operatorTokenOf('another') }],
      ['Unauthorized', {}],
      ['Forbidden', { token: session.sessionToken }],
    ] as const) {
      for (const format of ['jsonl', 'html']) {
        const refused = await node.fetch('GET', `${path}?format=${format}`, options);
        expect(await refused.json()).toMatchObject({ code: wanted });
      }
    }
    expect(await (await node.fetch('GET', `${path}?format=pdf`, { token })).json()).toMatchObject({
      code: 'InvalidRequest',
    });
  });

  it('of another tenant see nothing of these visitors', async () => {
    const { slug } = await publish();
    await begin(slug);
    expect(await node.call('listSessions', {}, 'another')).toEqual({
      sessions: [],
      total: 0,
      next: null,
    });
    const { sessions } = await node.call('listSessions', { limit: 1 });
    for (const method of ['getSession', 'closeSession'] as const) {
      const { sessionId = '' } = sessions[0] ?? {};
      expect(await node.refusal(method, { sessionId }, 'another')).toMatchObject({ code: 'UnknownSession' });
    }
    expect(await node.call('getAnalytics', { period: 'month' }, 'another')).toMatchObject({
      totalSessions: 0,
    });
  });

  it.each(['/api/sessions', '/api/analytics?period=day'])('alone may call %s', async (path) => {
    const { slug } = await publish();
    const { sessionToken } = await begin(slug);
    expect((await node.fetch('GET', path)).status).toBe(401);
    expect((await node.fetch('GET', path, { token: sessionToken })).status).toBe(403);
  });
});
