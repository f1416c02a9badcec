/** Below this many elements beside each other they are looked at one by one. */
const FEW = 8;
/** Deeper than a block of an answer is in its row. */
const MAX_DEPTH = 16;

/**
 * What the reader sees first of the rows, however deep in one of them, and where that stands in its
 * row: a row may get another height above what is read of it as well as below.
 *
 * What has just come into view at the upper edge is not meant: Firefox and WebKit lay out what was out
 * of sight when it is in view already, and what follows on it would move.
 */
export class InnerAnchor {
  readonly #scroller: HTMLElement;
  readonly #rows: HTMLElement;
  #row: Element | null = null;
  #element: Element | null = null;
  #top = 0;
  #scrollTop = 0;
  /** How much of what is seen has come into view at the upper edge since the list last rested. */
  #newPx = 0;

  constructor(scroller: HTMLElement, rows: HTMLElement) {
    this.#scroller = scroller;
    this.#rows = rows;
  }

  /** The row that it is in, as long as it is in the page. */
  get row(): Element | null {
    return this.#element?.isConnected === true ? this.#row : null;
  }

  /**
   * Looks for it anew, where the list is scrolled to now.
   *
   * @param isAtRest whether all that is seen has been laid out
   */
  note(isAtRest: boolean): void {
    const { scrollTop, clientHeight } = this.#scroller;
    const newPx = isAtRest ? 0 : this.#newPx + this.#scrollTop - scrollTop;
    this.#newPx = Math.min(Math.max(0, newPx), clientHeight - 1);
    this.#scrollTop = scrollTop;
    const { top, bottom } = this.#scroller.getBoundingClientRect();
    const edge = top + this.#newPx;
    const row = nearest(this.#rows, edge);
    const isSeen = row !== null && !isAbove(row, top) && row.getBoundingClientRect().top < bottom;
    this.#row = isSeen ? row : null;
    this.#element = isSeen ? innermost(row, edge) : null;
    this.#top = this.#place();
  }

  /** So many pixels more have come into view at the upper edge than were scrolled. */
  reveal(px: number): void {
    this.#newPx += px;
  }

  /** How much lower it stands in its row than when this was last asked, or it was noted. */
  moved(): number {
    if (this.row === null) return 0;
    const before = this.#top;
    this.#top = this.#place();
    return this.#top - before;
  }

  #place(): number {
    if (this.#row === null || this.#element === null) return 0;
    return this.#element.getBoundingClientRect().top - this.#row.getBoundingClientRect().top;
  }
}

/** The innermost element that is cut off at `edge`, or else the one that is nearest to it. */
function innermost(row: Element, edge: number): Element {
  let found = row;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const inner = nearest(found, edge);
    if (inner === null) break;
    found = inner;
    if (found.getBoundingClientRect().top >= edge) break;
  }
  return found;
}

/** The first element in another that is not above `edge` whole, or else the last one. */
function nearest(outer: Element, edge: number): Element | null {
  // They stand one below the other.
  const { children } = outer.shadowRoot ?? outer;
  let from = 0;
  for (let to = children.length; to - from > FEW; ) {
    const middle = (from + to) >> 1;
    if (isAbove(children[middle], edge)) from = middle + 1;
    else to = middle;
  }
  for (let index = from; index < children.length; index++) {
    const element = children[index];
    if (element !== undefined && !isAbove(element, edge) && isInFlow(element)) return element;
  }
  return [...children].findLast(isInFlow) ?? null;
}

function isAbove(element: Element | undefined, edge: number): boolean {
  return element !== undefined && element.getBoundingClientRect().bottom <= edge;
}

/** What is not displayed is nowhere, and what sticks to an edge stays there, whatever moves. */
function isInFlow(element: Element): boolean {
  const { position, display } = getComputedStyle(element);
  return display !== 'none' && display !== 'contents' && (position === 'static' || position === 'relative');
}
