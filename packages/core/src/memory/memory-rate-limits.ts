import type { Clock } from '../ports/environment.js';
import type { RateLimits } from '../ports/rate-limits.js';
import { checkRateLimit } from '../rate-limits/check-rate-limit.js';

interface Attempt {
  readonly atMs: number;
  readonly id: string | undefined;
}

interface Window {
  readonly attempts: readonly Attempt[];
  /** When the newest attempt leaves it. */
  readonly endsAtMs: number;
}

/** What is over is looked for after so many attempts. */
const SWEEP_EVERY = 1_000;

/** The rate limits of one process: exact for all that share them, and lost with it. */
export function createMemoryRateLimits(options: { readonly clock?: Pick<Clock, 'now'> } = {}): RateLimits {
  const clock = options.clock ?? { now: () => Date.now() };
  const windows = new Map<string, Window>();
  let taken = 0;

  const sweep = (nowMs: number): void => {
    for (const [name, { endsAtMs }] of windows) if (endsAtMs <= nowMs) windows.delete(name);
  };

  return {
    async take(request) {
      checkRateLimit(request);
      const { tenant, key, id, limit, windowMs } = request;
      const nowMs = clock.now();
      taken += 1;
      if (taken % SWEEP_EVERY === 0) sweep(nowMs);
      const name = JSON.stringify([tenant, key]);
      const attempts = (windows.get(name)?.attempts ?? []).filter(({ atMs }) => atMs > nowMs - windowMs);
      if (id !== undefined && attempts.some((attempt) => attempt.id === id)) {
        return { allowed: true, repeated: true };
      }
      // Where the limit was lowered, more than one has to leave before there is room.
      const leaving = attempts[attempts.length - limit];
      if (leaving !== undefined) return { allowed: false, retryAfterMs: leaving.atMs + windowMs - nowMs };
      windows.set(name, { attempts: [...attempts, { atMs: nowMs, id }], endsAtMs: nowMs + windowMs });
      return { allowed: true, repeated: false };
    },
  };
}
