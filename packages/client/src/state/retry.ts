import type { AgentChatError, ErrorCode } from '@agent-chat/protocol';
import type { Backoff } from '@agent-chat/protocol/wire';

export { type Backoff, retryAfterMs } from '@agent-chat/protocol/wire';

export const DEFAULT_BACKOFF: Backoff = { baseMs: 500, maxMs: 15_000 };

/**
 * What has failed so many times in a row, while the server was there, will not come right by itself: a
 * minute or two have passed.
 */
export const FAILED_AFTER = 15;

/** Whether a subscription that ended with `error` is given up. */
export function endsSubscription(error: AgentChatError): boolean {
  return !error.retryable && error.code !== 'InvalidCursor';
}

/** What a command's failure does not say anything about the command itself for. */
const TRANSIENT: readonly ErrorCode[] = [
  'ConnectionLost',
  'Internal',
  'MalformedFrame',
  'RateLimited',
  'RequestTimeout',
  'Unavailable',
];

/** Whether a command that was answered with `error` is sent again by itself, under the same id. */
export function isSentAgain(error: AgentChatError): boolean {
  return error.retryable && TRANSIENT.includes(error.code);
}
