/** Work on a key that is done by one at a time; asked for again meanwhile, it is done once more. */
export class OneAtATime<K> {
  readonly #running = new Map<K, { readonly done: Promise<void>; isStale: boolean }>();

  /** Resolves when work has been done that began after this call. Rejects as the work does. */
  do(key: K, work: () => Promise<void>): Promise<void> {
    const running = this.#running.get(key);
    if (running !== undefined) {
      running.isStale = true;
      return running.done;
    }
    const entry = { isStale: false, done: Promise.resolve() };
    entry.done = (async () => {
      do {
        entry.isStale = false;
        await work();
      } while (entry.isStale);
    })().finally(() => this.#running.delete(key));
    this.#running.set(key, entry);
    return entry.done;
  }

  /** Everything that is under way, however it ends. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map(({ done }) => done));
  }
}
