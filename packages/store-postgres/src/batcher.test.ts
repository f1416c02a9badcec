import { describe, expect, it } from 'vitest';
import { Batcher } from './batcher.js';

function batcherOf(run: (items: readonly number[]) => Promise<readonly number[]>): Batcher<number, number> {
  return new Batcher({
    maxItems: 4,
    maxWeight: 100,
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
