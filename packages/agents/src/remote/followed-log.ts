import type { Clock, Logger } from '@agent-chat/core';
import {
  AgentChatError,
  type ConversationEvent,
  type ConversationState,
  emptyState,
  foldEvent,
  foldOmitted,
  formatCursor,
  type Frame,
  type Guidance,
  inactiveTurns,
  isVisible,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { sleep } from '../timing/sleep.js';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

/**
 * A conversation as its log has it, followed over whatever wire. Each event is applied once and in
 * order; a connection that breaks goes on from the last one.
 */
export class FollowedLog {
  state: ConversationState;
  /** Who is to act, as the server last said. */
  guidance: Guidance | null = null;
  readonly #api: ConversationApi;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #listeners = new Set<() => void>();
  #events: ConversationEvent[] = [];
  #epoch: string | null = null;

  constructor(options: {
    readonly api: ConversationApi;
    readonly conversationId: string;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#api = options.api;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.state = emptyState(options.conversationId);
  }

  /**
   * Follows it until `signal` aborts.
   * @throws AgentChatError one that no other attempt would change, for example `UnknownConversation`
   */
  async follow(signal: AbortSignal): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      const before = this.state.control.seq;
      const beganMs = this.#clock.now();
      try {
        const waitMs = await this.#read(signal);
        // One that ends at once, again and again, is not asked all the time.
        const hasLasted =
          this.state.control.seq > before || this.#clock.now() - beganMs > LAST_RETRY_MS || waitMs !== null;
        if (hasLasted) retryMs = FIRST_RETRY_MS;
        await sleep(this.#clock, waitMs ?? Math.random() * retryMs, signal);
        if (!hasLasted) retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      } catch (cause) {
        if (signal.aborted) return;
        const error = AgentChatError.from(cause);
        if (!error.retryable) throw error;
        this.#logger.log('warn', 'The conversation is not heard; trying again.', { code: error.code });
        if (this.state.control.seq > before) retryMs = FIRST_RETRY_MS;
        await sleep(this.#clock, Math.random() * retryMs, signal);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      }
    }
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when `condition` holds, or `signal` aborts. */
  until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition() && !signal.aborted) return;
        leave();
        signal.removeEventListener('abort', look);
        resolve();
      };
      const leave = this.onChange(look);
      signal.addEventListener('abort', look);
      look();
    });
  }

  /** Whether the server alone is to run this agent. */
  isOfServer(agentId: string): boolean {
    return this.state.control.participants.some(
      ({ participantId, hosting }) => participantId === agentId && hosting === 'internal',
    );
  }

  /** The active path as the agent may see it, without what lost attempts left behind. */
  eventsFor(agentId: string): ConversationEvent[] {
    const inactive = inactiveTurns(this.state);
    const viewer = { participantId: agentId, operator: false };
    return this.#events.filter((event) => !inactive.has(event.turn) && isVisible(event, viewer));
  }

  /** Resolves to how long the server asks to wait before the next connection; `null`: it said nothing. */
  async #read(signal: AbortSignal): Promise<number | null> {
    const { conversationId, seq } = this.state.control;
    const cursor = this.#epoch === null ? '0' : formatCursor({ epoch: this.#epoch, seq });
    const params = { conversationId, cursor, includeGuidance: true };
    for await (const frame of this.#api.subscribe(params, { signal })) {
      if (frame.kind === 'bye') return frame.data.retryAfterMs;
      if (!this.#apply(frame)) break;
      for (const listener of [...this.#listeners]) listener();
    }
    return null;
  }

  /** `false`: it is not what was known; it is read from its start. */
  #apply(frame: Frame): boolean {
    const { seq } = this.state.control;
    switch (frame.kind) {
      case 'hello':
        if (this.#epoch !== null && this.#epoch !== frame.data.epoch) return this.#forget();
        this.#epoch = frame.data.epoch;
        return true;
      case 'snapshot':
        return this.#forget();
      case 'event':
        if (frame.data.seq <= seq) return true;
        if (frame.data.seq > seq + 1) return this.#forget();
        this.#events.push(frame.data);
        this.state = foldEvent(this.state, frame.data);
        return true;
      case 'omitted':
        if (frame.data.toSeq > seq) this.state = foldOmitted(this.state, frame.data.toSeq);
        return true;
      case 'guidance':
        this.guidance = frame.data;
        return true;
      default:
        return true;
    }
  }

  #forget(): false {
    this.#epoch = null;
    this.#events = [];
    this.state = emptyState(this.state.control.conversationId);
    return false;
  }
}
