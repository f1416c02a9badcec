import { describe, expect, it } from 'vitest';
import { Batcher } from './batcher.js';

function batcherOf(run: (items: readonly number[]) => Promise<readonly number[]>): Batcher<number, number> {
  return new Batcher({
    maxItems: 4,
    maxWeight: 100,
    minBeside: 3,
    keyOf: (item) => `${item % 10}`,
    weightOf: (item) => item,
    run,
    mayRunAlone: (error) => error instanceof RangeError,
  });
}

describe('batches', () => {
  it('hold what arrived together or while another ran, within their limits', async () => {
    const batches: number[][] = [];
    const batcher = batcherOf(async (items) => {
      batches.push([...items]);
      await new Promise((resolve) => setImmediate(resolve));
      return items.map((item) => item * 2);
    });
    const first = [1, 2, 3, 4, 5, 99, 1, 1].map((item) => batcher.add(item));
    const later = Promise.all(first.slice(0, 4)).then(() => batcher.add(7));
    expect(await Promise.all(first)).toEqual([2, 4, 6, 8, 10, 198, 2, 2]);
    expect(await later).toBe(14);
    expect(batches).toEqual([
      [1, 2, 3, 4],
      [5, 99],
      [1, 1, 7],
    ]);
  });

  it('are two where many wait, and one beside another only for enough items', async () => {
    const begun: number[][] = [];
    const ends: (() => void)[] = [];
    const batcher = batcherOf((items) => {
      begun.push([...items]);
      return new Promise((resolve) => ends.push(() => resolve(items)));
    });
    const add = (items: readonly number[]) => Promise.all(items.map((item) => batcher.add(item)));
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const first = add([1, 2, 3, 4, 5, 6]);
    await turn();
    expect(begun).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const second = add([7, 8, 9]);
    await turn();
    expect(begun).toHaveLength(2);
    ends[1]?.();
    await turn();
    await turn();
    expect(begun.slice(2)).toEqual([[7, 8, 9]]);
    ends[2]?.();
    await second;
    const third = add([10, 11]);
    await turn();
    expect(begun).toHaveLength(3);
    ends[0]?.();
    await first;
    await turn();
    expect(begun.slice(3)).toEqual([[10, 11]]);
    ends[3]?.();
    await third;
  });

  it('never run two items of one key at the same time, and keep their order', async () => {
    const begun: number[][] = [];
    const ends: (() => void)[] = [];
    const batcher = batcherOf((items) => {
      begun.push([...items]);
      return new Promise((resolve) => ends.push(() => resolve(items)));
    });
    const all = Promise.all([1, 2, 3, 11, 12, 4, 13, 5, 6].map((item) => batcher.add(item)));
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    expect(begun).toEqual([
      [1, 2, 3, 11],
      [4, 5, 6],
    ]);
    ends[0]?.();
    await turn();
    await turn();
    // Two that wait are too few beside the other.
    expect(begun).toHaveLength(2);
    ends[1]?.();
    await turn();
    await turn();
    expect(begun.slice(2)).toEqual([[12, 13]]);
    ends[2]?.();
    await all;
  });

  it('fail only the guilty where the error allows to try each alone', async () => {
    const batcher = batcherOf(async (items) => {
      if (items.includes(2)) throw new RangeError('two');
      return items;
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fail whole, without a second try, where the outcome is not known', async () => {
    let runs = 0;
    const batcher = batcherOf(async () => {
      runs += 1;
      throw new Error('connection lost');
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(runs).toBe(1);
    await expect(batcher.add(1)).rejects.toThrow('connection lost');
  });
});
