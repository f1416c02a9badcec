import { AgentChatError, check, type JsonValue, Session } from '@agent-chat/protocol';

/** A session's record as the server keeps it: what others may read, and what it alone needs. */
export interface StoredSession extends Session {
  readonly conversationId: string;
  readonly participantId: string;
  readonly server: ServerSide;
}

/** What of a session concerns nobody but the server that issued its tokens. */
export interface ServerSide {
  readonly slug: string;
  /** Counts the changes, so that no two states of a record are the same. */
  readonly revision: number;
  /** Without activity for so long it expires; `null`: never. */
  readonly timeoutMs: number | null;
  /** Whether its visitor has done anything. */
  readonly used: boolean;
  /** The session tokens that are good, the newest first. */
  readonly tokens: readonly IssuedToken[];
  readonly persistence: Persistence | null;
}

export interface IssuedToken {
  /** SHA-256. */
  readonly hash: string;
  /** After how many changes of the persistence token it was issued. */
  readonly generation: number;
}

/** By which token the visitor comes back. */
export interface Persistence {
  readonly generation: number;
  /** Of the present token. */
  readonly hash: string;
  /** The one before it; `null` until it has changed once. */
  readonly former: FormerToken | null;
  /** Hashes of those before, the newest first: whoever shows one has a copy. */
  readonly spent: readonly string[];
}

export interface FormerToken {
  readonly hash: string;
  /** What makes the present token of it. */
  readonly nonce: string;
  /** ISO-8601. */
  readonly rotatedAt: string;
  /** Whether what was answered when it was shown has arrived. */
  readonly isConfirmed: boolean;
}

/** @throws AgentChatError `StoreDamaged` */
export function readStoredSession(record: JsonValue): StoredSession {
  const checked = check(Session, record);
  const server = checked.success ? checked.data['server'] : undefined;
  const isOurs = typeof server === 'object' && server !== null && 'tokens' in server;
  if (!checked.success || !isOurs || checked.data.conversationId === null) {
    throw new AgentChatError('StoreDamaged', 'A session record can not be read.');
  }
  return checked.data as StoredSession;
}
