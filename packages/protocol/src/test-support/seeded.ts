/** Whether this run tries everything, and not a seeded sample of it. */
export const FULL = process.env['AGENT_CHAT_TEST'] === 'full';

/** 32 bits at a time, the same for the same seed (mulberry32). */
function bitsOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed. */
export function seeded(seed: number): () => number {
  const bits = bitsOf(seed);
  return () => bits() / 2 ** 32;
}

/** Whole numbers from 0 (inclusive) to `below` (exclusive), the same for the same seed. */
export function seededBelow(seed: number): (below: number) => number {
  const bits = bitsOf(seed);
  return (below) => bits() % below;
}

/** All of 1 to `count` in a full run, else `sample` of them, the first and the last included. */
export function positions(
  count: number,
  sample: number,
  random: () => number,
  all: boolean = FULL,
): readonly number[] {
  if (all || sample >= count) return Array.from({ length: count }, (_, index) => index + 1);
  const chosen = new Set([1, count]);
  while (chosen.size < sample) chosen.add(1 + Math.floor(random() * count));
  return [...chosen].sort((a, b) => a - b);
}

/** Does `work` for each of `items`, so many at a time: most of a run is waiting. */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const rest = items.entries();
  const runLane = async (): Promise<void> => {
    for (const [index, item] of rest) await work(item, index);
  };
  await Promise.all(Array.from({ length: lanes }, runLane));
}
