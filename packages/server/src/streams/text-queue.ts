import type { Clock } from '@agent-chat/core';

/**
 * Text between a writer that must not run ahead and a reader that takes all there is. While the
 * reader is busy the writer goes on up to a limit, so that many small pieces leave as one.
 */
export class TextQueue {
  readonly #maxLength: number;
  readonly #clock: Clock;
  #text = '';
  #ended = false;
  #wakeReader: (() => void) | null = null;
  #wakeWriter: (() => void) | null = null;

  constructor(maxLength: number, clock: Clock) {
    this.#maxLength = maxLength;
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#text === '';
  }

  push(text: string): void {
    this.#text += text;
    this.#wakeReader?.();
  }

  /** What was pushed can still be taken. */
  end(): void {
    this.#ended = true;
    this.#wakeReader?.();
  }

  /** Everything pushed since the last call, waiting for something; `null` at the end. */
  async take(): Promise<string | null> {
    while (this.#text === '') {
      if (this.#ended) return null;
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
    const text = this.#text;
    this.#text = '';
    this.#wakeWriter?.();
    return text;
  }

  /**
   * Resolves when there is room, or when `signal` aborts; `false` after `waitMs` in which the
   * reader took nothing.
   */
  async room(waitMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.#text.length < this.#maxLength || signal.aborted) return true;
    return new Promise<boolean>((resolve) => {
      const settle = (hasRoom: boolean): void => {
        cancelTimer();
        signal.removeEventListener('abort', wake);
        this.#wakeWriter = null;
        resolve(hasRoom);
      };
      const wake = (): void => settle(true);
      const cancelTimer = this.#clock.after(waitMs, () => settle(false));
      signal.addEventListener('abort', wake);
      this.#wakeWriter = wake;
    });
  }
}
