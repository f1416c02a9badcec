import type { SessionRecords } from '../sessions/session-records.js';
import type { StoredSession } from '../sessions/stored-session.js';
import type { InterfaceCounter } from './interface-counts.js';
import type { SessionStatsStore } from './session-stats.js';

/**
 * The records of sessions, counted as they come and go. What cannot be counted is reported: no visitor
 * is turned away for it.
 */
export function countedSessions(
  records: SessionRecords,
  {
    stats,
    counter,
    onError,
  }: {
    readonly stats: SessionStatsStore;
    readonly counter: InterfaceCounter;
    readonly onError: (error: unknown) => void;
  },
): SessionRecords {
  return {
    ...records,
    async create(session, dueAtMs) {
      await records.create(session, dueAtMs);
      if (session.kind === 'preview') return;
      counter.count(session.interfaceId, 'session', Date.parse(session.firstSeenAt));
      await stats.begin(session).catch(onError);
    },
    async remove(session) {
      await records.remove(session);
      if (!hasSaidAnything(session)) await stats.forget(session).catch(onError);
    },
  };
}

function hasSaidAnything({ server, kind }: StoredSession): boolean {
  return server.used && kind !== 'preview';
}
