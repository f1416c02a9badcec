import type { RunnerControl } from '@agent-chat/core';
import { AgentChatError, type MeterAmount, type Outcome } from '@agent-chat/protocol';
import type { ModelMessage, ModelUsage } from '../model/model-port.js';
import { BUDGET_EXCEEDED, PAUSED } from './outcomes.js';

function roundedUp(cost: number | undefined): number | null {
  return cost === undefined ? null : Math.ceil(cost);
}

/** About so many characters are a token; what a step really used is settled after it. */
const CHARS_PER_TOKEN = 4;

/**
 * What the model steps of a turn use: held before each, settled after it. What a step will cost is
 * not known before it, so the dearest one so far stands for it.
 */
export class StepSpending {
  readonly #control: RunnerControl;
  readonly #costOf: ((usage: ModelUsage) => number) | undefined;
  #dearest = 1;
  #reservationId: string | null = null;

  constructor(control: RunnerControl, costOf: ((usage: ModelUsage) => number) | undefined) {
    this.#control = control;
    this.#costOf = costOf;
  }

  /** How the turn ends when the step may not be made; `null` when it may. */
  async reserve(messages: readonly ModelMessage[]): Promise<Outcome | null> {
    const tokens = Math.ceil(JSON.stringify(messages).length / CHARS_PER_TOKEN);
    try {
      this.#reservationId = await this.#control.reserve(this.#amounts(tokens, 1, this.#dearest));
      return null;
    } catch (error) {
      if (!AgentChatError.isInstance(error)) throw error;
      if (error.code === 'BudgetExceeded') return BUDGET_EXCEEDED;
      if (error.code === 'Paused') return PAUSED;
      throw error;
    }
  }

  /** Says what the step used, and gives its cost where that is known. */
  async settle(usage: ModelUsage | null, wrote: boolean): Promise<number | null> {
    const reservationId = this.#reservationId;
    this.#reservationId = null;
    const cost = usage === null ? null : roundedUp(this.#costOf?.(usage));
    if (cost !== null) this.#dearest = Math.max(this.#dearest, cost);
    if (reservationId === null) return cost;
    const tokens = usage === null ? 0 : usage.inputTokens + usage.outputTokens;
    await this.#control.settle(reservationId, this.#amounts(tokens, wrote ? 1 : 0, cost ?? 0));
    return cost;
  }

  #amounts(tokens: number, messages: number, money: number): MeterAmount[] {
    return [
      { meter: 'tokens', amount: tokens },
      { meter: 'messages', amount: messages },
      ...(this.#costOf === undefined ? [] : [{ meter: 'money', amount: money }]),
    ];
  }
}
