import type { ModelUsage } from '../model/model-port.js';

/** What a model costs, in US dollars for a million tokens: the same as micro-USD for one. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  /** Where a prompt of more than `aboveTokens` costs more, all of its tokens do. */
  readonly longPrompt?: { readonly aboveTokens: number; readonly input: number; readonly output: number };
}

/** Prices by the id that the provider knows a model by. */
export type PriceTable = Readonly<Record<string, ModelPrice>>;

/** What a step cost, in micro-USD. Tokens that were read from a provider's cache count as any others. */
export function costOfUsage({ inputTokens, outputTokens }: ModelUsage, price: ModelPrice): number {
  const { longPrompt } = price;
  const rates = longPrompt !== undefined && inputTokens > longPrompt.aboveTokens ? longPrompt : price;
  return inputTokens * rates.input + outputTokens * rates.output;
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
