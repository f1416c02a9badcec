import type { Analytics, AnalyticsPeriod } from '@agent-chat/protocol';
import type { SessionStats } from './conversation-stats.js';
import type { Period } from './period.js';

const TOP_REFERRERS = 20;

/** The sums of a period over the stats of sessions. Pure. */
export function analyticsOf(
  of: { readonly interfaceId: string | null; readonly period: AnalyticsPeriod },
  { fromMs, toMs, dates }: Period,
  sessions: readonly SessionStats[],
): Analytics {
  const begun = sessions.filter(({ firstSeenAt }) => {
    const at = Date.parse(firstSeenAt);
    return at >= fromMs && at < toMs;
  });
  const days = new Map(dates.map((date) => [date, { date, sessions: 0, messages: 0, costMicroUsd: 0 }]));
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, count: 0 }));
  const visitors = new Set<string>();
  const feedback = { up: 0, down: 0 };
  for (const session of begun) {
    const day = days.get(session.firstSeenAt.slice(0, 10));
    if (day !== undefined) day.sessions += 1;
    visitors.add(session.visitor);
  }
  for (const { visitor, messages, costs, ratings } of sessions) {
    for (const [hour, count] of Object.entries(messages)) {
      const day = days.get(hour.slice(0, 10));
      const ofHour = hours[Number(hour.slice(11))];
      if (day === undefined || ofHour === undefined) continue;
      day.messages += count;
      ofHour.count += count;
      visitors.add(visitor);
    }
    for (const [date, cost] of Object.entries(costs)) {
      const day = days.get(date);
      if (day !== undefined) day.costMicroUsd += cost;
    }
    for (const { up, date } of Object.values(ratings)) if (days.has(date)) feedback[up ? 'up' : 'down'] += 1;
  }
  const sum = (count: (session: SessionStats) => number): number =>
    begun.reduce((total, session) => total + count(session), 0);
  const average = (total: number): number => (begun.length === 0 ? 0 : total / begun.length);
  const all = [...days.values()];
  return {
    ...of,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    totalSessions: begun.length,
    uniqueVisitors: visitors.size,
    totalMessages: all.reduce((total, { messages }) => total + messages, 0),
    avgMessagesPerSession: average(
      sum(({ messages }) => Object.values(messages).reduce((total, count) => total + count, 0)),
    ),
    avgSessionDurationMs: average(
      sum(({ firstSeenAt, lastActivityAt }) =>
        Math.max(0, Date.parse(lastActivityAt) - Date.parse(firstSeenAt)),
      ),
    ),
    firstAnswerMs: spreadOf(begun.flatMap(({ firstAnswerMs: ms }) => (ms === null ? [] : [ms]))),
    feedback,
    costMicroUsd: all.reduce((total, { costMicroUsd }) => total + costMicroUsd, 0),
    topReferrers: topReferrers(begun),
    messagesByHour: hours,
    days: all,
  };
}

function spreadOf(values: readonly number[]): Analytics['firstAnswerMs'] {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  // The nearest rank: a value that there was.
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { median: at(0.5), p95: at(0.95) };
}

function topReferrers(sessions: readonly SessionStats[]): Analytics['topReferrers'] {
  const counts = new Map<string, number>();
  for (const { referrer } of sessions) {
    if (referrer !== null) counts.set(referrer, (counts.get(referrer) ?? 0) + 1);
  }
  return [...counts]
    .map(([referrer, count]) => ({ referrer, count }))
    .sort((a, b) => b.count - a.count || (a.referrer < b.referrer ? -1 : 1))
    .slice(0, TOP_REFERRERS);
}
