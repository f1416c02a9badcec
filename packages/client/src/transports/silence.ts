import { type CallOff, callOffBy } from './call-off.js';
import { connectionLost } from './transport-errors.js';

/** Ends what has been silent for too long, and what its caller calls off. */
export interface SilenceGuard extends Omit<CallOff, 'abort'> {
  /** Something arrived: the time begins anew. */
  heard(): void;
  /** From now on silence may last for so long. */
  allow(limitMs: number): void;
  /** Why it ended: the guard's own reason when it was the one, else a lost connection. */
  errorFor(cause: unknown): Error;
}

/** @param signals what the caller calls it off by */
export function guardSilence(limitMs: number, signals: readonly (AbortSignal | undefined)[]): SilenceGuard {
  const callOff = callOffBy(signals);
  const { signal, rejection } = callOff;
  let allowedMs = limitMs;
  const fallSilent = (): void =>
    callOff.abort(connectionLost(`Nothing arrived for ${allowedMs} ms.`, undefined, { silent: true }));
  let timer = setTimeout(fallSilent, allowedMs);
  return {
    signal,
    rejection,
    heard() {
      clearTimeout(timer);
      timer = setTimeout(fallSilent, allowedMs);
    },
    allow(nextMs) {
      allowedMs = nextMs;
      this.heard();
    },
    errorFor: (cause) =>
      signal.aborted ? (signal.reason as Error) : connectionLost('The connection broke.', cause),
    release() {
      clearTimeout(timer);
      callOff.release();
    },
  };
}
