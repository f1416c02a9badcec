import type { AgentChatError } from '../values/errors.js';

/** How the waits of somebody grow who tries again and again. */
export interface Backoff {
  /** The longest possible wait before the first retry; it doubles with every further one. */
  readonly baseMs: number;
  readonly maxMs: number;
}

/** No server can make a client wait for longer. */
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1_000;

/**
 * How long to wait before the next try. Full jitter: anything up to the limit, so that clients
 * that lost the same server do not come back together.
 *
 * @param attempt failed tries in a row, from 1
 * @param random from 0 (inclusive) to 1 (exclusive)
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs({ baseMs, maxMs }: Backoff, attempt: number, random: number): number {
  return Math.floor(random * Math.min(maxMs, baseMs * 2 ** (attempt - 1)));
}

/**
 * The wait before the next try when the server asked for `askedMs`: no less, up to a day, and the
 * jitter on top of it, because it asks all its clients for the same.
 */
export function delayMs(backoff: Backoff, attempt: number, askedMs: number, random: number): number {
  return Math.min(askedMs, MAX_RETRY_AFTER_MS) + backoffMs(backoff, attempt, random);
}

/** How long the server asked to wait, in milliseconds, a day at most; 0 when it did not. */
export function retryAfterMs(error: AgentChatError): number {
  const { details } = error;
  if (typeof details !== 'object' || details === null || !('retryAfterMs' in details)) return 0;
  const { retryAfterMs } = details;
  if (typeof retryAfterMs !== 'number' || !(retryAfterMs > 0)) return 0;
  return Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
}
