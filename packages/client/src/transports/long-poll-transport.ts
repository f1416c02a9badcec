import type { Frame, MethodParams } from '@agent-chat/protocol';
import { readEventStream } from './event-stream.js';
import { callOverHttp } from './http-call.js';
import { limitsOf } from './limits.js';
import { createRounds } from './rounds.js';
import { guardSilence } from './silence.js';
import type { SseTransportOptions } from './sse-transport.js';
import type { Transport } from './transport.js';

export interface LongPollTransportOptions extends SseTransportOptions {
  /** How long the server may hold a poll while nothing happens, in milliseconds. Default 25,000. */
  readonly pollWaitMs?: number | undefined;
}

/** The pause after a poll that was answered early with nothing, as no server of ours does. */
const IDLE_PAUSE_MS = 1_000;

/**
 * Calls over HTTP, the subscription as one request after the other: for a way on which nothing
 * arrives before an answer has ended. Text that is being written comes once a second.
 */
export function longPollTransport(options: LongPollTransportOptions): Transport {
  const { callTimeoutMs } = limitsOf(options);
  let closing = new AbortController();

  return {
    name: 'long_poll',
    call: (method, params, { signal } = {}) =>
      callOverHttp(options, method, params, {
        timeoutMs: callTimeoutMs,
        signals: [signal, closing.signal],
      }),
    subscribe: (params, { signal } = {}) => poll(options, params, [signal, closing.signal]),
    close() {
      closing.abort();
      closing = new AbortController();
    },
  };
}

/** What may end a poll before its time. */
const ENDS_POLL: ReadonlySet<Frame['kind']> = new Set(['event', 'omitted', 'draft', 'presence', 'typing']);

/** The first poll does not wait, so that a reader soon knows all there is. */
async function* poll(
  options: LongPollTransportOptions,
  params: MethodParams<'subscribe'>,
  signals: readonly (AbortSignal | undefined)[],
): AsyncGenerator<Frame, void, undefined> {
  const { callTimeoutMs } = limitsOf(options);
  const rounds = createRounds(params);
  let waitMs = 0;
  for (;;) {
    const startedAt = Date.now();
    let isNew = waitMs === 0;
    for await (const frame of readEventStream({
      server: options,
      params: rounds.params(),
      signals,
      waitMs,
      silenceMs: waitMs + callTimeoutMs,
    })) {
      isNew ||= ENDS_POLL.has(frame.kind);
      yield* rounds.take(frame);
      if (frame.kind === 'bye') return;
    }
    const tookMs = Date.now() - startedAt;
    if (!isNew && tookMs < Math.min(waitMs, IDLE_PAUSE_MS)) await pause(IDLE_PAUSE_MS - tookMs, signals);
    waitMs = options.pollWaitMs ?? 25_000;
  }
}

/** What calls the poll off ends the pause too; the next request then fails at once. */
async function pause(delayMs: number, signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  const silence = guardSilence(delayMs, signals);
  await silence.rejection.catch(() => undefined);
  silence.release();
}
