import { onNextFrame } from '../context/next-frame.js';

/**
 * So long an update waits after the one before, and then for a frame: every second frame of most
 * screens. Text that grows thirty times a second looks as smooth, and half the layout and paint,
 * which are most of what an update costs, are left to the page.
 */
const PAUSE_MS = 24;

/**
 * Lets one update through every second frame or so. The first one passes at once; what comes soon
 * after it waits.
 */
export class FrameGate {
  #frame: Promise<void> | null = null;

  /** Resolves when the next update may run. */
  async next(): Promise<void> {
    while (this.#frame !== null) await this.#frame;
  }

  /** Says that an update has run. */
  use(): void {
    this.#frame ??= new Promise((resolve) => {
      const pass = (): void => {
        this.#frame = null;
        resolve();
      };
      setTimeout(() => onNextFrame(pass), PAUSE_MS);
    });
  }
}
