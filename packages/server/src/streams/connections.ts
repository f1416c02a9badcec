import type { Bye } from '@agent-chat/protocol';

/** Why a connection ends: what its reader is told, or `null` when there is nobody left to tell. */
export type EndReason = Bye | null;

const SHUTDOWN: Bye = { reason: 'shutdown', retryAfterMs: 1_000 };
const REVOKED: Bye = { reason: 'revoked', retryAfterMs: 0 };
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
  /** Ends those of one session. */
  revoke(sessionId: string): void;
  endAll(): void;
}

export function createConnections(): Connections {
  const open = new Set<Connection>();
  return {
    add(connection) {
      open.add(connection);
      return () => open.delete(connection);
    },
    revoke(sessionId) {
      for (const each of [...open]) if (each.sessionId === sessionId) each.end(REVOKED);
    },
    endAll() {
      for (const each of [...open]) each.end(SHUTDOWN);
    },
  };
}
