import { AgentChatError, type Bye } from '@agent-chat/protocol';
import { type Identity, personOf } from '../methods/identity.js';
import type { Metrics, Transport } from '../operations/metrics.js';

/** Why a connection ends: what its reader is told, or `null` when there is nobody left to tell. */
export type EndReason = Bye | null;

/** When the first viewers of a server that closes may come back, and for how long at most they keep coming. */
const BACK_AFTER_MS = 1_000;
const BACK_WITHIN_MS = 30_000;
/** So many come back in a second, of however many there are. */
const BACK_PER_SECOND = 200;
/** What somebody with too many connections is told to wait: a page that was left is gone by then. */
const CROWDED_RETRY_AFTER_MS = 10_000;
export const SLOW: Bye = { reason: 'slow', retryAfterMs: 0 };

/** An event stream or a WebSocket that the server can end. */
export interface Connection {
  readonly transport: Transport;
  /** Who reads by it; `null`: nobody yet, who authenticates in time or is ended. */
  readonly identity: Identity | null;
  /** Where it comes from: an address, or a network that stands for one. `null`: not known. */
  readonly network: string | null;
  end(reason: EndReason): void;
}

/** What is open on this server. */
export interface Connections {
  /**
   * Returns its removal.
   * @throws AgentChatError `RateLimited` when as many come from its network as may
   */
  add(connection: Connection): () => void;
  /**
   * To be asked before somebody reads by one more connection.
   * @throws AgentChatError `RateLimited` for a person who has as many as one may have
   */
  admit(identity: Identity): void;
  /** Those of the host's own callers. */
  ofHost(): readonly Connection[];
  /** Of all sessions that something is open under, each once. */
  sessionIds(): ReadonlySet<string>;
  /** Ends those of one session. */
  revoke(sessionId: string, reason: Bye): void;
  /** Ends all. Each is told another time to come back at, so that they do not come all at once. */
  endAll(): void;
}

export interface ConnectionLimits {
  readonly perSession: number;
  readonly perMember: number;
  /** `null`: any number. */
  readonly perNetwork: number | null;
}

export function createConnections(
  limits: ConnectionLimits,
  metrics: Pick<Metrics, 'connected'>,
  random: () => number = Math.random,
): Connections {
  const open = new Set<Connection>();
  const fromNetwork = new Map<string, number>();
  const sessionIdOf = ({ identity }: Connection): string | null => identity?.session?.sessionId ?? null;
  return {
    add(connection) {
      const { network, transport } = connection;
      const held = network === null ? 0 : (fromNetwork.get(network) ?? 0);
      if (limits.perNetwork !== null && held >= limits.perNetwork)
        throw crowded('address', limits.perNetwork);
      if (network !== null) fromNetwork.set(network, held + 1);
      open.add(connection);
      const disconnected = metrics.connected(transport);
      return () => {
        if (!open.delete(connection)) return;
        disconnected();
        if (network === null) return;
        const left = (fromNetwork.get(network) ?? 1) - 1;
        if (left === 0) fromNetwork.delete(network);
        else fromNetwork.set(network, left);
      };
    },
    admit(identity) {
      const person = personOf(identity);
      if (person === null) return;
      const held = [...open].filter((each) => each.identity !== null && personOf(each.identity) === person);
      const most = identity.session === null ? limits.perMember : limits.perSession;
      if (held.length >= most) throw crowded('person', most);
    },
    ofHost: () => [...open].filter(({ identity }) => identity !== null && identity.request !== null),
    sessionIds: () => new Set([...open].flatMap((each) => sessionIdOf(each) ?? [])),
    revoke(sessionId, reason) {
      for (const each of [...open]) if (sessionIdOf(each) === sessionId) each.end(reason);
    },
    endAll() {
      const spreadMs = Math.min(BACK_WITHIN_MS, (1_000 * open.size) / BACK_PER_SECOND);
      for (const each of [...open]) {
        each.end({ reason: 'shutdown', retryAfterMs: BACK_AFTER_MS + Math.floor(random() * spreadMs) });
      }
    },
  };
}

function crowded(of: 'person' | 'address', maxConnections: number): AgentChatError {
  return new AgentChatError(
    'RateLimited',
    `One ${of} may hold ${maxConnections} connections. End one first.`,
    { details: { maxConnections, retryAfterMs: CROWDED_RETRY_AFTER_MS } },
  );
}
