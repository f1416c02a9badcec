import type { AgentChatError, ErrorCode } from '@agent-chat/protocol';
import type { Transport, TransportFallback, TransportName } from './transport.js';

/** One of several transports to the same server, with what is known of it here. */
export interface Way {
  readonly transport: Transport;
  /** Why it could not be used; `null`: no reason known. */
  failure: AgentChatError | null;
  /** When it is to be tried again, in milliseconds since 1970. */
  retryAt: number;
  /** The pause after the next failure. */
  pauseMs: number;
  /**
   * Failures that are forgiven, because it did work here: a server that restarts is down on all ways.
   * -1: it has not worked yet.
   */
  trust: number;
}

/** A way that has worked is given up after so many failures in a row in which it was good for nothing. */
const TRUST = 2;
const MAX_DOUBLINGS = 16;
/** A way that was there for so long was good for something, though it brought nothing. */
const STAYED_MS = 15_000;

/** What the way to a server may be the cause of. */
const OF_THE_WAY: readonly ErrorCode[] = [
  'ConnectionLost',
  'MalformedFrame',
  'RequestTimeout',
  'Unavailable',
  'UnknownRoute',
];

export function newWay(transport: Transport, pauseMs: number): Way {
  return { transport, failure: null, retryAt: 0, pauseMs, trust: -1 };
}

/** Those that may be tried now, best first; all when none may. */
export function waysToTry(ways: readonly Way[], now: number): readonly Way[] {
  const free = ways.filter(({ retryAt }) => retryAt <= now);
  return free.length === 0 ? ways : free;
}

/** Notes a failure; whether another way should be tried for it. */
export function missed(way: Way, error: AgentChatError): boolean {
  if (!OF_THE_WAY.includes(error.code)) return false;
  if (way.trust > 0) {
    way.trust -= 1;
    return false;
  }
  way.failure = error;
  return true;
}

/**
 * `way` has brought everything up to now: the better ones that did not are left alone for a while. It
 * may break just behind that each time: it has to be good for more to be trusted again.
 */
export function settledOn(way: Way, ways: readonly Way[], now: number, firstPauseMs: number): void {
  way.failure = null;
  way.retryAt = 0;
  if (way.trust < 0) way.trust = TRUST;
  for (const better of ways.slice(0, ways.indexOf(way))) {
    if (better.failure !== null && better.retryAt <= now) holdBack(better, now, firstPauseMs);
  }
}

/** `way` was good for something: it has brought news, or stayed. */
export function proved(way: Way, firstPauseMs: number): void {
  way.pauseMs = firstPauseMs;
  way.trust = TRUST;
}

/** Whether a way stayed that had brought everything at `since`; 0: it had not. */
export function hasStayed(since: number, now: number): boolean {
  return since > 0 && now - since >= STAYED_MS;
}

/** Not again for a pause, which is twice as long the next time. */
export function holdBack(way: Way, now: number, firstPauseMs: number): void {
  way.retryAt = now + way.pauseMs;
  way.pauseMs = Math.min(way.pauseMs * 2, firstPauseMs * MAX_DOUBLINGS);
}

/** Of those that are better than `way` the one that is to be tried first, whichever of them may work. */
export function nextBetter(way: Way, ways: readonly Way[]): Way | null {
  const better = ways.slice(0, ways.indexOf(way));
  return better.sort((a, b) => a.retryAt - b.retryAt)[0] ?? null;
}

/** Why `way` is used and not the best one. */
export function fallbackOf(way: Way, ways: readonly Way[]): TransportFallback | null {
  const [best] = ways;
  const next = nextBetter(way, ways);
  if (best === undefined || best.failure === null || next === null) return null;
  const above = ways[ways.indexOf(way) - 1] ?? best;
  const { transport, failure } = above.failure === null ? best : above;
  if (failure === null) return null;
  return {
    preferred: best.transport.name,
    reason: reasonOf(transport.name, failure),
    error: failure,
    retryAt: next.retryAt,
  };
}

function reasonOf(name: TransportName, { details }: AgentChatError): TransportFallback['reason'] {
  const isSilent = typeof details === 'object' && details !== null && 'silent' in details;
  return isSilent && name === 'sse' ? 'buffered' : 'blocked';
}
