import type { Clock } from '@agent-chat/core';

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** The delays of the timers that run. */
  get waiting(): number[] {
    return [...this.#timers].map(({ at }) => at - this.#nowMs);
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#nowMs)) {
      this.#timers.delete(timer);
      timer.callback();
    }
  }
}

/** A clock whose every wait is over at once; it notes how long each would have been. */
export function instantClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  let nowMs = 0;
  return {
    waits,
    now: () => nowMs,
    after(delayMs, callback) {
      waits.push(delayMs);
      let isCancelled = false;
      queueMicrotask(() => {
        if (isCancelled) return;
        nowMs += delayMs;
        callback();
      });
      return () => {
        isCancelled = true;
      };
    },
  };
}
