import type { RunnerControl } from '@agent-chat/core';
import { AgentChatError, type MeterAmount, type Outcome } from '@agent-chat/protocol';
import type { ModelMessage, ModelRequest } from '../model/model-port.js';
import type { ModelUsage } from '../model/model-usage.js';
import type { StepResult } from './model-step.js';
import { BUDGET_EXCEEDED, PAUSED } from './outcomes.js';

function roundedUp(cost: number | undefined): number | null {
  return cost === undefined ? null : Math.ceil(cost);
}

/** About so many characters are a token; what a step really used is settled after it. */
const CHARS_PER_TOKEN = 4;

/** More than any provider counts for a picture of the size that it takes. */
const MOST_TOKENS_OF_AN_IMAGE = 10_000;

function imagesIn({ messages }: Pick<ModelRequest, 'messages'>): number {
  return messages.reduce((sum, one) => sum + (one.role === 'user' ? (one.images?.length ?? 0) : 0), 0);
}

/** A picture is counted by itself. */
function textOf(message: ModelMessage): ModelMessage {
  return message.role === 'user' ? { role: 'user', text: message.text } : message;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

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
  /** About what the newest step was asked with, in tokens. */
  #asked = 0;
  readonly #sizes = new WeakMap<object, number>();

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
    const imageTokens = imagesIn(request) * MOST_TOKENS_OF_AN_IMAGE;
    const isLimited = this.#maxOutputTokens !== undefined;
    const size = this.#sizeOf(request, isLimited ? byteLength : (text) => text.length);
    this.#asked = Math.ceil(size / CHARS_PER_TOKEN);
    if (this.#maxOutputTokens === undefined) {
      const inputTokens = Math.ceil(size / CHARS_PER_TOKEN) + imageTokens;
      const asked = roundedUp(this.#costOf?.({ inputTokens, outputTokens: 0 })) ?? 0;
      return { tokens: inputTokens, money: Math.max(this.#dearest, asked) };
    }
    // No tokenizer makes more tokens of a text than it has bytes.
    const inputTokens = size + imageTokens;
    const usage = { inputTokens, outputTokens: this.#maxOutputTokens };
    // Some providers take more for what they write to their cache.
    const costs = [usage, { ...usage, cacheWriteTokens: inputTokens }].map(
      (one) => roundedUp(this.#costOf?.(one)) ?? 0,
    );
    return { tokens: inputTokens + this.#maxOutputTokens, money: Math.max(...costs) };
  }

  /** What a prompt has as JSON, without its pictures. What an earlier step had is not measured again. */
  #sizeOf(
    { system, messages, tools }: Omit<ModelRequest, 'signal'>,
    measure: (json: string) => number,
  ): number {
    const sizeOf = <T extends object>(value: T, told: (value: T) => object): number => {
      const size = this.#sizes.get(value) ?? measure(JSON.stringify(told(value))) + 1;
      this.#sizes.set(value, size);
      return size;
    };
    const texts = messages.reduce((sum, message) => sum + sizeOf(message, textOf), 0);
    return measure(JSON.stringify(system)) + texts + sizeOf(tools, (value) => value);
  }

  /** Says what the step used, and gives its cost where that is known. */
  async settle(result: StepResult): Promise<number | null> {
    const { usage, parts } = result;
    const reservationId = this.#reservationId;
    this.#reservationId = null;
    const cost = usage === null ? null : roundedUp(this.#costOf?.(usage));
    if (cost !== null) this.#dearest = Math.max(this.#dearest, cost);
    if (reservationId === null) return cost;
    const used = usage ?? this.#guessed(result);
    const tokens = used.inputTokens + used.outputTokens;
    const money = cost ?? roundedUp(this.#costOf?.(used)) ?? 0;
    const messages = parts.length > 0 ? 1 : 0;
    await this.#control.settle(reservationId, this.#amounts(tokens, messages, money));
    return cost;
  }

  /** Of a step that was cut off, or stopped, before it was told: what was written shows that there was work. */
  #guessed({ ending, parts, toolCalls }: StepResult): ModelUsage {
    const written = [...parts, ...toolCalls];
    if (ending.type === 'finished' || written.length === 0) return { inputTokens: 0, outputTokens: 0 };
    const size = JSON.stringify(written).length;
    return { inputTokens: this.#asked, outputTokens: Math.ceil(size / CHARS_PER_TOKEN) };
  }

  #amounts(tokens: number, messages: number, money: number): MeterAmount[] {
    return [
      { meter: 'tokens', amount: tokens },
      { meter: 'messages', amount: messages },
      ...(this.#costOf === undefined ? [] : [{ meter: 'money', amount: money }]),
    ];
  }
}
