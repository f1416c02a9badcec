import { describe, expect, it } from 'vitest';
import { thresholdState } from './threshold.js';

describe('a threshold', () => {
  const fivePercent = { minSample: 20, maxPerMillion: 50_000 };

  it.each([
    [0, 0, 'too_few'],
    [19, 19, 'too_few'],
    [1, 20, 'holds'],
    [2, 20, 'broken'],
    [0, 20, 'holds'],
    [50, 1_000, 'holds'],
    [51, 1_000, 'broken'],
    [30, 20, 'broken'],
  ])('of 5 %% with %i of %i: %s', (numerator, denominator, state) => {
    expect(thresholdState(fivePercent, { numerator, denominator })).toBe(state);
  });

  it('is exact where numbers with a fraction are not', () => {
    const denominator = Number.MAX_SAFE_INTEGER;
    const third = { minSample: 1, maxPerMillion: 1_000_000 };
    expect(thresholdState(third, { numerator: denominator, denominator })).toBe('holds');
    expect(thresholdState(third, { numerator: denominator, denominator: denominator - 1 })).toBe('broken');
  });
});
