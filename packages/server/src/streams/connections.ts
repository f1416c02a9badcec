import { AgentChatError, type Bye } from '@agent-chat/protocol';
import type { Metrics, Transport } from '../operations/metrics.js';

/** Why a connection ends: what its reader is told, or `null` when there is nobody left to tell. */
export type EndReason = Bye | null;

/** When the first viewers of a server that closes may come back, and for how long at most they keep coming. */
const BACK_AFTER_MS = 1_000;
const BACK_WITHIN_MS = 30_000;
/** So many come back in a second, of however many there are. */
const BACK_PER_SECOND = 200;
/** What a session with too many connections is told to wait: a page that was left is gone by then. */
const CROWDED_RETRY_AFTER_MS = 10_000;
export const SLOW: Bye = { reason: 'slow', retryAfterMs: 0 };

/** An event stream or a WebSocket that the server can end. */
export interface Connection {
  readonly transport: Transport;
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
  /** Ends all. Each is told another time to come back at, so that they do not come all at once. */
  endAll(): void;
}

export function createConnections(
  maxPerSession: number,
  metrics: Pick<Metrics, 'connected'>,
  random: () => number = Math.random,
): Connections {
  const open = new Set<Connection>();
  return {
    add(connection) {
      open.add(connection);
      const disconnected = metrics.connected(connection.transport);
      return () => {
        open.delete(connection);
        disconnected();
      };
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
      const spreadMs = Math.min(BACK_WITHIN_MS, (1_000 * open.size) / BACK_PER_SECOND);
      for (const each of [...open]) {
        each.end({ reason: 'shutdown', retryAfterMs: BACK_AFTER_MS + Math.floor(random() * spreadMs) });
      }
    },
  };
}
