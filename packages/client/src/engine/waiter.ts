import type { ClientEnvironment } from '../environment.js';

/** A pause that can be cut short. */
export interface Waiter {
  /** Resolves after `delayMs` (`null`: only when woken), when woken, or when `signal` aborts. */
  wait(delayMs: number | null, signal: AbortSignal): Promise<void>;
  /** Ends the pause, if there is one. */
  wake(): void;
}

export function createWaiter(environment: ClientEnvironment): Waiter {
  let wakeUp: (() => void) | null = null;

  return {
    async wait(delayMs, signal) {
      if (signal.aborted) return;
      const { promise, resolve } = withResolvers();
      wakeUp = resolve;
      signal.addEventListener('abort', resolve);
      const cancel = delayMs === null ? null : environment.after(delayMs, resolve);
      await promise;
      cancel?.();
      signal.removeEventListener('abort', resolve);
      wakeUp = null;
    },
    wake: () => wakeUp?.(),
  };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
