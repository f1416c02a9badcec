import type { Clock } from '../ports/environment.js';

export interface Sweeper {
  /** From now on: at once, and then again and again. */
  start(): void;
  /** Brings the next sweep forward; nothing before `start`. */
  soon(): void;
  /** Waits for the sweep that runs. */
  close(): Promise<void>;
}

/** Calls `sweep` every `everyMs`, never twice at the same time. */
export function createSweeper(options: {
  readonly sweep: () => Promise<void>;
  readonly clock: Clock;
  readonly everyMs: number;
  readonly soonMs: number;
  readonly onError: (error: unknown) => void;
}): Sweeper {
  const { sweep, clock, everyMs, soonMs, onError } = options;
  let cancel: (() => void) | null = null;
  let isSoon = false;
  let started = false;
  let running: Promise<void> | null = null;

  const plan = (delayMs: number): void => {
    cancel?.();
    cancel = clock.after(delayMs, run);
  };
  const run = (): void => {
    isSoon = false;
    running = sweep()
      .catch(onError)
      .then(() => {
        running = null;
        if (started) plan(isSoon ? soonMs : everyMs);
      });
  };
  return {
    start() {
      if (started) return;
      started = true;
      run();
    },
    soon() {
      if (!started || isSoon) return;
      isSoon = true;
      if (running === null) plan(soonMs);
    },
    async close() {
      started = false;
      cancel?.();
      await running;
    },
  };
}
