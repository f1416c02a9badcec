export interface BatcherOptions<Item, Result> {
  /** So many items are run together at most. */
  readonly maxItems: number;
  /** So many items must wait before a batch is begun beside one that runs. At least 1. */
  readonly minBeside: number;
  /** Items with the same key are run in the order in which they came: never in two batches at a time. */
  readonly keyOf: (item: Item) => string;
  /** The weight of a batch: it is closed by the item that reaches it. */
  readonly maxWeight: number;
  readonly weightOf: (item: Item) => number;
  /** Gives a result for each item, or rejects for all of them. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Whether items of a batch that was rejected so may be run again, one by one. */
  readonly mayRunAlone: (error: unknown) => boolean;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_BATCHES = 2;

/**
 * Runs what arrives in the same turn of the event loop, or while batches are running, as the next
 * batch: a commit costs about the same for one item as for a hundred. Where many wait they are two
 * batches: while the database works on one, those who got the results of the other prepare the next.
 */
export class Batcher<Item, Result> {
  readonly #options: BatcherOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  #running = 0;
  #isScheduled = false;
  /** The keys of what is running. */
  readonly #busy = new Set<string>();

  constructor(options: BatcherOptions<Item, Result>) {
    this.#options = options;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** In the next turn: whoever goes on in this one is in the batch too. */
  #schedule(): void {
    const enough = this.#running === 0 ? 1 : this.#options.minBeside;
    if (this.#isScheduled || this.#waiting.length < enough) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      while (this.#running < MAX_BATCHES) {
        const batch = this.#nextBatch();
        if (batch.length === 0) return;
        void this.#runBatch(batch);
      }
    });
  }

  async #runBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const keys = batch.map(({ item }) => this.#options.keyOf(item));
    this.#running += 1;
    for (const key of keys) this.#busy.add(key);
    await this.#run(batch);
    for (const key of keys) this.#busy.delete(key);
    this.#running -= 1;
    this.#schedule();
  }

  /** Takes it out of what waits. Empty: nothing waits that may run, or not enough. */
  #nextBatch(): readonly Waiting<Item, Result>[] {
    const { maxItems, maxWeight, minBeside, weightOf, keyOf } = this.#options;
    const half = Math.ceil(this.#waiting.length / 2);
    const isAlone = this.#running === 0;
    const most = Math.min(maxItems, isAlone && half >= minBeside ? half : this.#waiting.length);
    const batch: Waiting<Item, Result>[] = [];
    const left: Waiting<Item, Result>[] = [];
    let weight = 0;
    for (const each of this.#waiting) {
      const mayRun = batch.length < most && weight < maxWeight && !this.#busy.has(keyOf(each.item));
      (mayRun ? batch : left).push(each);
      if (mayRun) weight += weightOf(each.item);
    }
    if (!isAlone && batch.length < minBeside) return [];
    this.#waiting = left;
    return batch;
  }

  /** Never rejects. One item fails alone; of several, each is tried alone, so that only the guilty fail. */
  async #run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.run(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (batch.length > 1 && this.#options.mayRunAlone(error)) {
        for (const waiting of batch) await this.#run([waiting]);
      } else {
        for (const { reject } of batch) reject(error);
      }
    }
  }
}
