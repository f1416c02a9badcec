import { describe, expect, it } from 'vitest';
import type { Store } from '../ports/store.js';
import { codeOf } from './event-store/error-code.js';
import { FAILURES, failingStore } from './failing-store.js';

/** One call of a process. Done again, each in its order, all of them change nothing. */
export interface CrashStep<Ports, State> {
  readonly call: (ports: Ports) => Promise<unknown>;
  /** What is there once it was done. */
  readonly leaves: State;
}

/** What a process does, one call after the other; it remembers only what was acknowledged. */
export interface CrashHistory<Ports, State> {
  /** About what bears this name, and nothing else has. */
  steps(name: string): readonly CrashStep<Ports, State>[];
  /** What is there of that name. */
  read(ports: Ports, name: string): Promise<State>;
}

export interface CrashSubject<Ports> {
  /** The ports of now: after a crash they are others. */
  readonly ports: () => Ports;
  readonly crash: () => Promise<void>;
}

/**
 * A process that ends between any two calls, or in the middle of one: each call was done whole or not
 * at all, none that was acknowledged is lost, and one that is tried again is not repeated.
 */
export function describeCrashSteps<Ports extends Partial<Store>, State>(
  { ports, crash }: CrashSubject<Ports>,
  { steps: stepsOf, read }: CrashHistory<Ports, State>,
): void {
  describe('a process that ends', () => {
    it.each(FAILURES)('%s any call leaves whole calls, and a retry does each once', async (failure) => {
      const calls = stepsOf('counted').length;
      for (let nth = 1; nth <= calls; nth++) {
        const name = `process-${nth}`;
        const steps = stepsOf(name);
        const states = [await read(ports(), name), ...steps.map(({ leaves }) => leaves)];
        const end = states.at(-1);
        let acknowledged = 0;
        const goOn = async (used: Ports): Promise<void> => {
          for (const { call } of steps.slice(acknowledged)) {
            await call(used);
            acknowledged += 1;
          }
        };
        const failing = failingStore(ports(), nth, failure);
        expect(await codeOf(goOn(failing.store))).toBe('Unavailable');
        expect([failing.calls, acknowledged]).toEqual([nth, nth - 1]);
        if (failure === 'during') await tasks(nth % 4);
        await crash();

        const isDone = { before: [nth - 1], during: [nth - 1, nth], after: [nth] }[failure];
        const left = await read(ports(), name);
        expect(
          isDone.map((done) => states[done]),
          `what is left of call ${nth}`,
        ).toContainEqual(left);
        await goOn(ports());
        expect(await read(ports(), name)).toEqual(end);
        for (const { call } of steps) await call(ports());
        expect(await read(ports(), name)).toEqual(end);
      }
    });
  });
}

/**
 * Lets timers and sockets have so many turns: what was asked and not waited for is then met at its
 * start, at its end and in between.
 */
export async function tasks(count: number): Promise<void> {
  for (let task = 0; task < count; task++) await new Promise((resolve) => setTimeout(resolve, 0));
}
