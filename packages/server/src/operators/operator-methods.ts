import {
  AgentChatError,
  type InterfaceMethod,
  type SessionKind,
  type SessionRecord,
  type SessionStatus,
} from '@agent-chat/protocol';
import { operatorOf } from '../methods/operator.js';
import type { ServerMethods } from '../methods/server-methods.js';
import type { Identity } from '../methods/identity.js';
import type { SessionRecords } from '../sessions/session-records.js';
import type { SessionStore } from '../sessions/session-store.js';
import type { StoredSession } from '../sessions/stored-session.js';
import { analyticsOf } from './analytics.js';
import { periodAt } from './period.js';
import type { SessionStatsStore } from './session-stats.js';

export type OperatorMethod = Extract<
  InterfaceMethod,
  'listSessions' | 'getSession' | 'closeSession' | 'getAnalytics'
>;

export interface OperatorMethodsOptions {
  readonly records: SessionRecords;
  readonly sessions: SessionStore;
  readonly stats: SessionStatsStore;
  /** Whose visitors this server has. */
  readonly tenant: string;
  readonly now: () => number;
}

const DEFAULT_LIMIT = 50;

export function createOperatorMethods(options: OperatorMethodsOptions): ServerMethods<OperatorMethod> {
  const { records, sessions, stats, now } = options;

  /** The operators of other tenants have no visitors here. */
  const isOfOurs = (identity: Identity | null): boolean => operatorOf(identity).tenant === options.tenant;

  const look = async (identity: Identity | null, sessionId: string): Promise<StoredSession> => {
    const session = isOfOurs(identity) ? await sessions.look(sessionId) : null;
    if (session !== null) return session;
    throw new AgentChatError('UnknownSession', `There is no session "${sessionId}".`);
  };

  return {
    async listSessions({ interfaceId, status, kind, limit = DEFAULT_LIMIT, offset = 0 }, identity) {
      const found: StoredSession[] = [];
      if (isOfOurs(identity)) {
        for await (const session of records.all()) {
          // One whose time is up is expired, whether or not anybody has looked at it since.
          const isDue = session.status === 'active' && (sessions.expiresAtMs(session) ?? Infinity) <= now();
          const seen = isDue ? await sessions.look(session.sessionId) : session;
          if (seen !== null && isAsked(seen, { interfaceId, status, kind })) found.push(seen);
        }
      }
      found.sort(byActivity);
      return { sessions: found.slice(offset, offset + limit).map(recordOf), total: found.length };
    },

    async getSession({ sessionId }, identity) {
      return recordOf(await look(identity, sessionId));
    },

    async closeSession({ sessionId }, identity) {
      await look(identity, sessionId);
      await sessions.end(sessionId, 'operator');
      return recordOf(await look(identity, sessionId));
    },

    async getAnalytics({ interfaceId = null, period, at }, identity) {
      const span = periodAt(period, at === undefined ? now() : Date.parse(at));
      const listed = isOfOurs(identity) ? await stats.list(interfaceId, span) : [];
      return analyticsOf({ interfaceId, period }, span, listed);
    },
  };
}

function isAsked(
  session: StoredSession,
  asked: {
    readonly interfaceId: string | undefined;
    readonly status: SessionStatus | undefined;
    readonly kind: SessionKind | undefined;
  },
): boolean {
  return (
    (asked.interfaceId === undefined || session.interfaceId === asked.interfaceId) &&
    (asked.status === undefined || session.status === asked.status) &&
    (asked.kind === undefined || kindOf(session) === asked.kind)
  );
}

/** The newest activity first. */
function byActivity(one: StoredSession, other: StoredSession): number {
  if (one.lastActivityAt !== other.lastActivityAt) return one.lastActivityAt > other.lastActivityAt ? -1 : 1;
  return one.sessionId < other.sessionId ? -1 : 1;
}

function kindOf({ kind = 'anonymous' }: StoredSession): SessionKind {
  return kind;
}

/** Each field is named, so that nothing of the server's own side gets out. */
function recordOf(session: StoredSession): SessionRecord {
  return {
    sessionId: session.sessionId,
    interfaceId: session.interfaceId,
    kind: kindOf(session),
    conversationId: session.conversationId,
    participantId: session.participantId,
    userHash: session.userHash ?? null,
    browserFingerprint: session.browserFingerprint,
    ipAddress: session.ipAddress,
    userAgent: session.userAgent,
    referrer: session.referrer,
    countryCode: session.countryCode,
    status: session.status,
    messageCount: session.messageCount,
    firstSeenAt: session.firstSeenAt,
    lastActivityAt: session.lastActivityAt,
    endedAt: session.endedAt,
    endReason: session.endReason ?? null,
  };
}
