/** A page that is not painted has no frames: it goes on at this pace, or slower as the browser decides. */
const MAX_FRAME_MS = 250;

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
      const pass = (): void => {
        cancelAnimationFrame(frame);
        clearTimeout(timer);
        this.#frame = null;
        resolve();
      };
      const frame = requestAnimationFrame(pass);
      const timer = setTimeout(pass, MAX_FRAME_MS);
    });
  }
}
