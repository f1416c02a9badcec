import { describe, expect, it } from 'vitest';
import { PROVIDERS } from '../ai-sdk/providers.js';
import { costOfUsage, priceOf } from './price.js';
import { PRICES } from './prices.js';

describe('a price', () => {
  it('counts input and output apart, in micro-USD', () => {
    expect(costOfUsage({ inputTokens: 1_000_000, outputTokens: 0 }, { input: 2, output: 10 })).toBe(
      2_000_000,
    );
    expect(costOfUsage({ inputTokens: 0, outputTokens: 3 }, { input: 2, output: 10 })).toBe(30);
  });

  it('of a long prompt holds for all of its tokens', () => {
    const price = { input: 1, output: 2, longPrompt: { aboveTokens: 100, input: 5, output: 7 } };
    expect(costOfUsage({ inputTokens: 100, outputTokens: 1 }, price)).toBe(102);
    expect(costOfUsage({ inputTokens: 101, outputTokens: 1 }, price)).toBe(512);
  });

  it('counts what a cache had of the prompt by prices of its own, and as any input where there are none', () => {
    const usage = { inputTokens: 100, outputTokens: 1, cacheReadTokens: 60, cacheWriteTokens: 30 };
    const price = { input: 10, output: 50, cacheRead: 1, cacheWrite: 12 };
    expect(costOfUsage(usage, price)).toBe(10 * 10 + 60 * 1 + 30 * 12 + 50);
    expect(costOfUsage(usage, { input: 10, output: 50 })).toBe(1_050);
    expect(costOfUsage(usage, { ...price, longPrompt: { ...price, cacheRead: 2, aboveTokens: 99 } })).toBe(
      10 * 10 + 60 * 2 + 30 * 12 + 50,
    );
  });

  it('is there for every model that a provider offers by itself', () => {
    const offered = PROVIDERS.flatMap(({ models }) => models.map(({ modelId }) => modelId));
    for (const modelId of offered) expect(priceOf(modelId, PRICES), modelId).not.toBeNull();
  });

  it('is found for a model whose id ends with a date, and for no other that only begins alike', () => {
    expect(priceOf('claude-haiku-5-5-20261007', PRICES)).toBe(PRICES['claude-haiku-5-5']);
    expect(priceOf('gpt-5.6-luna-2026-07-09', PRICES)).toBe(PRICES['gpt-5.6-luna']);
    expect(priceOf('claude-haiku-5-5-fast', PRICES)).toBeNull();
    expect(priceOf('constructor', PRICES)).toBeNull();
  });
});
