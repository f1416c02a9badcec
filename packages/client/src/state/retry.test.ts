import { AgentChatError, ERROR_CODES } from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, DEFAULT_BACKOFF, endsSubscription, isSentAgain, retryAfterMs } from './retry.js';

const asked = (details: unknown): number =>
  retryAfterMs(new AgentChatError('RateLimited', 'No.', { details }));

describe('the wait before a retry', () => {
  it('is anything up to a limit that doubles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const wait = backoffMs(DEFAULT_BACKOFF, attempt, random);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(Math.min(15_000, 500 * 2 ** Math.min(attempt - 1, 20)));
          expect(wait).toBeLessThanOrEqual(backoffMs(DEFAULT_BACKOFF, attempt + 1, random));
        },
      ),
    );
    expect(backoffMs(DEFAULT_BACKOFF, 1, 0.999)).toBe(499);
    expect(backoffMs(DEFAULT_BACKOFF, 50, 0.999)).toBe(14_985);
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
});

describe('what an error means', () => {
  const byDefault = (code: (typeof ERROR_CODES)[number]): AgentChatError => new AgentChatError(code, 'No.');

  it('a subscription is given up for what will not change', () => {
    const retried = ERROR_CODES.filter((code) => !endsSubscription(byDefault(code)));
    expect(retried).toEqual([
      'InvalidCursor',
      'TurnOpen',
      'LeaseHeld',
      'AttachmentHeld',
      'RateLimited',
      'RequestTimeout',
      'Internal',
      'Unavailable',
      'Aborted',
      'ConnectionLost',
      'MalformedFrame',
    ]);
  });

  it('a command is sent again when the way was at fault', () => {
    const again = ERROR_CODES.filter((code) => isSentAgain(byDefault(code)));
    expect(again).toEqual([
      'RateLimited',
      'RequestTimeout',
      'Internal',
      'Unavailable',
      'ConnectionLost',
      'MalformedFrame',
    ]);
    expect(isSentAgain(new AgentChatError('Internal', 'No.', { retryable: false }))).toBe(false);
  });
});
