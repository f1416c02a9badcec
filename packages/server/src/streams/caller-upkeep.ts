import { type Clock, createSweeper } from '@agent-chat/core';
import type { Bye } from '@agent-chat/protocol';
import type { Authenticator } from '../methods/authenticator.js';
import type { Connection, Connections } from './connections.js';

/** Asks again for the host's callers who stay connected: what they were known by may not be good any more. */
export interface CallerUpkeep {
  /** From now on, until it is closed. Does nothing when it runs. */
  start(): void;
  /** For all of them, now; resolves when the host has answered for each. */
  askForAll(): Promise<void>;
  close(): Promise<void>;
}

export interface CallerUpkeepOptions {
  readonly connections: Pick<Connections, 'ofHost'>;
  readonly authenticator: Pick<Authenticator, 'isStillKnown'>;
  readonly clock: Clock;
  /** How often for each; `null`: never of itself. */
  readonly everyMs: number | null;
  readonly onError: (error: unknown) => void;
}

/** Comes back with a current token, or is refused there. */
const NOT_KNOWN_ANY_MORE: Bye = { reason: 'revoked', retryAfterMs: 0 };
/** Each is asked for at its own time, so that the host is not asked for all at once. */
const ROUNDS = 6;

export function createCallerUpkeep(options: CallerUpkeepOptions): CallerUpkeep {
  const { connections, authenticator, clock, everyMs, onError } = options;
  const dueAt = new WeakMap<Connection, number>();
  const asking = new WeakMap<Connection, Promise<void>>();

  const askFor = async (connection: Connection): Promise<void> => {
    const { identity } = connection;
    if (identity === null) return;
    try {
      if (!(await authenticator.isStillKnown(identity))) connection.end(NOT_KNOWN_ANY_MORE);
    } catch (error) {
      // Whoever cannot be asked for stays: a host that is down would else lose all its readers.
      onError(error);
    }
  };
  /** Once at a time, however long the host takes. */
  const askOnce = (connection: Connection): Promise<void> => {
    const asked = asking.get(connection) ?? askFor(connection).finally(() => asking.delete(connection));
    asking.set(connection, asked);
    return asked;
  };

  const sweeper = createSweeper({
    clock,
    everyMs: Math.ceil((everyMs ?? 0) / ROUNDS),
    soonMs: 0,
    onError,
    async sweep() {
      for (const connection of connections.ofHost()) {
        const due = dueAt.get(connection);
        if (due === undefined || due <= clock.now()) dueAt.set(connection, clock.now() + (everyMs ?? 0));
        if (due !== undefined && due <= clock.now()) void askOnce(connection);
      }
    },
  });
  return {
    start() {
      if (everyMs !== null) sweeper.start();
    },
    async askForAll() {
      await Promise.all(connections.ofHost().map(askOnce));
    },
    close: () => sweeper.close(),
  };
}
