import * as z from 'zod/mini';
import { SESSION_END_REASONS, SESSION_KINDS, SESSION_STATUSES } from '../../records/session.js';
import { defineMethod } from '../define-method.js';
import { OPERATOR_ROUTES } from '../operator-routes.js';
import { Id, Limit } from '../shapes.js';

const Count = z.int().check(z.nonnegative());
const OrNull = z.nullable(z.string());

/** A visitor's session as operators see it: without anything by which one could be the visitor. */
export const SessionRecord = z.object({
  sessionId: z.string(),
  interfaceId: z.string(),
  kind: z.enum(SESSION_KINDS),
  conversationId: z.string(),
  participantId: z.string(),
  /** The same for all sessions of a person whom the host has vouched for; `null` for anonymous visitors. */
  userHash: OrNull,
  /** As the page gave it, later a keyed hash of it. */
  browserFingerprint: OrNull,
  /** As it was when the session began, later a keyed hash of it. */
  ipAddress: OrNull,
  userAgent: OrNull,
  referrer: OrNull,
  countryCode: OrNull,
  status: z.enum(SESSION_STATUSES),
  messageCount: Count,
  firstSeenAt: z.string(),
  lastActivityAt: z.string(),
  endedAt: OrNull,
  endReason: z.nullable(z.enum(SESSION_END_REASONS)),
});
export type SessionRecord = z.infer<typeof SessionRecord>;

export const ANALYTICS_PERIODS = ['day', 'week', 'month'] as const;
export type AnalyticsPeriod = (typeof ANALYTICS_PERIODS)[number];

/** What happened in a day, a week or a month. Days begin at midnight in UTC, weeks on Monday. */
export const Analytics = z.object({
  /** `null`: all interfaces of the tenant. */
  interfaceId: OrNull,
  period: z.enum(ANALYTICS_PERIODS),
  /** Inclusive, ISO-8601. */
  from: z.string(),
  /** Exclusive. */
  to: z.string(),
  /** Sessions that began in the period. */
  totalSessions: Count,
  /** As far as addresses, fingerprints and the host's word tell one visitor from another. */
  uniqueVisitors: Count,
  /** Messages that visitors sent in the period. */
  totalMessages: Count,
  /** Of the sessions that began in the period. */
  avgMessagesPerSession: z.number(),
  /** From the first to the last activity, of the sessions that began in the period. */
  avgSessionDurationMs: z.number(),
  /** From a visitor's first message to the first answer, of sessions that began in the period. */
  firstAnswerMs: z.nullable(z.object({ median: z.number(), p95: z.number() })),
  /** Ratings that were given in the period. */
  feedback: z.object({ up: Count, down: Count }),
  /** What agents reported that they spent in the period, in micro-USD. */
  costMicroUsd: Count,
  /** Where visitors came from, by host, the most frequent 20. */
  topReferrers: z.array(z.object({ referrer: z.string(), count: Count })),
  /** 24, by the hour of the day in UTC. */
  messagesByHour: z.array(z.object({ hour: Count, count: Count })),
  /** Each day of the period. */
  days: z.array(z.object({ date: z.string(), sessions: Count, messages: Count, costMicroUsd: Count })),
});
export type Analytics = z.infer<typeof Analytics>;

/** What operators see of visitors: the server answers. */
export const OPERATOR_METHODS = {
  /** Sessions of visitors, those with the newest activity first. */
  listSessions: defineMethod({
    plane: 'interface',
    params: z.object({
      interfaceId: z.optional(Id),
      status: z.optional(z.enum(SESSION_STATUSES)),
      kind: z.optional(z.enum(SESSION_KINDS)),
      /** Default 50. */
      limit: Limit,
      /** How many to leave out, for pages by number. Default 0. */
      offset: z.optional(z.int().check(z.nonnegative(), z.maximum(10_000))),
      /** The `next` of the page before: for as many pages as there are. */
      after: z.optional(z.string().check(z.maxLength(256))),
    }),
    result: z.object({
      sessions: z.array(SessionRecord),
      /** Of all pages. */
      total: Count,
      /** `null` on the last page. */
      next: z.nullable(z.string()),
    }),
    callers: ['operator'],
    http: OPERATOR_ROUTES.listSessions,
    errors: [],
  }),
  /** One session. Its conversation is read by `getEvents` and `subscribe`, as any other. */
  getSession: defineMethod({
    plane: 'interface',
    params: z.object({ sessionId: Id }),
    result: SessionRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.getSession,
    errors: ['UnknownSession'],
  }),
  /** Ends a session: its token is good for nothing more. Its conversation stays. */
  closeSession: defineMethod({
    plane: 'interface',
    params: z.object({ sessionId: Id }),
    result: SessionRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.closeSession,
    errors: ['UnknownSession'],
  }),
  /** What happened in a period. Sessions of kind `preview` do not count. */
  getAnalytics: defineMethod({
    plane: 'interface',
    params: z.object({
      /** Default: all interfaces of the tenant. */
      interfaceId: z.optional(Id),
      period: z.enum(ANALYTICS_PERIODS),
      /** An instant in the period, ISO-8601. Default: now. */
      at: z.optional(z.string().check(z.maxLength(40))),
    }),
    result: Analytics,
    callers: ['operator'],
    http: OPERATOR_ROUTES.getAnalytics,
    errors: [],
  }),
} as const;
