import { AgentChatError, type InterfaceMethod, type SessionRecord } from '@agent-chat/protocol';
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
  /** Does what is due of sessions now. */
  readonly reap: () => Promise<unknown>;
  readonly stats: SessionStatsStore;
  /** Whose visitors this server has. */
  readonly tenant: string;
  readonly now: () => number;
}

const DEFAULT_LIMIT = 50;

export function createOperatorMethods(options: OperatorMethodsOptions): ServerMethods<OperatorMethod> {
  const { records, sessions, reap, stats, now } = options;

  /** The operators of other tenants have no visitors here. */
  const isOfOurs = (identity: Identity | null): boolean => operatorOf(identity).tenant === options.tenant;

  const look = async (identity: Identity | null, sessionId: string): Promise<StoredSession> => {
    const session = isOfOurs(identity) ? await sessions.look(sessionId) : null;
    if (session !== null) return session;
    throw new AgentChatError('UnknownSession', `There is no session "${sessionId}".`);
  };

  return {
    async listSessions({ interfaceId, status, kind, limit = DEFAULT_LIMIT, offset = 0, after }, identity) {
      if (!isOfOurs(identity)) return { sessions: [], total: 0, next: null };
      // One whose time is up is expired, whether or not anybody has looked at it since.
      await reap();
      const page = await records.listNewest({ interfaceId, status, kind }, { after, offset, limit });
      return { ...page, sessions: page.sessions.map(recordOf) };
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

/** Each field is named, so that nothing of the server's own side gets out. */
function recordOf(session: StoredSession): SessionRecord {
  return {
    sessionId: session.sessionId,
    interfaceId: session.interfaceId,
    kind: session.kind ?? 'anonymous',
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
