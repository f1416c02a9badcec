import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How near to the end still counts as being there, in pixels. */
const NEAR_PX = 40;

/** The scrolling box and what grows in it; `null` before they are rendered. */
type FindBoxes = () => { readonly scroller: HTMLElement; readonly content: HTMLElement } | null;

/**
 * Keeps a scrolling box at its end while its content grows, until the reader scrolls up; and again
 * from when the reader is back at the end.
 */
export class StickToBottom implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #find: FindBoxes;
  readonly #resizes: ResizeObserver | null;
  readonly #hasEnd: () => boolean;
  #scroller: HTMLElement | null = null;
  #top = 0;
  #isPinned = true;

  /** @param hasEnd whether the content has an end to stay at; else it is left at its start */
  constructor(host: ReactiveControllerHost, find: FindBoxes, hasEnd: () => boolean) {
    this.#host = host;
    this.#find = find;
    this.#hasEnd = hasEnd;
    this.#resizes = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(() => this.#keep());
    host.addController(this);
  }

  /** Whether the reader is at the end, and stays there. */
  get isPinned(): boolean {
    return this.#isPinned;
  }

  hostUpdated(): void {
    if (this.#scroller !== null) return;
    const found = this.#find();
    if (found === null) return;
    this.#scroller = found.scroller;
    found.scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    this.#resizes?.observe(found.scroller);
    this.#resizes?.observe(found.content);
  }

  hostDisconnected(): void {
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#resizes?.disconnect();
    this.#scroller = null;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  /** Goes to the end, and stays there. */
  pin(behavior: ScrollBehavior = 'auto'): void {
    this.#setPinned(true);
    this.#scroller?.scrollTo({ top: this.#scroller.scrollHeight, behavior });
  }

  #keep(): void {
    if (!this.#isPinned || this.#scroller === null || !this.#hasEnd()) return;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  readonly #onScroll = (): void => {
    const scroller = this.#scroller;
    if (scroller === null || !this.#hasEnd()) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const isUp = scrollTop < this.#top - 1;
    this.#top = scrollTop;
    if (scrollHeight - scrollTop - clientHeight <= NEAR_PX) this.#setPinned(true);
    // Growing content also takes the reader away from the end, but never upwards.
    else if (isUp) this.#setPinned(false);
  };

  #setPinned(isPinned: boolean): void {
    if (this.#isPinned === isPinned) return;
    this.#isPinned = isPinned;
    this.#host.requestUpdate();
  }
}
