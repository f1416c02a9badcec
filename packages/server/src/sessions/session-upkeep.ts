import { type Clock, createSweeper } from '@agent-chat/core';
import { isOutage } from '../is-outage.js';
import type { Connections } from '../streams/connections.js';
import { byeOf } from './session-life.js';
import type { SessionReaper } from './session-reaper.js';
import type { SessionStore } from './session-store.js';

/** What is done for sessions while nobody asks for anything. */
export interface SessionUpkeep {
  /** From now on, until it is closed. Does nothing when it runs. */
  start(): void;
  close(): Promise<void>;
}

export interface SessionUpkeepOptions {
  readonly reaper: SessionReaper;
  readonly sessions: Pick<SessionStore, 'look' | 'expiresAtMs'>;
  readonly connections: Pick<Connections, 'sessionIds' | 'revoke'>;
  /** Finds out what the clock of the store says. */
  readonly syncClock: () => Promise<void>;
  readonly now: () => number;
  readonly clock: Clock;
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}

/** Another node may have ended a session that reads here: so late it is noticed at the latest. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Again and again: what is due of sessions is done, and those that read here and whose time is up, or
 * that were ended elsewhere, are told.
 */
export function createSessionUpkeep(options: SessionUpkeepOptions): SessionUpkeep {
  const { reaper, sessions, connections, syncClock, now, clock, everyMs, onError } = options;
  /** When each session that reads here is to be looked at again. */
  let lookAt = new Map<string, number>();

  /** When it is over; `null`: it is, and those who read under it are told. */
  const endOf = async (sessionId: string): Promise<number | null> => {
    try {
      const session = await sessions.look(sessionId);
      // The node that ends it tells its own readers alone.
      const bye = byeOf(session);
      if (bye !== null) connections.revoke(sessionId, bye);
      if (session === null || bye !== null) return null;
      return sessions.expiresAtMs(session) ?? Number.POSITIVE_INFINITY;
    } catch (error) {
      // A record that cannot be read holds up nobody else.
      if (isOutage(error)) throw error;
      onError(error);
      return Number.POSITIVE_INFINITY;
    }
  };

  const lookAtReaders = async (): Promise<void> => {
    const next = new Map<string, number>();
    for (const sessionId of connections.sessionIds()) {
      const due = lookAt.get(sessionId);
      if (due !== undefined && due > now()) {
        next.set(sessionId, due);
        continue;
      }
      const endsAt = await endOf(sessionId);
      if (endsAt !== null) next.set(sessionId, Math.min(endsAt, now() + LOOK_AGAIN_MS));
    }
    lookAt = next;
  };

  const sweeper = createSweeper({
    clock,
    everyMs,
    soonMs: everyMs,
    onError,
    async sweep() {
      // What was found out before holds well enough.
      await syncClock().catch(onError);
      await lookAtReaders();
      await reaper.reap();
    },
  });
  return sweeper;
}
