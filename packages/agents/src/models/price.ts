import type { ModelUsage } from '../model/model-usage.js';

/** In US dollars for a million tokens: the same as micro-USD for one. */
export interface TokenRates {
  readonly input: number;
  readonly output: number;
  /** For input that is read from the provider's cache. Default: `input`. */
  readonly cacheRead?: number;
  /** For input that is written to it. Default: `input`. */
  readonly cacheWrite?: number;
}

/** What a model costs. */
export interface ModelPrice extends TokenRates {
  /** Where a prompt of more than `aboveTokens` costs more, all of its tokens do, and the answer's. */
  readonly longPrompt?: TokenRates & { readonly aboveTokens: number };
}

/** Prices by the id that the provider knows a model by. */
export type PriceTable = Readonly<Record<string, ModelPrice>>;

/** What a step cost, in micro-USD. */
export function costOfUsage(usage: ModelUsage, price: ModelPrice): number {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  const { longPrompt } = price;
  const rates = longPrompt !== undefined && inputTokens > longPrompt.aboveTokens ? longPrompt : price;
  const { input, output, cacheRead = input, cacheWrite = input } = rates;
  const plainTokens = Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens);
  return (
    plainTokens * input + cacheReadTokens * cacheRead + cacheWriteTokens * cacheWrite + outputTokens * output
  );
}

/** The price of a model, also of one whose id ends with a date; `null` where the table has none. */
export function priceOf(modelId: string, prices: PriceTable): ModelPrice | null {
  const undated = modelId.replace(/[-@]20\d{2}-?\d{2}-?\d{2}$/, '');
  for (const id of [modelId, undated]) {
    const price = Object.hasOwn(prices, id) ? prices[id] : undefined;
    if (price !== undefined) return price;
  }
  return null;
}
