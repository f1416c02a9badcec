import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RateLimitRequest, RateLimits } from '../ports/rate-limits.js';

export interface OpenedRateLimits {
  /** Empty, and of this case alone. */
  readonly rateLimits: RateLimits;
  /** Another node over the same store. Default: the same one. */
  readonly other?: RateLimits;
  /** Lets time go on by the clock of the store. */
  advance(ms: number): Promise<void> | void;
  close(): Promise<void>;
}

export interface RateLimitsConformanceOptions {
  /** Of the store, for the report. */
  readonly name: string;
  /** Called before each case. */
  open(): Promise<OpenedRateLimits>;
}

const ATTEMPT: RateLimitRequest = { tenant: 'tenant', key: 'messages:ada', limit: 3, windowMs: 60_000 };
const TAKEN = { allowed: true, repeated: false };

/** The conformance kit of the `RateLimits` port; see `eventStoreConformance`. */
export function rateLimitsConformance(options: RateLimitsConformanceOptions): void {
  describe(`rate limits: ${options.name}`, () => {
    let opened: OpenedRateLimits;
    let limits: RateLimits;
    beforeEach(async () => {
      opened = await options.open();
      limits = opened.rateLimits;
    });
    afterEach(() => opened.close());

    const take = (request: Partial<RateLimitRequest> = {}) => limits.take({ ...ATTEMPT, ...request });

    it('takes as many as the limit, and says when the next one is taken', async () => {
      for (let count = 0; count < 3; count += 1) {
        expect(await take()).toEqual(TAKEN);
        await opened.advance(10_000);
      }
      const refused = await take();
      if (refused.allowed) throw new Error('One too many was taken.');
      // 30 s after the first; a clock that goes on by itself is a little later.
      expect(refused.retryAfterMs).toBeLessThanOrEqual(30_000);
      expect(refused.retryAfterMs).toBeGreaterThan(25_000);
      await opened.advance(refused.retryAfterMs);
      expect(await take()).toEqual(TAKEN);
      expect((await take()).allowed).toBe(false);
    });

    it('counts no refused attempt: who goes on asking is taken at the same time', async () => {
      for (let count = 0; count < 3; count += 1) await take();
      await opened.advance(30_000);
      for (let count = 0; count < 20; count += 1) expect((await take()).allowed).toBe(false);
      await opened.advance(30_000);
      expect(await take()).toEqual(TAKEN);
    });

    it('counts an attempt once, however often it is tried again', async () => {
      for (const id of ['a', 'b', 'c']) expect(await take({ id })).toEqual(TAKEN);
      for (const id of ['a', 'b', 'c']) expect(await take({ id })).toEqual({ allowed: true, repeated: true });
      expect((await take({ id: 'd' })).allowed).toBe(false);
      await opened.advance(60_000);
      expect(await take({ id: 'a' })).toEqual(TAKEN);
    });

    it('keeps tenants and keys apart, whatever characters they hold', async () => {
      const keys = ['a', 'A', 'a:b', '["a"]', '😀\u0000\ud800', "'; DROP TABLE rate_limits; --"];
      for (const tenant of ['tenant', 'another']) {
        for (const key of keys) expect(await take({ tenant, key, limit: 1 })).toEqual(TAKEN);
      }
      for (const key of keys) expect((await take({ key, limit: 1 })).allowed).toBe(false);
    });

    it('goes by the limit of the moment, raised or lowered', async () => {
      for (let count = 0; count < 3; count += 1) {
        await take();
        await opened.advance(1_000);
      }
      expect(await take({ limit: 4 })).toEqual(TAKEN);
      const refused = await take({ limit: 2 });
      // Three have to leave, and the third came 2 s after the first.
      expect(refused).toMatchObject({ allowed: false });
      if (!refused.allowed) expect(refused.retryAfterMs).toBeGreaterThan(58_000 - 2_000);
    });

    it('takes exactly as many of a crowd at the same time, on two nodes', async () => {
      const { other = limits } = opened;
      const results = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          (index % 2 === 0 ? limits : other).take({ ...ATTEMPT, id: `attempt ${index}`, limit: 17 }),
        ),
      );
      expect(results.filter(({ allowed }) => allowed)).toHaveLength(17);
    });

    it.each([
      ['no key', { key: '' }],
      ['a long key', { key: 'k'.repeat(257) }],
      ['an empty id', { id: '' }],
      ['a limit of nothing', { limit: 0 }],
      ['a broken limit', { limit: 1.5 }],
      ['a window of nothing', { windowMs: 0 }],
      ['a window of years', { windowMs: 1e12 }],
    ])('refuses %s', async (_, request) => {
      await expect(take(request)).rejects.toMatchObject({ code: 'InvalidRequest' });
    });
  });
}
