import { AgentChatError } from '@agent-chat/protocol';
import type { Line } from './line.js';
import { holdBack, type Way } from './way.js';

/** A better way that works. */
export interface FoundWay {
  readonly way: Way;
  readonly line: Line;
}

/** Tries a better way when its time has come, while the other one goes on. */
export interface BetterWay {
  /**
   * Resolves when there is something to take; of several promises only the newest does. One for all
   * would hold each frame that came while it was waited for.
   */
  news(): Promise<void>;
  /** The way found; `null`: it still fails. Each once; `undefined` while there is no news. */
  take(): FoundWay | null | undefined;
  /** Looks for `way` from now on, or for nothing. Does nothing when that is looked for already. */
  lookFor(way: Way | null): void;
}

export interface BetterWayOptions {
  readonly open: (way: Way) => Promise<Line>;
  readonly pauseMs: number;
}

export function createBetterWay({ open, pauseMs }: BetterWayOptions): BetterWay {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sought: Way | null = null;
  let result: FoundWay | null | undefined;
  let wake = (): void => undefined;

  const look = async (way: Way): Promise<void> => {
    let found: FoundWay | null = null;
    try {
      found = { way, line: await open(way) };
    } catch (cause) {
      way.failure = AgentChatError.from(cause);
      holdBack(way, Date.now(), pauseMs);
    }
    if (sought === way) {
      result = found;
      wake();
    } else found?.line.close();
  };

  const take = (): FoundWay | null | undefined => {
    const taken = result;
    result = undefined;
    return taken;
  };

  return {
    news: () =>
      new Promise((resolve) => {
        wake = resolve;
        if (result !== undefined) wake();
      }),
    take,
    lookFor(way) {
      if (way === sought) return;
      sought = way;
      clearTimeout(timer);
      take()?.line.close();
      if (way !== null) timer = setTimeout(() => void look(way), Math.max(0, way.retryAt - Date.now()));
    },
  };
}
