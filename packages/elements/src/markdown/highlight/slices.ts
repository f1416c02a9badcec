import { onNextFrame } from '../../context/next-frame.js';

/** What a slice of work may take, so that a frame has time for the rest. */
const SLICE_MS = 6;

/** What may be done at once: the few lines or the formula that come with a frame of a stream. */
const AT_ONCE_MS = 2;

/** Work that can stop when it `isOver`; it returns whether there is more. */
export type Work = (isOver: () => boolean) => boolean;

/** Until `ms` have passed. */
function within(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() >= end;
}

/** Does what can wait in slices, one a frame, in the order in which it came. */
export class Slices {
  readonly #waiting = new Set<Work>();
  #isPlanned = false;
  /** What has been done at once since the last task. */
  #spentMs = 0;

  /** Work that waits already waits once. */
  add(work: Work): void {
    this.#waiting.add(work);
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setTimeout(this.#run);
  }

  /** Does `work` at once, unless much has been done at once since the last pause. */
  soon(work: Work): void {
    if (this.#waiting.size > 0 || this.#spentMs > AT_ONCE_MS) return this.add(work);
    if (this.#spentMs === 0) {
      setTimeout(() => {
        this.#spentMs = 0;
      });
    }
    const begin = performance.now();
    if (work(within(AT_ONCE_MS))) this.add(work);
    this.#spentMs += performance.now() - begin;
  }

  readonly #run = (): void => {
    const isOver = within(SLICE_MS);
    for (const work of this.#waiting) {
      if (!work(isOver)) this.#waiting.delete(work);
      if (isOver()) break;
    }
    this.#isPlanned = this.#waiting.size > 0;
    if (this.#isPlanned) onNextFrame(this.#run);
  };
}
