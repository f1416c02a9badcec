import { aborted } from './transport-errors.js';

/** What several signals call off together: what a caller wants no more, and what a transport closes. */
export interface CallOff {
  /** Aborts with the first of the signals; its reason is the error. */
  readonly signal: AbortSignal;
  /** Rejects then, to race against what has no signal of its own. Not looking at it is fine. */
  readonly rejection: Promise<never>;
  /** Does the same for another reason than `Aborted`. */
  abort(reason: Error): void;
  /** Listens to the signals no longer. */
  release(): void;
}

export function callOffBy(signals: readonly (AbortSignal | undefined)[]): CallOff {
  const controller = new AbortController();
  const { signal } = controller;
  const rejection = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
  rejection.catch(() => undefined);
  const abort = (): void => controller.abort(aborted());
  for (const each of signals) {
    if (each?.aborted === true) abort();
    each?.addEventListener('abort', abort);
  }
  return {
    signal,
    rejection,
    abort: (reason) => controller.abort(reason),
    release() {
      for (const each of signals) each?.removeEventListener('abort', abort);
    },
  };
}
