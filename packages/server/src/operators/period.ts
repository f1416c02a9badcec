import { AgentChatError, type AnalyticsPeriod } from '@agent-chat/protocol';

/** A day, a week or a month in UTC. */
export interface Period {
  /** Inclusive, in ms. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  /** Each of its days: `2026-03-02`. */
  readonly dates: readonly string[];
}

const DAY_MS = 86_400_000;

/** The one that holds `atMs`. @throws AgentChatError `InvalidRequest` for a time that is none */
export function periodAt(period: AnalyticsPeriod, atMs: number): Period {
  // As far as a calendar of four digits goes, and a month beyond.
  if (!(atMs >= 0 && atMs < Date.UTC(9_999, 0))) {
    throw new AgentChatError('InvalidRequest', '"at" must be a time such as "2026-03-02T10:00:00Z".', {
      details: { path: 'at' },
    });
  }
  const at = new Date(atMs);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  switch (period) {
    case 'day':
      return between(Date.UTC(year, month, day), Date.UTC(year, month, day + 1));
    case 'week': {
      // Sunday is 0, and the last day of a week.
      const monday = day - ((at.getUTCDay() + 6) % 7);
      return between(Date.UTC(year, month, monday), Date.UTC(year, month, monday + 7));
    }
    case 'month':
      return between(Date.UTC(year, month), Date.UTC(year, month + 1));
  }
}

function between(fromMs: number, toMs: number): Period {
  const dates = Array.from({ length: Math.round((toMs - fromMs) / DAY_MS) }, (_, index) =>
    new Date(fromMs + index * DAY_MS).toISOString().slice(0, 10),
  );
  return { fromMs, toMs, dates };
}
