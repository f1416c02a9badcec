import { HeldPointer } from './held-pointer.js';
import { READER_INPUTS } from './reader-inputs.js';

/** How near to the end still counts as being there, in pixels, unless the reader went up from it. */
const NEAR_PX = 40;
/** By so much places may be rounded, in pixels. */
const ROUNDED_PX = 2;
/** How far a glide to the end goes at most, in heights of the box: what is farther is skipped. */
const FAR = 3;
/** For how long after an input a scroll may be the reader's. */
const INPUT_MS = 1_000;

/**
 * Keeps a scrolling box at its end while its content grows, until the reader scrolls up, however little;
 * and again from when the reader is back at the end, or comes near to it from further up.
 */
export class StickToBottom {
  readonly #onChange: () => void;
  readonly #hasEnd: () => boolean;
  readonly #pointer = new HeldPointer();
  #scroller: HTMLElement | null = null;
  #top = 0;
  /** Of the content, when it was last scrolled or kept at its end. */
  #height = 0;
  #inputAt = -Infinity;
  #isPinned = true;
  /** Whether the reader was farther than near to the end since it is not kept. */
  #isAway = false;
  #isGliding = false;

  /** @param hasEnd whether the content has an end to stay at; else it is left at its start */
  constructor(onChange: () => void, hasEnd: () => boolean) {
    this.#onChange = onChange;
    this.#hasEnd = hasEnd;
  }

  /** Whether the reader is at the end, and stays there. */
  get isPinned(): boolean {
    return this.#isPinned;
  }

  /** Whether the list stands at its end: not while it glides there, or waits for a selection that is drawn. */
  get isAtEnd(): boolean {
    return this.#isPinned && !this.#isGliding && !this.#pointer.isDrawing;
  }

  connect(scroller: HTMLElement): void {
    this.#scroller = scroller;
    scroller.addEventListener('scrollend', this.#onScrollEnd);
    for (const type of READER_INPUTS) scroller.addEventListener(type, this.#onInput, { passive: true });
    this.#pointer.connect(scroller);
  }

  disconnect(): void {
    this.#scroller?.removeEventListener('scrollend', this.#onScrollEnd);
    for (const type of READER_INPUTS) this.#scroller?.removeEventListener(type, this.#onInput);
    this.#pointer.disconnect();
    this.#scroller = null;
  }

  /** Goes to the end, and stays there. A glide over a long way is none. */
  pin(behavior: ScrollBehavior = 'auto'): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    const isFar = fromEnd(scroller) > FAR * scroller.clientHeight;
    this.#isGliding = behavior === 'smooth' && !isFar && 'onscrollend' in scroller;
    this.#setPinned(true);
    this.#toEnd(scroller);
  }

  /** The reader has gone elsewhere. */
  release(): void {
    this.#isGliding = false;
    this.#setPinned(false);
  }

  /** The content has another height. */
  keep(): void {
    if (!this.#isPinned || this.#scroller === null || !this.#hasEnd()) return;
    // What is drawn a selection over stays under the pointer.
    if (!this.#pointer.isDrawing) this.#toEnd(this.#scroller);
    else if (fromEnd(this.#scroller) > NEAR_PX) this.release();
  }

  #toEnd(scroller: HTMLElement): void {
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: this.#isGliding ? 'smooth' : 'auto' });
    // Rows that turn out lower than expected take the reader up as well: that is not his doing.
    if (this.#isGliding) return;
    this.#top = scroller.scrollTop;
    this.#height = scroller.scrollHeight;
  }

  /** The box was scrolled. Called before other rows are in it: whether it is at its end is what was seen. */
  look(): void {
    const scroller = this.#scroller;
    if (scroller === null || !this.#hasEnd()) return;
    const { scrollTop, scrollHeight } = scroller;
    const left = fromEnd(scroller);
    const isUp = scrollTop < this.#top - ROUNDED_PX;
    const isSameContent = scrollHeight === this.#height;
    const hasInput = this.#pointer.isDown || performance.now() - this.#inputAt < INPUT_MS;
    // Smaller steps up add up: a finger may be slow.
    if (isUp || scrollTop > this.#top) this.#top = scrollTop;
    this.#height = scrollHeight;
    // Nobody goes up to the end: the content has shrunk, or the box springs back from beyond it.
    if (left <= ROUNDED_PX || (left <= NEAR_PX && this.#isAway && !isUp)) this.#setPinned(true);
    // Growing content also takes the reader away from the end, but never upwards.
    else if (isUp && (hasInput || (isSameContent && left > NEAR_PX))) this.release();
    if (!this.#isPinned && left > NEAR_PX) this.#isAway = true;
    // Content that shrinks and grows before it was kept does take him up, without his doing.
    if (isUp && !hasInput && this.isAtEnd) this.keep();
  }

  readonly #onInput = (): void => {
    this.#inputAt = performance.now();
  };

  readonly #onScrollEnd = (): void => {
    this.#isGliding = false;
  };

  #setPinned(isPinned: boolean): void {
    if (this.#isPinned === isPinned) return;
    this.#isPinned = isPinned;
    this.#isAway = false;
    this.#onChange();
  }
}

function fromEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}
