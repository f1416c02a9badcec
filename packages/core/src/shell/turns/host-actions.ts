import { messageOf, type OpenAction } from '@agent-chat/protocol';
import { cardOf } from '../../decide/card.js';
import { decideHostAnswer, type HostAnswer } from '../../decide/action.js';
import type { ActionHandler, HostAction } from '../../ports/action-handler.js';
import type { Clock, Logger } from '../../ports/environment.js';
import type { Conversation } from '../conversation/conversation.js';

export interface HostActionsOptions {
  readonly handler: ActionHandler;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long an action that another node may be at work on is left alone. */
  readonly leaseMs: number;
  /** Other processes may have the conversation too. */
  readonly isShared: boolean;
}

/**
 * Asks the host about the open actions of one conversation that nobody has been named for. The node
 * that logged an action asks at once; any other when nothing has come of it.
 */
export class HostActions {
  readonly #conversation: Conversation;
  readonly #options: HostActionsOptions;
  readonly #closing = new AbortController();
  readonly #asking = new Set<number>();
  readonly #waiting = new Map<number, () => void>();

  constructor(conversation: Conversation, options: HostActionsOptions) {
    this.#conversation = conversation;
    this.#options = options;
  }

  /** Looks at what is open. Safe to call at any time, any number of times. */
  look(): void {
    for (const { seq } of this.#open()) {
      if (!this.#options.isShared) this.ask(seq);
      else if (!this.#waiting.has(seq) && !this.#asking.has(seq)) this.#askLater(seq);
    }
  }

  /** Asks about this action now, unless that is being done or nothing is to be asked. */
  ask(seq: number): void {
    const action = this.#open().find((one) => one.seq === seq);
    if (action === undefined || this.#asking.has(seq)) return;
    this.#waiting.get(seq)?.();
    this.#asking.add(seq);
    const release = this.#conversation.retain();
    void this.#ask(action)
      .catch((error: unknown) => {
        this.#report('An answer to an action could not be logged.', error);
        return 'later' as const;
      })
      .then((outcome) => {
        this.#asking.delete(seq);
        if (outcome === 'later') this.#askLater(seq);
        release();
      });
  }

  /** What is being asked is asked again by whoever comes next. */
  close(): void {
    this.#closing.abort();
    for (const cancel of [...this.#waiting.values()]) cancel();
  }

  #open(): readonly OpenAction[] {
    const { control, gone } = this.#conversation;
    if (gone || this.#closing.signal.aborted) return [];
    return control.actions.filter((action) => action.agentId === undefined);
  }

  async #ask(action: OpenAction): Promise<'done' | 'later'> {
    const answer = await this.#answer(action);
    if (answer === 'closed') return 'done';
    await this.#conversation.commit((state) => decideHostAnswer(state, action.seq, answer));
    return 'done';
  }

  async #answer(action: OpenAction): Promise<HostAnswer | 'closed'> {
    const { signal } = this.#closing;
    try {
      const answer = await this.#options.handler(this.#described(action), { signal });
      return signal.aborted ? 'closed' : answer;
    } catch (error) {
      if (signal.aborted) return 'closed';
      this.#report('The host failed to handle an action.', error);
      return { outcome: 'failed' };
    }
  }

  #described({ seq, author, messageId, partId, actionId, payload }: OpenAction): HostAction {
    const { state, tenant, conversationId } = this.#conversation;
    const entry = messageOf(state.timeline, messageId);
    const card = entry === null || partId === undefined ? null : cardOf(entry, partId);
    return {
      tenant,
      conversationId,
      actionSeq: seq,
      author,
      messageId,
      actionId,
      ...(partId === undefined ? {} : { partId }),
      ...(payload === undefined ? {} : { payload }),
      ...(card === null ? {} : { card }),
    };
  }

  /** While it waits, the conversation stays in memory: nobody else would look again. */
  #askLater(seq: number): void {
    if (this.#closing.signal.aborted) return;
    const release = this.#conversation.retain();
    const cancelTimer = this.#options.clock.after(this.#options.leaseMs, () => {
      end();
      this.ask(seq);
    });
    const end = (): void => {
      cancelTimer();
      this.#waiting.delete(seq);
      release();
    };
    this.#waiting.set(seq, end);
  }

  #report(message: string, error: unknown): void {
    const { conversationId } = this.#conversation;
    this.#options.logger.log('error', message, { conversationId, cause: String(error) });
  }
}
