import type { ConversationEvent } from '@agent-chat/protocol';

/** What analytics know of one session: sums of its conversation's events, up to `seq`. */
export interface SessionStats {
  readonly sessionId: string;
  readonly conversationId: string;
  /** Of the visitor on the roster. */
  readonly participantId: string;
  /** A keyed hash of what tells this visitor from others. */
  readonly visitor: string;
  /** The host that the visitor came from. */
  readonly referrer: string | null;
  /** ISO-8601. */
  readonly firstSeenAt: string;
  /** The last event that is in the sums. */
  readonly seq: number;
  readonly lastActivityAt: string;
  /** Of the visitor's first message. */
  readonly askedAt: string | null;
  readonly firstAnswerMs: number | null;
  /** The visitor's messages by hour: `2026-03-02T10`. */
  readonly messages: Readonly<Record<string, number>>;
  /** In micro-USD, by day: `2026-03-02`. */
  readonly costs: Readonly<Record<string, number>>;
  /** The newest rating of each message, and on which day it was given. */
  readonly ratings: Readonly<Record<string, Rating>>;
}

interface Rating {
  readonly up: boolean;
  readonly date: string;
}

/** Pure: an event that is in the sums already changes nothing. */
export function foldStats(stats: SessionStats, event: ConversationEvent): SessionStats {
  if (event.seq <= stats.seq) return stats;
  const next: SessionStats = { ...stats, seq: event.seq };
  switch (event.type) {
    case 'message':
      return withMessage(next, event);
    case 'usage':
      return withCost(next, event);
    case 'feedback_given':
      return withRating(next, event);
    default:
      return next;
  }
}

function withMessage(stats: SessionStats, { author, ts, payload }: ConversationEvent): SessionStats {
  if (author === stats.participantId) {
    const hour = hourOf(ts);
    const messages = { ...stats.messages, [hour]: (stats.messages[hour] ?? 0) + 1 };
    return { ...stats, messages, askedAt: stats.askedAt ?? ts, lastActivityAt: later(stats, ts) };
  }
  const { role } = payload as { readonly role?: unknown };
  if (role !== 'assistant') return stats;
  const answered = { ...stats, lastActivityAt: later(stats, ts) };
  if (stats.firstAnswerMs !== null || stats.askedAt === null) return answered;
  return { ...answered, firstAnswerMs: Math.max(0, Date.parse(ts) - Date.parse(stats.askedAt)) };
}

function withCost(stats: SessionStats, { ts, payload }: ConversationEvent): SessionStats {
  const { costMicroUsd } = payload as { readonly costMicroUsd?: unknown };
  if (typeof costMicroUsd !== 'number' || costMicroUsd <= 0) return stats;
  const date = dateOf(ts);
  return { ...stats, costs: { ...stats.costs, [date]: (stats.costs[date] ?? 0) + costMicroUsd } };
}

function withRating(stats: SessionStats, { ts, payload }: ConversationEvent): SessionStats {
  const { messageId, rating } = payload as { readonly messageId?: unknown; readonly rating?: unknown };
  if (typeof messageId !== 'string') return stats;
  const { [messageId]: _, ...others } = stats.ratings;
  const ratings =
    rating === 'up' || rating === 'down'
      ? { ...others, [messageId]: { up: rating === 'up', date: dateOf(ts) } }
      : others;
  return { ...stats, ratings };
}

function later({ lastActivityAt }: SessionStats, ts: string): string {
  return ts > lastActivityAt ? ts : lastActivityAt;
}

/** `2026-03-02T10`, in UTC. */
function hourOf(ts: string): string {
  return new Date(ts).toISOString().slice(0, 13);
}

/** `2026-03-02`, in UTC. */
function dateOf(ts: string): string {
  return new Date(ts).toISOString().slice(0, 10);
}
