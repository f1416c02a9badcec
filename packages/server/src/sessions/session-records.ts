import type { RecordStore } from '@agent-chat/core';
import {
  AgentChatError,
  canonicalHash,
  type JsonValue,
  SESSION_KINDS,
  SESSION_STATUSES,
  type SessionKind,
  type SessionStatus,
} from '@agent-chat/protocol';
import { keyedCollection } from '../records/keyed-collection.js';
import { newestFirst, type NewestOptions, newestRank } from '../records/newest-first.js';
import { readStoredSession, type StoredSession } from './stored-session.js';

/** The records of sessions, what is due of them, and whose they are. */
export interface SessionRecords {
  get(sessionId: string): Promise<StoredSession | null>;
  /** @param dueAtMs when it is to be looked at; `null`: never */
  create(session: StoredSession, dueAtMs: number | null): Promise<void>;
  /**
   * Changes the record as it is at that moment: `change` is asked again when somebody else was faster.
   * What gives back the very same session writes nothing. `null`: there is none.
   */
  change(
    sessionId: string,
    change: (session: StoredSession) => StoredSession | Promise<StoredSession>,
  ): Promise<StoredSession | null>;
  remove(session: StoredSession): Promise<void>;
  /**
   * A page of those that are asked for, the newest activity first, and how many there are of them.
   * @throws AgentChatError `InvalidRequest` for an `after` that no page gave
   */
  listNewest(asked: AskedSessions, options: NewestOptions): Promise<SessionPage>;
  /** What is to be looked at by `nowMs`, the oldest first. */
  listDue(nowMs: number): Promise<readonly DueEntry[]>;
  /** The entry is done with; the session is to be looked at again then, or never. */
  settleDue(entry: DueEntry, nextMs: number | null): Promise<void>;
  /** The conversations of an identified visitor, at most 500: those whose last session began last. */
  listOfUser(interfaceId: string, userHash: string): Promise<readonly UserConversation[]>;
}

/** What is left out may be anything. */
export interface AskedSessions {
  readonly interfaceId?: string | undefined;
  readonly status?: SessionStatus | undefined;
  readonly kind?: SessionKind | undefined;
}

export interface SessionPage {
  readonly sessions: readonly StoredSession[];
  readonly total: number;
  /** `null` on the last page. */
  readonly next: string | null;
}

export interface DueEntry {
  readonly id: string;
  readonly sessionId: string;
}

export interface UserConversation {
  readonly conversationId: string;
  /** The newest session on it. */
  readonly sessionId: string;
  /** When that began. Older versions did not write it. */
  readonly begunAt?: string;
}

const SESSIONS = 'sessions';
const DUE = 'session-due';
const OF_USERS = 'session-users';
/** Nobody changes a session so often at once, except by a fault. */
const MAX_TRIES = 100;
const PAGE = 100;
const MAX_LISTED = 500;
const DUE_DIGITS = 15;
const NOBODY_KNOWS_WHEN = new Date(0).toISOString();
/** Of sessions of whatever interface. */
const OF_ALL = 'all';

export function createSessionRecords(records: RecordStore, tenant: string): SessionRecords {
  /** Resolves with the id of the entry. */
  const putDue = async (sessionId: string, atMs: number): Promise<string> => {
    const id = `${String(atMs).padStart(DUE_DIGITS, '0')}/${sessionId}`;
    await records.put(tenant, DUE, id, { sessionId });
    return id;
  };

  const ensureKeys = keyedCollection(records, SESSIONS, (value) => keysOf(readStoredSession(value)));

  const ensureUserKeys = keyedCollection(records, OF_USERS, userKeysOf);

  const get = async (sessionId: string): Promise<StoredSession | null> => {
    const record = await records.get(tenant, SESSIONS, sessionId);
    return record === null ? null : readStoredSession(record);
  };

  return {
    get,
    async create(session, dueAtMs) {
      const { sessionId, userHash, interfaceId, conversationId, firstSeenAt: begunAt } = session;
      // What is due comes first: a session that nobody looks after is worse than an entry without one.
      if (dueAtMs !== null) await putDue(sessionId, dueAtMs);
      await records.put(tenant, SESSIONS, sessionId, jsonOf(session), keysOf(session));
      if (userHash === undefined) return;
      const id = userKey(interfaceId, userHash, conversationId);
      const value = { conversationId, sessionId, begunAt };
      await records.put(tenant, OF_USERS, id, value, userKeysOf(value, id));
    },
    async change(sessionId, change) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const record = await records.get(tenant, SESSIONS, sessionId);
        if (record === null) return null;
        const before = readStoredSession(record);
        const after = await change(before);
        if (after === before) return before;
        const next = { ...after, server: { ...after.server, revision: before.server.revision + 1 } };
        const isWritten = await records.replace(
          tenant,
          SESSIONS,
          sessionId,
          record,
          jsonOf(next),
          keysOf(next),
        );
        if (isWritten) return next;
      }
      throw new AgentChatError('Unavailable', 'The session changes too often. Try again.');
    },
    async remove({ sessionId, userHash, interfaceId, conversationId }) {
      if (userHash !== undefined) {
        const key = userKey(interfaceId, userHash, conversationId);
        const listed = (await records.get(tenant, OF_USERS, key)) as UserConversation | null;
        if (listed?.sessionId === sessionId) await records.delete(tenant, OF_USERS, key);
      }
      await records.delete(tenant, SESSIONS, sessionId);
    },
    async listNewest({ interfaceId, status, kind }, options) {
      await ensureKeys(tenant);
      const scope = interfaceId === undefined ? OF_ALL : scopeOf(interfaceId);
      // What is said is together under one prefix; what is not is put together of all that it may be.
      const statuses = status === undefined ? SESSION_STATUSES : [status];
      const kinds = kind === undefined ? SESSION_KINDS : [kind];
      const prefixes = statuses.flatMap((each) => kinds.map((of) => `${scope}/${each}/${of}/`));
      const { found, next } = await newestFirst(records, [tenant, SESSIONS], prefixes, options);
      const counts = await Promise.all(
        prefixes.map((prefix) => records.countByKey(tenant, SESSIONS, prefix)),
      );
      const total = counts.reduce((sum, count) => sum + count, 0);
      return { sessions: found.map(({ value }) => readStoredSession(value)), total, next };
    },
    async listDue(nowMs) {
      const listed = await records.list(tenant, DUE, { limit: PAGE });
      return listed.flatMap(({ id }) => {
        const [at = '', sessionId = ''] = [id.slice(0, DUE_DIGITS), id.slice(DUE_DIGITS + 1)];
        return Number(at) <= nowMs ? [{ id, sessionId }] : [];
      });
    },
    async settleDue({ id, sessionId }, nextMs) {
      const next = nextMs === null ? null : await putDue(sessionId, nextMs);
      // By a clock that was set back it is due at the same time again.
      if (next !== id) await records.delete(tenant, DUE, id);
    },
    async listOfUser(interfaceId, userHash) {
      await ensureUserKeys(tenant);
      const prefix = userKey(interfaceId, userHash, '');
      const listed = await records.listByKey(tenant, OF_USERS, { prefix, limit: MAX_LISTED });
      return listed.map(({ value }) => value as unknown as UserConversation);
    },
  };
}

/** By its interface and by all of them: status, kind, and when its visitor last did something. */
function keysOf({ interfaceId, status, kind = 'anonymous', lastActivityAt }: StoredSession): string[] {
  const rest = `${status}/${kind}/${newestRank(lastActivityAt)}`;
  return [`${OF_ALL}/${rest}`, `${scopeOf(interfaceId)}/${rest}`];
}

/** Whatever characters the id of an interface holds. */
function scopeOf(interfaceId: string): string {
  return `of-${canonicalHash([interfaceId])}`;
}

/** Whatever characters the id of an interface holds. */
function userKey(interfaceId: string, userHash: string, conversationId: string): string {
  return `${canonicalHash([interfaceId, userHash])}/${conversationId}`;
}

/** Of whom it is, and when the conversation's last session began. */
function userKeysOf(value: JsonValue, id: string): string[] {
  const { conversationId, begunAt = NOBODY_KNOWS_WHEN } = value as unknown as UserConversation;
  return [id.slice(0, -conversationId.length) + newestRank(begunAt)];
}

/** What is `undefined` is not there in JSON, and would differ from what is read. */
function jsonOf(session: StoredSession): JsonValue {
  return JSON.parse(JSON.stringify(session)) as JsonValue;
}
