import type { PriceTable } from './price.js';

/**
 * List prices of their makers' own APIs as they were published in October 2026, without discounts and
 * caches. They change: give a registry a table of your own, for example `{ ...PRICES, 'my-model': … }`.
 */
export const PRICES: PriceTable = {
  'claude-haiku-5-5': {
    input: 0.1,
    output: 0.5,
    longPrompt: { aboveTokens: 100_000, input: 0.5, output: 2.5 },
  },
  'claude-haiku-4-5': { input: 1, output: 5 },
  'claude-sonnet-5-5': { input: 2, output: 10 },
  'claude-sonnet-5': { input: 2, output: 10 },
  'claude-opus-5-5': { input: 4, output: 20 },
  'claude-opus-5': { input: 5, output: 25 },
  'gpt-5.6-luna': {
    input: 0.2,
    output: 1.2,
    longPrompt: { aboveTokens: 272_000, input: 0.4, output: 1.8 },
  },
  'gpt-5.6-terra': { input: 2, output: 12 },
};
