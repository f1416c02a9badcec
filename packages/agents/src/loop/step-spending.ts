import type { RunnerControl } from '@agent-chat/core';
import { AgentChatError, type MeterAmount, type Outcome } from '@agent-chat/protocol';
import type { ModelRequest } from '../model/model-port.js';
import type { ModelUsage } from '../model/model-usage.js';
import { BUDGET_EXCEEDED, PAUSED } from './outcomes.js';

function roundedUp(cost: number | undefined): number | null {
  return cost === undefined ? null : Math.ceil(cost);
}

/** About so many characters are a token; what a step really used is settled after it. */
const CHARS_PER_TOKEN = 4;

/**
 * What the model steps of a turn use: held before each, settled after it. Where the
 * model has a limit, the most that a step can cost is held; else the dearest one so far stands for it.
 */
export class StepSpending {
  readonly #control: RunnerControl;
  readonly #costOf: ((usage: ModelUsage) => number) | undefined;
  readonly #maxOutputTokens: number | undefined;
  #dearest = 1;
  #reservationId: string | null = null;

  constructor(
    control: RunnerControl,
    costOf: ((usage: ModelUsage) => number) | undefined,
    maxOutputTokens: number | undefined,
  ) {
    this.#control = control;
    this.#costOf = costOf;
    this.#maxOutputTokens = maxOutputTokens;
  }

  /** How the turn ends when the step may not be made; `null` when it may. */
  async reserve(request: Omit<ModelRequest, 'signal'>): Promise<Outcome | null> {
    const { tokens, money } = this.#most(request);
    try {
      this.#reservationId = await this.#control.reserve(this.#amounts(tokens, 1, money));
      return null;
    } catch (error) {
      if (!AgentChatError.isInstance(error)) throw error;
      if (error.code === 'BudgetExceeded') return BUDGET_EXCEEDED;
      if (error.code === 'Paused') return PAUSED;
      throw error;
    }
  }

  /** What the step can use at most, where its model has a limit; else a guess. */
  #most(request: Omit<ModelRequest, 'signal'>): { readonly tokens: number; readonly money: number } {
    const text = JSON.stringify([request.system, request.messages, request.tools]);
    if (this.#maxOutputTokens === undefined) {
      const inputTokens = Math.ceil(text.length / CHARS_PER_TOKEN);
      const asked = roundedUp(this.#costOf?.({ inputTokens, outputTokens: 0 })) ?? 0;
      return { tokens: inputTokens, money: Math.max(this.#dearest, asked) };
    }
    // No tokenizer makes more tokens of a text than it has bytes.
    const inputTokens = new TextEncoder().encode(text).length;
    const usage = { inputTokens, outputTokens: this.#maxOutputTokens };
    // Some providers take more for what they write to their cache.
    const costs = [usage, { ...usage, cacheWriteTokens: inputTokens }].map(
      (one) => roundedUp(this.#costOf?.(one)) ?? 0,
    );
    return { tokens: inputTokens + this.#maxOutputTokens, money: Math.max(...costs) };
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
