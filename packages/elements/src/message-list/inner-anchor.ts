/** Below this many elements beside each other they are looked at one by one. */
const FEW = 8;
/** Deeper than a block of an answer is in its row. */
const MAX_DEPTH = 16;

/**
 * What the reader sees first of a row, however deep in it, and where that stands in the row: a row may
 * get another height above what is read of it as well as below.
 */
export class InnerAnchor {
  #row: Element | null = null;
  #element: Element | null = null;
  #top = 0;

  /** Remembers what of `row` is first seen at `edge` or below it, in pixels of the page. */
  note(row: Element | undefined, edge: number): void {
    this.#row = row ?? null;
    this.#element = row === undefined ? null : firstSeen(row, edge);
    this.#top = this.#place();
  }

  /** How much lower that stands in the row than when this was last asked, or noted. */
  moved(row: Element | undefined): number {
    if (row === undefined || row !== this.#row || this.#element?.isConnected !== true) return 0;
    const before = this.#top;
    this.#top = this.#place();
    return this.#top - before;
  }

  #place(): number {
    if (this.#row === null || this.#element === null) return 0;
    return this.#element.getBoundingClientRect().top - this.#row.getBoundingClientRect().top;
  }
}

/** The innermost element that is cut off at `edge`, or else the first one below it. */
function firstSeen(row: Element, edge: number): Element {
  let found = row;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const inner = firstBelow((found.shadowRoot ?? found).children, edge);
    if (inner === null) break;
    found = inner;
    if (found.getBoundingClientRect().top >= edge) break;
  }
  return found;
}

/** The first of some elements, which stand one below the other, that is not above `edge` whole. */
function firstBelow(elements: HTMLCollection, edge: number): Element | null {
  let from = 0;
  for (let to = elements.length; to - from > FEW; ) {
    const middle = (from + to) >> 1;
    if (isAbove(elements[middle], edge)) from = middle + 1;
    else to = middle;
  }
  for (let index = from; index < elements.length; index++) {
    const element = elements[index];
    if (element !== undefined && !isAbove(element, edge) && isInFlow(element)) return element;
  }
  return null;
}

function isAbove(element: Element | undefined, edge: number): boolean {
  return element !== undefined && element.getBoundingClientRect().bottom <= edge;
}

/** What is not displayed is nowhere, and what sticks to an edge stays there, whatever moves. */
function isInFlow(element: Element): boolean {
  const { position, display } = getComputedStyle(element);
  return display !== 'none' && display !== 'contents' && (position === 'static' || position === 'relative');
}
