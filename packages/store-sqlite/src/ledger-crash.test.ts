import { FULL, seededBelow } from '@agent-chat/protocol/test-support';
import { describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.js';
import { runChild } from './test-support/run-child.js';
import { ACCOUNT, HELD, SPENT, stepOf } from './test-support/spending.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

const WRITERS = 8;
const ACKNOWLEDGED = FULL ? 5_000 : 400;
const SEED = 1_914;

/** Runs the program until so many acknowledgements were read, then kills it, `graceMs` later. */
async function killAfter(folder: string, next: number[], acknowledgements: number, graceMs: number) {
  const child = runChild('spend-for-ever.ts', [folder, ...next.map(String)]);
  let read = 0;
  for await (const line of child.lines) {
    const [writer = -1, step = -1] = line.split(' ').map(Number);
    if (step !== next[writer]) throw new Error(`"${line}" instead of step ${next[writer]}.`);
    next[writer] = step + 1;
    read += 1;
    if (read === acknowledgements) setTimeout(() => child.process.kill('SIGKILL'), graceMs);
  }
  const errors = await child.ended;
  if (child.process.signalCode !== 'SIGKILL') throw new Error(`It ended by itself: ${errors}`);
  return read;
}

describe('a process that is killed between reserving and settling', () => {
  it(
    `counts each of ${ACKNOWLEDGED} acknowledged steps once, and none twice that is tried again (seed ${SEED})`,
    async () => {
      const folder = temporaryFolder();
      const random = seededBelow(SEED);
      /** The step of each writer that was not yet acknowledged. */
      const next = Array.from({ length: WRITERS }, () => 0);
      let acknowledged = 0;
      let held = 0;
      // Once at least it has to be killed where this test looks.
      while (acknowledged < ACKNOWLEDGED || held === 0) {
        acknowledged += await killAfter(folder, next, 1 + random(100), random(8));
        const store = await createSqliteStore({ folder });
        const before = await store.ledger.spent(ACCOUNT);
        // What was on its way is tried again, as the next process will: it is held, or was settled.
        const tried = await Promise.all(
          next.map((step, writer) => store.ledger.reserve(stepOf(writer, step))),
        );
        const settled = tried.filter(({ status }) => status === 'settled').length;
        expect(before.spent).toBe(SPENT * (acknowledged + settled));
        expect(before.reserved).toBeLessThanOrEqual(HELD * (WRITERS - settled));
        const after = await store.ledger.spent(ACCOUNT);
        expect(after).toEqual({ spent: before.spent, reserved: HELD * (WRITERS - settled) });
        held += before.reserved;
        await store.close();
      }
    },
    FULL ? 600_000 : 120_000,
  );
});
