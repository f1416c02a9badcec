import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgentChatError } from '../values/errors.js';
import { type Backoff, backoffMs, delayMs, retryAfterMs } from './retry.js';

const BACKOFF: Backoff = { baseMs: 500, maxMs: 15_000 };
const asked = (details: unknown): number =>
  retryAfterMs(new AgentChatError('RateLimited', 'No.', { details }));

describe('the wait before a retry', () => {
  it('is anything up to a limit that doubles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const wait = backoffMs(BACKOFF, attempt, random);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(Math.min(15_000, 500 * 2 ** Math.min(attempt - 1, 20)));
          expect(wait).toBeLessThanOrEqual(backoffMs(BACKOFF, attempt + 1, random));
        },
      ),
    );
    expect(backoffMs(BACKOFF, 1, 0.999)).toBe(499);
    expect(backoffMs(BACKOFF, 50, 0.999)).toBe(14_985);
  });

  it('is at least what the server asks for, within reason', () => {
    expect(asked({ retryAfterMs: 1_500 })).toBe(1_500);
    expect(asked({ retryAfterMs: 1e15 })).toBe(86_400_000);
    for (const nonsense of [
      undefined,
      null,
      'soon',
      {},
      { retryAfterMs: -1 },
      { retryAfterMs: '5' },
      { retryAfterMs: Number.NaN },
    ]) {
      expect(asked(nonsense)).toBe(0);
    }
  });

  it('comes on top of what the server asks for, which it asks of all', () => {
    expect(delayMs(BACKOFF, 1, 3_000, 0)).toBe(3_000);
    expect(delayMs(BACKOFF, 1, 3_000, 0.5)).toBe(3_250);
    expect(delayMs(BACKOFF, 1, 3_000_000_000, 0.5)).toBe(86_400_250);
  });
});
