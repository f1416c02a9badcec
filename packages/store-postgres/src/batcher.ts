export interface BatcherOptions<Item, Result> {
  /** So many items are run together at most. */
  readonly maxItems: number;
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

/**
 * Runs what arrives while a batch is running, or in the same turn of the event loop, as the next
 * batch: a commit costs about the same for one item as for a hundred. One batch runs at a time.
 */
export class Batcher<Item, Result> {
  readonly #options: BatcherOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  #running = false;

  constructor(options: BatcherOptions<Item, Result>) {
    this.#options = options;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      setImmediate(() => void this.#runAll());
    });
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#run(this.#nextBatch());
    this.#running = false;
  }

  #nextBatch(): readonly Waiting<Item, Result>[] {
    const { maxItems, maxWeight, weightOf } = this.#options;
    let count = 0;
    for (let weight = 0; count < Math.min(maxItems, this.#waiting.length) && weight < maxWeight; count++) {
      const next = this.#waiting[count];
      if (next) weight += weightOf(next.item);
    }
    return this.#waiting.splice(0, count);
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
