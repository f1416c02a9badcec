import { onNextFrame } from '../context/next-frame.js';

/**
 * Lets one update through a frame. The first one passes at once; what comes before the frame has
 * been painted waits for the next.
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
      onNextFrame(() => {
        this.#frame = null;
        resolve();
      });
    });
  }
}
