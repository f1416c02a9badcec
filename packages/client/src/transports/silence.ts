import { aborted, connectionLost } from './transport-errors.js';

/** Ends what has been silent for too long, and what its caller calls off. */
export interface SilenceGuard {
  /** Aborts in both cases. */
  readonly signal: AbortSignal;
  /** Something arrived: the time begins anew. */
  heard(): void;
  /** Why it ended: the guard's own reason when it was the one, else a lost connection. */
  errorFor(cause: unknown): Error;
  release(): void;
}

/** @param signals what the caller calls it off by */
export function guardSilence(limitMs: number, signals: readonly (AbortSignal | undefined)[]): SilenceGuard {
  const controller = new AbortController();
  const fallSilent = (): void => controller.abort(connectionLost(`Nothing arrived for ${limitMs} ms.`));
  const callOff = (): void => controller.abort(aborted());
  let timer = setTimeout(fallSilent, limitMs);
  for (const signal of signals) {
    if (signal?.aborted === true) callOff();
    signal?.addEventListener('abort', callOff);
  }
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(timer);
      timer = setTimeout(fallSilent, limitMs);
    },
    errorFor: (cause) =>
      controller.signal.aborted
        ? (controller.signal.reason as Error)
        : connectionLost('The connection broke.', cause),
    release() {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener('abort', callOff);
    },
  };
}
