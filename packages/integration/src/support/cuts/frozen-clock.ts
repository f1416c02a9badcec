import type { Clock } from '@agent-chat/core';
import type { ClientEnvironment } from '@agent-chat/client';
import { platformEnvironment } from '@agent-chat/client';

/** The time of the log: always the same, so that two runs differ in nothing. Timers are real. */
export const frozenClock: Clock = {
  now: () => Date.UTC(2026, 0, 1),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(delayMs, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};

/** A clock that goes so many times as fast: what a poll waits for is over sooner. */
export function fastClock(times: number): Clock {
  const startedAt = Date.now();
  return {
    now: () => startedAt + (performance.now() - origin) * times,
    after(delayMs, callback) {
      const timer = setTimeout(callback, Math.min(delayMs / times, 2 ** 31 - 1));
      return () => clearTimeout(timer);
    },
  };
}

const origin = performance.now();

/** The platform's, but no pause takes longer than a moment: time is as if it had passed. */
export function hastyEnvironment(): ClientEnvironment {
  let skippedMs = 0;
  return {
    ...platformEnvironment(),
    now: () => Date.now() + skippedMs,
    after(delayMs, callback) {
      const waitMs = Math.min(delayMs, 1);
      const timer = setTimeout(() => {
        skippedMs += delayMs - waitMs;
        callback();
      }, waitMs);
      return () => clearTimeout(timer);
    },
  };
}
