import type { RecordStore } from '@agent-chat/core';
import { AgentChatError, canonicalHash, type JsonValue } from '@agent-chat/protocol';
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
  /** All of the tenant, in no order. */
  all(): AsyncGenerator<StoredSession, void, undefined>;
  /** What is to be looked at by `nowMs`, the oldest first. */
  listDue(nowMs: number): Promise<readonly DueEntry[]>;
  /** The entry is done with; the session is to be looked at again then, or never. */
  settleDue(entry: DueEntry, nextMs: number | null): Promise<void>;
  /** The conversations of an identified visitor, in no order. */
  listOfUser(interfaceId: string, userHash: string): Promise<readonly UserConversation[]>;
}

export interface DueEntry {
  readonly id: string;
  readonly sessionId: string;
}

export interface UserConversation {
  readonly conversationId: string;
  /** The newest session on it. */
  readonly sessionId: string;
}

const SESSIONS = 'sessions';
const DUE = 'session-due';
const OF_USERS = 'session-users';
/** Nobody changes a session so often at once, except by a fault. */
const MAX_TRIES = 100;
const PAGE = 100;
const MAX_LISTED = 500;
const DUE_DIGITS = 15;

export function createSessionRecords(records: RecordStore, tenant: string): SessionRecords {
  const putDue = (sessionId: string, atMs: number): Promise<void> =>
    records.put(tenant, DUE, `${String(atMs).padStart(DUE_DIGITS, '0')}/${sessionId}`, { sessionId });

  const get = async (sessionId: string): Promise<StoredSession | null> => {
    const record = await records.get(tenant, SESSIONS, sessionId);
    return record === null ? null : readStoredSession(record);
  };

  return {
    get,
    async create(session, dueAtMs) {
      const { sessionId, userHash, interfaceId, conversationId } = session;
      // What is due comes first: a session that nobody looks after is worse than an entry without one.
      if (dueAtMs !== null) await putDue(sessionId, dueAtMs);
      await records.put(tenant, SESSIONS, sessionId, jsonOf(session));
      if (userHash === undefined) return;
      await records.put(tenant, OF_USERS, userKey(interfaceId, userHash, conversationId), {
        conversationId,
        sessionId,
      });
    },
    async change(sessionId, change) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const record = await records.get(tenant, SESSIONS, sessionId);
        if (record === null) return null;
        const before = readStoredSession(record);
        const after = await change(before);
        if (after === before) return before;
        const next = { ...after, server: { ...after.server, revision: before.server.revision + 1 } };
        if (await records.replace(tenant, SESSIONS, sessionId, record, jsonOf(next))) return next;
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
    async *all() {
      for (let after: string | undefined; ; ) {
        const page = await records.list(tenant, SESSIONS, {
          limit: MAX_LISTED,
          ...(after !== undefined && { after }),
        });
        for (const { value } of page) yield readStoredSession(value);
        after = page.at(-1)?.id;
        if (after === undefined || page.length < MAX_LISTED) return;
      }
    },
    async listDue(nowMs) {
      const listed = await records.list(tenant, DUE, { limit: PAGE });
      return listed.flatMap(({ id }) => {
        const [at = '', sessionId = ''] = [id.slice(0, DUE_DIGITS), id.slice(DUE_DIGITS + 1)];
        return Number(at) <= nowMs ? [{ id, sessionId }] : [];
      });
    },
    async settleDue({ id, sessionId }, nextMs) {
      if (nextMs !== null) await putDue(sessionId, nextMs);
      await records.delete(tenant, DUE, id);
    },
    async listOfUser(interfaceId, userHash) {
      const listed: UserConversation[] = [];
      const prefix = userKey(interfaceId, userHash, '');
      for (let after: string | undefined; listed.length < MAX_LISTED; ) {
        const page = await records.list(tenant, OF_USERS, {
          prefix,
          limit: PAGE,
          ...(after !== undefined && { after }),
        });
        listed.push(...page.map(({ value }) => value as unknown as UserConversation));
        after = page.at(-1)?.id;
        if (page.length < PAGE) break;
      }
      return listed;
    },
  };
}

/** Whatever characters the id of an interface holds. */
function userKey(interfaceId: string, userHash: string, conversationId: string): string {
  return `${canonicalHash([interfaceId, userHash])}/${conversationId}`;
}

/** What is `undefined` is not there in JSON, and would differ from what is read. */
function jsonOf(session: StoredSession): JsonValue {
  return JSON.parse(JSON.stringify(session)) as JsonValue;
}
