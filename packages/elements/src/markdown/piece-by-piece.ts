/** So much text is read and shown at first. */
const FIRST = 24_000;
const MOST = 100_000;
/** So much is shown until the reader asks for more, and so much more each time. */
const LIMIT = 200_000;
/** An update that took longer is followed by a smaller one, a shorter one by a larger. */
const AIM_MS = 24;

/**
 * Decides how much of a long text is shown with the next update, so that a message of megabytes is
 * there at once and grows, as if it were streamed, instead of freezing the page.
 */
export class PieceByPiece {
  #text = '';
  #shown = 0;
  #piece = FIRST;
  #limit = LIMIT;

  /** How many characters of `text` to show now. One that does not go on with the last begins anew. */
  next(text: string): number {
    if (text.slice(0, this.#text.length) !== this.#text) {
      this.#shown = 0;
      this.#limit = LIMIT;
    }
    this.#text = text;
    this.#shown = Math.min(text.length, this.#limit, this.#shown + this.#piece);
    return this.#shown;
  }

  /** Whether the reader has to ask for the rest. */
  get isLimited(): boolean {
    return this.#shown === this.#limit && this.#shown < this.#text.length;
  }

  /** How many characters are not shown. */
  get hidden(): number {
    return this.#text.length - this.#shown;
  }

  more(): void {
    this.#limit += LIMIT;
  }

  /** Says how long the last update took. */
  took(ms: number): void {
    const factor = ms > AIM_MS ? 0.5 : ms < AIM_MS / 3 ? 2 : 1;
    this.#piece = Math.max(FIRST, Math.min(MOST, this.#piece * factor));
  }
}
