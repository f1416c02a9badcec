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
  /** The way found; `null` when it still fails. Never settles while nothing is looked for. */
  readonly found: Promise<FoundWay | null>;
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
  let found = new Promise<FoundWay | null>(() => undefined);

  const look = async (way: Way): Promise<FoundWay | null> => {
    try {
      return { way, line: await open(way) };
    } catch (cause) {
      way.failure = AgentChatError.from(cause);
      holdBack(way, Date.now(), pauseMs);
      return null;
    }
  };

  return {
    get found() {
      return found;
    },
    lookFor(way) {
      if (way === sought) return;
      sought = way;
      clearTimeout(timer);
      found = new Promise((resolve) => {
        if (way === null) return;
        const start = async (): Promise<void> => {
          const result = await look(way);
          if (sought === way) resolve(result);
          else result?.line.close();
        };
        timer = setTimeout(() => void start(), Math.max(0, way.retryAt - Date.now()));
      });
    },
  };
}
