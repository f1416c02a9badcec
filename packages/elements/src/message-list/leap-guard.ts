/** WebKit may go somewhere else altogether when other rows take the place of those it has laid out. */
export class LeapGuard {
  readonly #scroller: HTMLElement;
  #to = 0;
  /** The time of the frame in which the list was scrolled there. */
  #at = -1;

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
  }

  /** The list was scrolled. */
  note(): void {
    this.#to = this.#scroller.scrollTop;
    this.#at = frameTime();
  }

  /** The list will be scrolled by us. */
  forget(): void {
    this.#at = -1;
  }

  /** Goes back to where the list was scrolled to in this frame, if it is farther away than `px`. */
  undo(px: number): void {
    if (this.#at !== frameTime()) return;
    if (Math.abs(this.#scroller.scrollTop - this.#to) > px) this.#scroller.scrollTop = this.#to;
  }
}

/** The same for all that happens in one frame: of events, of animations and of what is measured. */
function frameTime(): number {
  return Number(document.timeline.currentTime);
}
