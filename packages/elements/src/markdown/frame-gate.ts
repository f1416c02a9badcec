import { onNextFrame } from '../context/next-frame.js';

/**
 * So long an update waits after the one before, and then for a frame: every second frame of most
 * screens. Text that grows thirty times a second looks as smooth, and half the layout and paint,
 * which are most of what an update costs, are left to the page.
 */
const PAUSE_MS = 24;
/** A dear update is followed by a pause as long as itself, but not longer: a reader sees that the text goes on. */
const MAX_PAUSE_MS = 1_000;

/**
 * Lets one update through every second frame or so, and fewer where each takes long. The first one
 * passes at once; what comes soon after it waits.
 */
export class FrameGate {
  #frame: Promise<void> | null = null;

  /** Resolves when the next update may run. */
  async next(): Promise<void> {
    while (this.#frame !== null) await this.#frame;
  }

  /** Says that an update has run, and when it began (`performance.now()`). */
  use(begunAt: number): void {
    this.#frame ??= new Promise((resolve) => {
      const pass = (): void => {
        this.#frame = null;
        resolve();
      };
      // A task later, as layout and paint, which come with the frame of the update, cost most.
      setTimeout(() => {
        const tookMs = performance.now() - begunAt;
        const pauseMs = Math.min(MAX_PAUSE_MS, Math.max(PAUSE_MS - tookMs, tookMs));
        setTimeout(() => onNextFrame(pass), pauseMs);
      });
    });
  }
}
