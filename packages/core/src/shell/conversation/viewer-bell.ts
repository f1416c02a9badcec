import type { Logger } from '../../ports/environment.js';

/** Who is told that there may be something new. */
export interface NewsListener {
  news(): void;
}

/**
 * Tells viewers that there is something new: once for all that changes in one go, one viewer after
 * the other, and after whoever changed it has gone on.
 */
export class ViewerBell {
  readonly #logger: Logger;
  readonly #listeners = new Set<NewsListener>();
  #isRung = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Returns its removal. */
  add(listener: NewsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ring(): void {
    if (this.#isRung || this.#listeners.size === 0) return;
    this.#isRung = true;
    queueMicrotask(() => {
      this.#isRung = false;
      for (const listener of this.#listeners) this.#tell(listener);
    });
  }

  /** The others are told, whatever one of them does. */
  #tell(listener: NewsListener): void {
    try {
      listener.news();
    } catch (error) {
      this.#logger.log('error', 'A viewer of a conversation failed.', { cause: String(error) });
    }
  }
}
