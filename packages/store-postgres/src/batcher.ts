export interface BatcherOptions<Item, Result> {
  /** So many items are run together at most. */
  readonly maxItems: number;
  /** So many items must wait before a batch is begun beside one that runs. At least 1. */
  readonly minBeside: number;
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
    if (this.#isScheduled || !this.#mayRun()) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      while (this.#mayRun()) void this.#runBatch(this.#nextBatch());
    });
  }

  #mayRun(): boolean {
    const enough = this.#running === 0 ? 1 : this.#options.minBeside;
    return this.#waiting.length >= enough && this.#running < MAX_BATCHES;
  }

  async #runBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    this.#running += 1;
    await this.#run(batch);
    this.#running -= 1;
    this.#schedule();
  }

  #nextBatch(): readonly Waiting<Item, Result>[] {
    const { maxItems, maxWeight, minBeside, weightOf } = this.#options;
    const half = Math.ceil(this.#waiting.length / 2);
    const most = this.#running === 0 && half >= minBeside ? half : this.#waiting.length;
    let count = 0;
    for (let weight = 0; count < Math.min(maxItems, most) && weight < maxWeight; count++) {
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
