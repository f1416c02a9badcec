import type { ModelPrice, PriceTable } from './price.js';

/** Google's fast model under three names: the newest one is told by the alias. */
const GEMINI_FLASH: ModelPrice = { input: 1.5, output: 7.5, cacheRead: 0.15 };

/**
 * List prices of their makers' own APIs as they were published in October 2026: without discounts for a
 * time or a batch, with caches that live five minutes where the maker asks a price for writing them.
 * They change: give a registry a table of your own, for example `{ ...PRICES, 'my-model': … }`.
 */
export const PRICES: PriceTable = {
  'claude-haiku-5-5': {
    input: 0.1,
    output: 0.5,
    cacheRead: 0.01,
    cacheWrite: 0.125,
    longPrompt: { aboveTokens: 100_000, input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite: 0.625 },
  },
  'claude-haiku-4-5': { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 },
  'claude-sonnet-5-5': { input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5 },
  'claude-sonnet-5': { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 },
  'claude-opus-5-5': { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 },
  'claude-opus-5': { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 },
  'gpt-5.6-luna': {
    input: 0.2,
    output: 1.2,
    cacheRead: 0.02,
    longPrompt: { aboveTokens: 272_000, input: 0.4, output: 1.8, cacheRead: 0.04 },
  },
  'gpt-5.6-terra': {
    input: 2,
    output: 12,
    cacheRead: 0.2,
    longPrompt: { aboveTokens: 272_000, input: 4, output: 18, cacheRead: 0.4 },
  },
  'gemini-flash-latest': GEMINI_FLASH,
  'gemini-3.8-flash': GEMINI_FLASH,
  'gemini-3.6-flash': GEMINI_FLASH,
  'gemini-3.5-flash-lite': { input: 0.3, output: 2.5, cacheRead: 0.03 },
  'gemini-3.1-pro-preview': {
    input: 2,
    output: 12,
    cacheRead: 0.2,
    longPrompt: { aboveTokens: 200_000, input: 4, output: 18, cacheRead: 0.4 },
  },
  'gemini-2.5-pro': {
    input: 1.25,
    output: 10,
    cacheRead: 0.125,
    longPrompt: { aboveTokens: 200_000, input: 2.5, output: 15, cacheRead: 0.25 },
  },
  'gemini-2.5-flash': { input: 0.3, output: 2.5, cacheRead: 0.03 },
  'gemini-2.5-flash-lite': { input: 0.1, output: 0.4, cacheRead: 0.01 },
};
