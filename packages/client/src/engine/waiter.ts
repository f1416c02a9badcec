import type { ClientEnvironment } from '../environment.js';

/** A pause that can be cut short. */
export interface Waiter {
  /**
   * Resolves after `delayMs` (`null`: only when woken), when woken, or when `signal` aborts; with
   * whether the time has run out.
   */
  wait(delayMs: number | null, signal: AbortSignal): Promise<boolean>;
  /** Ends the pause, if there is one. */
  wake(): void;
}

export function createWaiter(environment: ClientEnvironment): Waiter {
  let wakeUp: (() => void) | null = null;

  return {
    async wait(delayMs, signal) {
      if (signal.aborted) return false;
      let cancel = (): void => undefined;
      let stop = (): void => undefined;
      const isOver = await new Promise<boolean>((resolve) => {
        stop = () => resolve(false);
        wakeUp = stop;
        signal.addEventListener('abort', stop);
        if (delayMs !== null) cancel = environment.after(delayMs, () => resolve(true));
      });
      cancel();
      signal.removeEventListener('abort', stop);
      wakeUp = null;
      return isOver;
    },
    wake: () => wakeUp?.(),
  };
}
