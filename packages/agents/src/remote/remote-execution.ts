import type { Clock, Ids } from '@agent-chat/core';
import {
  AgentChatError,
  type ConversationMethod,
  type MethodParams,
  type MethodResult,
} from '@agent-chat/protocol';
import { type Backoff, type ConversationApi, delayMs, retryAfterMs } from '@agent-chat/protocol/wire';
import { sleep } from '../timing/sleep.js';

const BACKOFF: Backoff = { baseMs: 50, maxMs: 2_000 };

/** Why a turn must be let go of at once. */
export type LetGo = 'stopped' | 'lost' | 'shutdown';

type Started = MethodResult<'startExecution'>;
type ExecutionMethod = {
  [M in ConversationMethod]: MethodParams<M> extends {
    readonly executionId?: string | undefined;
    readonly fence?: number | undefined;
  }
    ? 'executionId' extends keyof MethodParams<M>
      ? M
      : never
    : never;
}[ConversationMethod];
type Own = 'conversationId' | 'executionId' | 'fence' | 'clientRequestId';

export interface RemoteExecutionOptions {
  readonly api: ConversationApi;
  readonly conversationId: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** From 0 up to 1: spreads retries. */
  readonly random: () => number;
  /** Somebody asked to stop the turn. */
  readonly onStop: (stop: 'graceful' | 'hard') => void;
  /** Once, when nothing can be written under it any more. */
  readonly onLost: () => void;
}

/**
 * An execution that is held over a wire: what is asked under it, again and again with the same
 * request id while the wire fails, and its heartbeat.
 */
export class RemoteExecution {
  readonly started: Started;
  readonly #options: RemoteExecutionOptions;
  readonly #over = new AbortController();
  #heldUntil: number;

  constructor(started: Started, options: RemoteExecutionOptions) {
    this.started = started;
    this.#options = options;
    this.#heldUntil = options.clock.now() + started.leaseMs;
  }

  /** Beats until it is over: three times in the lease's life. */
  async beat(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#over;
    let waitMs = this.started.leaseMs / 3;
    for (;;) {
      await sleep(clock, waitMs, signal);
      if (signal.aborted) return;
      try {
        await this.#renew({});
        waitMs = this.started.leaseMs / 3;
      } catch (error) {
        if (!isPassing(error) || clock.now() >= this.#heldUntil) return this.#lose();
        const wantedMs = Math.max(this.started.leaseMs / 6, retryAfterMs(AgentChatError.from(error)));
        waitMs = Math.min(wantedMs, this.#heldUntil - clock.now());
      }
      if (clock.now() >= this.#heldUntil && !signal.aborted) return this.#lose();
    }
  }

  /**
   * Asks under this execution. While the wire fails it asks again, until the lease has run out.
   * @throws AgentChatError the method's own; `StaleFence` when it is over
   */
  async ask<M extends ExecutionMethod>(
    method: M,
    params: Omit<MethodParams<M>, Own>,
  ): Promise<MethodResult<M>> {
    const { clock, ids, random } = this.#options;
    const clientRequestId = ids.next('message');
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.#call(method, { ...params, clientRequestId });
      } catch (error) {
        if (AgentChatError.isInstance(error) && error.code === 'StaleFence') this.#lose();
        if (!isPassing(error)) throw error;
        if (this.#over.signal.aborted || clock.now() >= this.#heldUntil) throw stale();
        const askedMs = retryAfterMs(AgentChatError.from(error));
        await sleep(clock, delayMs(BACKOFF, failures, askedMs, random()), this.#over.signal);
      }
    }
  }

  /** Has viewers shown what the agent does while no text streams. It is not worth to be tried again. */
  async show(status: string): Promise<void> {
    if (!this.#over.signal.aborted) await this.#renew({ status });
  }

  /** Ends the heartbeat and what is still asked again. */
  end(): void {
    this.#over.abort();
  }

  async #renew(told: { readonly status?: string }): Promise<void> {
    const { clock, onStop } = this.#options;
    const askedAt = clock.now();
    const { leaseMs, stop } = await this.#call('heartbeat', told);
    if (leaseMs > 0) this.#heldUntil = askedAt + leaseMs;
    if (stop !== null) onStop(stop);
  }

  #lose(): void {
    if (this.#over.signal.aborted) return;
    this.end();
    this.#options.onLost();
  }

  #call<M extends ExecutionMethod>(method: M, params: object): Promise<MethodResult<M>> {
    const { api, conversationId } = this.#options;
    const { executionId, fence } = this.started;
    return api.call(method, { ...params, conversationId, executionId, fence } as MethodParams<M>);
  }
}

/** The same request may succeed later. */
function isPassing(error: unknown): boolean {
  return AgentChatError.from(error).retryable;
}

function stale(): AgentChatError {
  return new AgentChatError('StaleFence', 'This execution does not hold the turn any more.');
}
