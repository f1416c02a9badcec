import type { Clock, Logger } from '@agent-chat/core';
import {
  AgentChatError,
  blankEvent,
  type ConversationEvent,
  type ConversationState,
  emptyState,
  foldEvent,
  foldOmitted,
  formatCursor,
  type Frame,
  type Guidance,
  inactiveTurns,
  isKnownEvent,
  isVisible,
} from '@agent-chat/protocol';
import { type Backoff, type ConversationApi, delayMs, retryAfterMs } from '@agent-chat/protocol/wire';
import { sleep } from '../timing/sleep.js';

const BACKOFF: Backoff = { baseMs: 100, maxMs: 5_000 };

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
  readonly #random: () => number;
  readonly #listeners = new Set<() => void>();
  /** By seq, in log order. */
  readonly #events = new Map<number, ConversationEvent>();
  #epoch: string | null = null;

  constructor(options: {
    readonly api: ConversationApi;
    readonly conversationId: string;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly random: () => number;
  }) {
    this.#api = options.api;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#random = options.random;
    this.state = emptyState(options.conversationId);
  }

  /**
   * Follows it until `signal` aborts.
   * @throws AgentChatError one that no other attempt would change, for example `UnknownConversation`
   */
  async follow(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const before = this.state.control.seq;
      const beganMs = this.#clock.now();
      let askedMs: number;
      try {
        askedMs = await this.#read(signal);
      } catch (cause) {
        if (signal.aborted) return;
        const error = AgentChatError.from(cause);
        if (!error.retryable) throw error;
        this.#logger.log('warn', 'The conversation is not heard; trying again.', { code: error.code });
        askedMs = retryAfterMs(error);
      }
      // One that ends at once, again and again, is not asked all the time.
      const hasLasted = this.state.control.seq > before || this.#clock.now() - beganMs > BACKOFF.maxMs;
      failures = hasLasted ? 1 : failures + 1;
      await sleep(this.#clock, delayMs(BACKOFF, failures, askedMs, this.#random()), signal);
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
    return [...this.#events.values()].filter(
      (event) => !inactive.has(event.turn) && isVisible(event, viewer),
    );
  }

  /** Resolves to how long the server asks to wait before the next connection; 0: it said nothing. */
  async #read(signal: AbortSignal): Promise<number> {
    const { conversationId, seq } = this.state.control;
    const cursor = this.#epoch === null ? '0' : formatCursor({ epoch: this.#epoch, seq });
    const params = { conversationId, cursor, includeGuidance: true };
    for await (const frame of this.#api.subscribe(params, { signal })) {
      if (frame.kind === 'bye') return frame.data.retryAfterMs;
      if (!this.#apply(frame)) break;
      for (const listener of [...this.#listeners]) listener();
    }
    return 0;
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
        this.#events.set(frame.data.seq, frame.data);
        this.#blankErased(frame.data);
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

  /** The server's log has nothing more of what an erasure names: nor has a prompt. */
  #blankErased(erasure: ConversationEvent): void {
    if (!isKnownEvent(erasure) || erasure.type !== 'erased') return;
    for (const seq of erasure.payload.seqs) {
      const event = this.#events.get(seq);
      if (event !== undefined && isKnownEvent(event)) this.#events.set(seq, blankEvent(event));
    }
  }

  #forget(): false {
    this.#epoch = null;
    this.#events.clear();
    this.state = emptyState(this.state.control.conversationId);
    return false;
  }
}
