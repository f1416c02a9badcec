import { createManualClock, type ManualClock } from '@agent-chat/core/testing';
import { FULL } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { TEST_STORES, type TestStore } from '../test-stores.js';
import { histories, type Real, runHistory } from './commands.js';
import { type ReferenceModel, SCHEDULES } from './reference-model.js';

/** The memory store takes many histories a second, the others a few. */
const RUNS = FULL ? { memory: 2_000, other: 60 } : { memory: 30, other: 3 };
const WITHIN_MS = 600_000;

export interface Proof {
  readonly store: TestStore;
  readonly clock: ManualClock;
  readonly numRuns: number;
  /**
   * Where the histories of this invariant on this store begin, the same each time: the few that there are of
   * each are others than those of the next. A full run begins anywhere.
   */
  readonly seed: number | undefined;
  /** Another one each time: a store holds the conversations of all runs. */
  readonly nextConversationId: () => string;
}

/** A suite of one invariant: the same proof on each store. */
export function onEachStore(invariant: string, prove: (proof: Proof) => Promise<void>): void {
  describe(invariant, () => {
    for (const kind of TEST_STORES) {
      const { name, skipped } = kind;
      it.skipIf(skipped)(
        `on ${name}${skipped ? `: ${skipped}` : ''}`,
        async () => {
          const clock = createManualClock();
          const store = await kind.open(clock);
          let conversations = 0;
          const numRuns = name === 'memory' ? RUNS.memory : RUNS.other;
          const seed = FULL ? undefined : seedOf(`${invariant} on ${name}`);
          try {
            await prove({ store, clock, numRuns, seed, nextConversationId: () => `c${++conversations}` });
          } finally {
            await store.close();
          }
        },
        WITHIN_MS,
      );
    }
  });
}

function seedOf(name: string): number {
  return [...name].reduce((seed, letter) => (Math.imul(seed, 31) + letter.charCodeAt(0)) | 0, 0);
}

/** That `check` holds after every history, whoever speaks next by which rule. `extra` is drawn with it. */
export function afterHistories<T>(
  invariant: string,
  extra: fc.Arbitrary<T>,
  check: (real: Real, model: ReferenceModel, extra: T, proof: Proof) => Promise<void> | void,
): void {
  onEachStore(invariant, async (proof) => {
    const { store, clock, numRuns, seed, nextConversationId } = proof;
    const limits = fc.record({
      maxTurns: fc.integer({ min: 2, max: 40 }),
      schedule: fc.constantFrom(...SCHEDULES),
    });
    await fc.assert(
      fc.asyncProperty(histories(), limits, extra, async (commands, limit, drawn) => {
        const world = { store: store.events, clock, conversationId: nextConversationId(), ...limit };
        await runHistory(commands, world, (real, model) => check(real, model, drawn, proof));
      }),
      { numRuns, ...(seed !== undefined && { seed }) },
    );
  });
}
