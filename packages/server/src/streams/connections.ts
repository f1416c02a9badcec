import { AgentChatError, type Bye } from '@agent-chat/protocol';

/** Why a connection ends: what its reader is told, or `null` when there is nobody left to tell. */
export type EndReason = Bye | null;

const SHUTDOWN: Bye = { reason: 'shutdown', retryAfterMs: 1_000 };
/** What a session with too many connections is told to wait: a page that was left is gone by then. */
const CROWDED_RETRY_AFTER_MS = 10_000;
export const SLOW: Bye = { reason: 'slow', retryAfterMs: 0 };

/** An event stream or a WebSocket that the server can end. */
export interface Connection {
  /** The session that it reads under, if any. */
  readonly sessionId: string | null;
  end(reason: EndReason): void;
}

/** What is open on this server. */
export interface Connections {
  /** Returns its removal. */
  add(connection: Connection): () => void;
  /**
   * To be asked before one more connection reads under the session.
   * @throws AgentChatError `RateLimited` when it has as many as it may have
   */
  admit(sessionId: string): void;
  /** Of all sessions that something is open under, each once. */
  sessionIds(): ReadonlySet<string>;
  /** Ends those of one session. */
  revoke(sessionId: string, reason: Bye): void;
  endAll(): void;
}

export function createConnections(maxPerSession: number): Connections {
  const open = new Set<Connection>();
  return {
    add(connection) {
      open.add(connection);
      return () => open.delete(connection);
    },
    admit(sessionId) {
      const held = [...open].filter((each) => each.sessionId === sessionId).length;
      if (held < maxPerSession) return;
      throw new AgentChatError(
        'RateLimited',
        `One session may hold ${maxPerSession} connections. End one first.`,
        { details: { maxConnections: maxPerSession, retryAfterMs: CROWDED_RETRY_AFTER_MS } },
      );
    },
    sessionIds: () => new Set([...open].flatMap(({ sessionId }) => (sessionId === null ? [] : [sessionId]))),
    revoke(sessionId, reason) {
      for (const each of [...open]) if (each.sessionId === sessionId) each.end(reason);
    },
    endAll() {
      for (const each of [...open]) each.end(SHUTDOWN);
    },
  };
}
