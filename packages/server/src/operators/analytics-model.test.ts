// Every figure of the analytics against what a plain look at all events says, over random histories.
import { ANALYTICS_PERIODS, type Analytics, type ConversationEvent } from '@agent-chat/protocol';
import { FULL, seeded } from '@agent-chat/protocol/test-support';
import { expect, it } from 'vitest';
import { analyticsOf } from './analytics.js';
import { foldStats, type SessionStats } from './conversation-stats.js';
import { periodAt } from './period.js';

const HISTORIES = FULL ? 400 : 40;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Around the end of a month, of a year and of a day that daylight saving makes longer elsewhere. */
const STARTS = ['2026-02-20T00:00:00.000Z', '2026-12-20T00:00:00.000Z', '2026-10-18T00:00:00.000Z'];

interface Happened {
  readonly atMs: number;
  readonly by: 'visitor' | 'agent' | 'operator';
  readonly what:
    | { readonly type: 'message' }
    | { readonly type: 'usage'; readonly costMicroUsd: number }
    | { readonly type: 'rating'; readonly messageId: string; readonly rating: 'up' | 'down' | null };
}

interface History {
  readonly visitor: string;
  readonly referrer: string | null;
  readonly begunAtMs: number;
  readonly events: readonly Happened[];
}

type Random = (below: number) => number;

function historyOf(below: Random, startMs: number): History {
  let atMs = startMs + below(40 * DAY_MS);
  const begunAtMs = atMs;
  const events = Array.from({ length: below(12) }, (): Happened => {
    // Often at once, sometimes at the very edge of a day, seldom days later.
    const steps = [0, below(5_000), below(HOUR_MS), DAY_MS - (atMs % DAY_MS), below(3 * DAY_MS)];
    atMs += steps[below(steps.length)] ?? 0;
    const by = (['visitor', 'visitor', 'agent', 'agent', 'operator'] as const)[below(5)] ?? 'visitor';
    switch (below(5)) {
      case 0:
        return { atMs, by, what: { type: 'usage', costMicroUsd: below(1_000) } };
      case 1: {
        const rating = (['up', 'down', null] as const)[below(3)] ?? null;
        return { atMs, by, what: { type: 'rating', messageId: `m${below(3)}`, rating } };
      }
      default:
        return { atMs, by, what: { type: 'message' } };
    }
  });
  const referrer = below(4) === 0 ? null : `site-${below(30)}.example`;
  return { visitor: `v${below(8)}`, referrer, begunAtMs, events };
}

/** As the server keeps it: what is read once, event by event, and again after a crash. */
function statsOf({ visitor, referrer, begunAtMs, events }: History, index: number): SessionStats {
  const firstSeenAt = new Date(begunAtMs).toISOString();
  const begun: SessionStats = {
    sessionId: `s${index}`,
    conversationId: `c${index}`,
    participantId: 'visitor',
    visitor,
    referrer,
    firstSeenAt,
    seq: 0,
    lastActivityAt: firstSeenAt,
    askedAt: null,
    firstAnswerMs: null,
    messages: {},
    costs: {},
    ratings: {},
  };
  const logged = events.map(({ atMs, by, what }, place) => {
    const { type, payload } = loggedAs(what, by);
    return { seq: place + 1, ts: new Date(atMs).toISOString(), author: by, type, payload };
  }) as unknown as ConversationEvent[];
  const half = logged.slice(0, logged.length >> 1);
  return [...half, ...half, ...logged].reduce(foldStats, begun);
}

function loggedAs(what: Happened['what'], by: Happened['by']) {
  switch (what.type) {
    case 'message':
      return { type: 'message', payload: { role: by === 'agent' ? 'assistant' : 'user', parts: [] } };
    case 'usage':
      return { type: 'usage', payload: { costMicroUsd: what.costMicroUsd } };
    case 'rating':
      return { type: 'feedback_given', payload: { messageId: what.messageId, rating: what.rating } };
  }
}

/** The same figures, each by itself, from nothing but what happened. */
function modelOf(
  all: readonly History[],
  fromMs: number,
  toMs: number,
): Omit<Analytics, 'interfaceId' | 'period'> {
  const isInside = (atMs: number): boolean => atMs >= fromMs && atMs < toMs;
  const begun = all.filter(({ begunAtMs }) => isInside(begunAtMs));
  const messagesOf = ({ events }: History): Happened[] =>
    events.filter(({ by, what }) => by === 'visitor' && what.type === 'message');
  const messages = all.flatMap(messagesOf).filter(({ atMs }) => isInside(atMs));
  const costs = all
    .flatMap(({ events }) => events)
    .flatMap(({ atMs, what }) => (what.type === 'usage' ? [{ atMs, cost: what.costMicroUsd }] : []))
    .filter(({ atMs }) => isInside(atMs));
  const visitors = all.filter(
    (each) => begun.includes(each) || messagesOf(each).some(({ atMs }) => isInside(atMs)),
  );
  const ratings = all.flatMap(({ events }) => {
    const newest = new Map<string, { readonly atMs: number; readonly rating: 'up' | 'down' | null }>();
    for (const { atMs, what } of events)
      if (what.type === 'rating') newest.set(what.messageId, { atMs, ...what });
    return [...newest.values()].filter(({ atMs }) => isInside(atMs));
  });
  const answerMs = begun
    .flatMap((each) => {
      const asked = messagesOf(each)[0];
      const place = asked === undefined ? -1 : each.events.indexOf(asked);
      const answer = each.events.find(
        ({ by, what }, index) => index > place && by === 'agent' && what.type === 'message',
      );
      return asked === undefined || answer === undefined ? [] : [answer.atMs - asked.atMs];
    })
    .toSorted((a, b) => a - b);
  const durations = begun.map(({ begunAtMs, events }) => {
    const active = events.filter(({ by, what }) => by !== 'operator' && what.type === 'message');
    return Math.max(begunAtMs, ...active.map(({ atMs }) => atMs)) - begunAtMs;
  });
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const rank = (share: number): number => answerMs[Math.ceil(share * answerMs.length) - 1] ?? 0;
  const referrers = Map.groupBy(
    begun.filter(({ referrer }) => referrer !== null),
    ({ referrer }) => referrer ?? '',
  );
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    totalSessions: begun.length,
    uniqueVisitors: new Set(visitors.map(({ visitor }) => visitor)).size,
    totalMessages: messages.length,
    avgMessagesPerSession: mean(begun.map((each) => messagesOf(each).length)),
    avgSessionDurationMs: mean(durations),
    firstAnswerMs: answerMs.length === 0 ? null : { median: rank(0.5), p95: rank(0.95) },
    feedback: {
      up: ratings.filter(({ rating }) => rating === 'up').length,
      down: ratings.filter(({ rating }) => rating === 'down').length,
    },
    costMicroUsd: costs.reduce((sum, { cost }) => sum + cost, 0),
    topReferrers: [...referrers]
      .map(([referrer, of]) => ({ referrer, count: of.length }))
      .toSorted((a, b) => b.count - a.count || (a.referrer < b.referrer ? -1 : 1))
      .slice(0, 20),
    messagesByHour: Array.from({ length: 24 }, (_, hour) => ({
      hour,
      count: messages.filter(({ atMs }) => Math.floor(atMs / HOUR_MS) % 24 === hour).length,
    })),
    days: Array.from({ length: Math.round((toMs - fromMs) / DAY_MS) }, (_, index) => {
      const [dayMs, nextMs] = [fromMs + index * DAY_MS, fromMs + (index + 1) * DAY_MS];
      const isOfDay = (atMs: number): boolean => atMs >= dayMs && atMs < nextMs;
      return {
        date: new Date(dayMs).toISOString().slice(0, 10),
        sessions: begun.filter(({ begunAtMs }) => isOfDay(begunAtMs)).length,
        messages: messages.filter(({ atMs }) => isOfDay(atMs)).length,
        costMicroUsd: costs.filter(({ atMs }) => isOfDay(atMs)).reduce((sum, { cost }) => sum + cost, 0),
      };
    }),
  };
}

it(`analytics are, in UTC, what ${HISTORIES} random histories say, by day, week and month`, () => {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const random = seeded(seed);
    const below: Random = (most) => Math.floor(random() * most);
    const startMs = Date.parse(STARTS[seed % STARTS.length] ?? '');
    const all = Array.from({ length: 1 + below(60) }, () => historyOf(below, startMs));
    const stats = all.map(statsOf);
    for (const period of ANALYTICS_PERIODS) {
      const span = periodAt(period, startMs + below(45 * DAY_MS));
      const of = { interfaceId: 'one', period };
      expect(analyticsOf(of, span, stats), `seed ${seed}, ${period}`).toEqual({
        ...of,
        ...modelOf(all, span.fromMs, span.toMs),
      });
    }
  }
});
