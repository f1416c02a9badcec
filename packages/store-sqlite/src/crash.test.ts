import { FULL, seededBelow } from '@agent-chat/protocol/test-support';
import { readTexts } from '@agent-chat/store-test-support';
import { describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.js';
import { runChild } from './test-support/run-child.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

const LOADS = [
  { writers: 8, conversations: 2, by: 'the thread that decides' },
  // So many at once are written by a thread of their own.
  { writers: 40, conversations: 40, by: 'the thread that writes' },
] as const;
const ACKNOWLEDGED = FULL ? 10_000 : 500;
const SEED = 20_261;

/** Runs the program until so many acknowledgements were read, then kills it, `graceMs` later. */
async function killAfter(
  folder: string,
  conversations: number,
  next: number[],
  acknowledgements: number,
  graceMs: number,
): Promise<number> {
  const child = runChild('append-for-ever.ts', [folder, 'full', String(conversations), ...next.map(String)]);
  let read = 0;
  for await (const line of child.lines) {
    const [writer = -1, operation = -1] = line.split(' ').map(Number);
    if (operation !== next[writer]) throw new Error(`"${line}" instead of operation ${next[writer]}.`);
    next[writer] = operation + 1;
    read += 1;
    if (read === acknowledgements) setTimeout(() => child.process.kill('SIGKILL'), graceMs);
  }
  const errors = await child.ended;
  if (child.process.signalCode !== 'SIGKILL') throw new Error(`It ended by itself: ${errors}`);
  return read;
}

/** Each operation that is stored and how often; throws when a log is not dense. */
async function storedOperations(folder: string, conversations: number): Promise<ReadonlyMap<string, number>> {
  const store = await createSqliteStore({ folder });
  const counts = new Map<string, number>();
  for (let index = 0; index < conversations; index++) {
    for (const text of await readTexts(store.events, `conversation-${index}`)) {
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  }
  await store.close();
  return counts;
}

describe.each(LOADS)(
  'a process that is killed while $writers append by $by',
  ({ writers, conversations }) => {
    it(
      `loses none of ${ACKNOWLEDGED} acknowledged appends, doubles none and leaves no gap (seed ${SEED})`,
      async () => {
        const folder = temporaryFolder();
        const random = seededBelow(SEED);
        /** The operation of each writer that was not yet acknowledged. */
        const next = Array.from({ length: writers }, () => 0);
        let acknowledged = 0;
        let kills = 0;
        while (acknowledged < ACKNOWLEDGED) {
          acknowledged += await killAfter(folder, conversations, next, 1 + random(120), random(8));
          kills += 1;

          const stored = await storedOperations(folder, conversations);
          const lost = next.flatMap((end, writer) =>
            Array.from({ length: end }, (_, operation) => `${writer} ${operation}`).filter(
              (operation) => !stored.has(operation),
            ),
          );
          expect(lost).toEqual([]);
          expect([...stored].filter(([, count]) => count > 1)).toEqual([]);
          // One operation of each writer was on its way, and may or may not have been written.
          const unknown = [...stored.keys()].filter((operation) => {
            const [writer = -1, number = -1] = operation.split(' ').map(Number);
            return number > (next[writer] ?? -1);
          });
          expect(unknown).toEqual([]);
        }
        expect(kills).toBeGreaterThan(2);
      },
      FULL ? 600_000 : 120_000,
    );
  },
);
