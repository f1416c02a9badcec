import type { Clock, RecordStore } from '@agent-chat/core';
import { canonicalHash, type JsonValue } from '@agent-chat/protocol';
import { type RecordPlace, swapRecord } from '../records/change-record.js';
import type { KeyedHash } from '../sessions/keyed-hash.js';
import type { SessionConversations } from '../sessions/session-conversations.js';
import type { SessionRecords } from '../sessions/session-records.js';
import type { StoredSession } from '../sessions/stored-session.js';
import { foldStats, type SessionStats } from './conversation-stats.js';
import type { Period } from './period.js';

/**
 * The sums of each session, by interface and by when it began. Each event of a conversation is read
 * for them once: when somebody asks, or soon after the visitor wrote. They stay when a session's
 * record is removed, and tell nobody who the visitor was.
 */
export interface SessionStatsStore {
  /** A session has begun. */
  begin(session: StoredSession): Promise<void>;
  /** It is as if it had never been. */
  forget(session: StoredSession): Promise<void>;
  /** Something was logged: it is read a while later, so that nobody who asks has to wait for it. */
  readSoon(session: StatedSession): void;
  /** Reads nothing more by itself. */
  close(): void;
  /** All that may have something in the period, as they are now; `null`: of all interfaces. */
  list(interfaceId: string | null, period: Period): Promise<readonly SessionStats[]>;
}

export interface SessionStatsOptions {
  readonly records: RecordStore;
  readonly sessions: Pick<SessionRecords, 'get'>;
  readonly conversations: SessionConversations;
  readonly keyedHash: KeyedHash;
  readonly tenant: string;
  readonly now: () => number;
  readonly clock: Clock;
  /** Told of what could not be read ahead. */
  readonly onError: (error: unknown) => void;
}

/** What names a session's record here. */
export type StatedSession = Pick<StoredSession, 'sessionId' | 'interfaceId' | 'firstSeenAt'>;

interface StatsRecord {
  readonly stats: SessionStats;
  /** Nothing will be added any more. */
  readonly isSettled: boolean;
}

const COLLECTION = 'session-stats';
const TIME_DIGITS = 15;
/** The character behind the one between the parts of an id. */
const BEHIND_ALL_TIMES = '0';
const PAGE = 500;
const AT_ONCE = 16;
/** What goes on longer than this is not looked for in a period that it did not begin in. */
const LONGEST_MS = 31 * 86_400_000;
/** What was logged before the end is read within this time after it. */
const AFTERMATH_MS = 3_600_000;
const MAX_REFERRER = 255;
const READ_AFTER_MS = 30_000;

export function createSessionStats(options: SessionStatsOptions): SessionStatsStore {
  const { records, sessions, conversations, keyedHash, tenant, now, clock, onError } = options;
  const placeOf = (id: string): RecordPlace => [tenant, COLLECTION, id];

  /** The events after `stats.seq`, as far as they belong to this session. */
  const withNews = async (record: StatsRecord): Promise<StatsRecord> => {
    const session = await sessions.get(record.stats.sessionId);
    const endedAt = session?.endedAt ?? null;
    const isOver = session === null || (endedAt !== null && Date.parse(endedAt) + AFTERMATH_MS <= now());
    let { stats } = record;
    const conversation = await conversations.find(stats.conversationId);
    while (conversation !== null && stats.seq < conversation.head) {
      const page = await conversations.host.call('getEvents', {
        conversationId: stats.conversationId,
        afterSeq: stats.seq,
        limit: PAGE,
      });
      const last = page.events.at(-1);
      if (last === undefined) break;
      // After its end somebody may go on with the conversation in another session.
      const own =
        endedAt === null
          ? page.events
          : page.events.filter(({ ts }) => Date.parse(ts) <= Date.parse(endedAt));
      stats = { ...own.reduce(foldStats, stats), seq: last.seq };
    }
    return stats === record.stats && isOver === record.isSettled ? record : { stats, isSettled: isOver };
  };

  const refreshed = async (id: string, value: JsonValue): Promise<SessionStats> => {
    const record = value as unknown as StatsRecord;
    if (record.isSettled) return record.stats;
    const next = await withNews(record);
    // Whoever was faster has read the same events.
    if (next !== record) await swapRecord(records, placeOf(id), value, jsonOf(next));
    return next.stats;
  };

  const listOf = async (key: string, { fromMs, toMs }: Period): Promise<readonly SessionStats[]> => {
    const found: SessionStats[] = [];
    const prefix = `${key}/`;
    const earliest = Math.max(0, fromMs - LONGEST_MS);
    for (let after = prefix + timeKey(earliest); ; ) {
      const page = await records.list(tenant, COLLECTION, { prefix, limit: PAGE, after });
      const isInside = page.filter(({ id }) => Number(id.split('/')[1]) < toMs);
      for (let index = 0; index < isInside.length; index += AT_ONCE) {
        const some = isInside.slice(index, index + AT_ONCE);
        found.push(...(await Promise.all(some.map(({ id, value }) => refreshed(id, value)))));
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE || isInside.length < page.length) return found;
      after = last.id;
    }
  };

  /** The next interface that has sessions; none of those is read for it. */
  const keyAfter = async (key: string | null): Promise<string | null> => {
    const after = key === null ? {} : { after: `${key}${BEHIND_ALL_TIMES}` };
    const [next] = await records.list(tenant, COLLECTION, { limit: 1, ...after });
    return next?.id.split('/')[0] ?? null;
  };

  const waiting = new Set<string>();
  let cancelTimer: (() => void) | null = null;
  const readLater = (): void => {
    cancelTimer = null;
    void readWaiting().catch(onError);
  };
  const readWaiting = async (): Promise<void> => {
    const ids = [...waiting];
    waiting.clear();
    for (const id of ids) {
      const value = await records.get(...placeOf(id));
      if (value !== null) await refreshed(id, value);
    }
  };

  return {
    async begin(session) {
      const { sessionId, conversationId, participantId, firstSeenAt } = session;
      const conversation = await conversations.find(conversationId);
      const stats: SessionStats = {
        sessionId,
        conversationId,
        participantId,
        visitor: await keyedHash(visitorOf(session)),
        referrer: referrerOf(session.referrer),
        firstSeenAt,
        // What is in the conversation already belongs to sessions before.
        seq: conversation?.head ?? 0,
        lastActivityAt: firstSeenAt,
        askedAt: null,
        firstAnswerMs: null,
        messages: {},
        costs: {},
        ratings: {},
      };
      await records.putIfAbsent(...placeOf(idOf(session)), jsonOf({ stats, isSettled: false }));
    },

    async forget(session) {
      await records.delete(...placeOf(idOf(session)));
    },

    readSoon(session) {
      waiting.add(idOf(session));
      cancelTimer ??= clock.after(READ_AFTER_MS, readLater);
    },

    close() {
      cancelTimer?.();
    },

    async list(interfaceId, period) {
      if (interfaceId !== null) return listOf(interfaceKey(interfaceId), period);
      const found: SessionStats[] = [];
      for (let key = await keyAfter(null); key !== null; key = await keyAfter(key)) {
        found.push(...(await listOf(key, period)));
      }
      return found;
    },
  };
}

/** What tells a visitor from others, the best of what is known. */
function visitorOf({ userHash, browserFingerprint, ipAddress, userAgent, sessionId }: StoredSession): string {
  if (userHash !== undefined) return JSON.stringify(['user', userHash]);
  if (browserFingerprint !== null) return JSON.stringify(['browser', browserFingerprint]);
  return JSON.stringify(ipAddress === null ? ['session', sessionId] : ['address', ipAddress, userAgent]);
}

/** The host alone: an address may tell more than where somebody came from. */
function referrerOf(referrer: string | null): string | null {
  if (referrer === null || !URL.canParse(referrer)) return null;
  const { host, protocol } = new URL(referrer);
  return /^https?:$/.test(protocol) && host !== '' ? host.slice(0, MAX_REFERRER) : null;
}

function idOf({ interfaceId, firstSeenAt, sessionId }: StatedSession): string {
  return `${interfaceKey(interfaceId)}/${timeKey(Date.parse(firstSeenAt))}/${sessionId}`;
}

/** Whatever characters the id of an interface holds. */
function interfaceKey(interfaceId: string): string {
  return canonicalHash([interfaceId]).slice(0, 32);
}

function timeKey(ms: number): string {
  return String(ms).padStart(TIME_DIGITS, '0');
}

function jsonOf(record: StatsRecord): JsonValue {
  return record as unknown as JsonValue;
}
