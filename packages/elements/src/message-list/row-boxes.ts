import { isArticle } from './article-counts.js';
import { isSameRow, type Row } from './row.js';
import type { RowHeights } from './row-heights.js';
import type { RowList } from './row-list.js';

/** The element of one row that is in the page. */
export interface RowBox {
  readonly element: HTMLElement;
  readonly key: string;
  index: number;
  row: Row | null;
  isLast: boolean;
  marginPx: number;
}

/** Boxes, each with its height in pixels. */
export type BoxHeights = Iterable<readonly [box: RowBox, height: number]>;

/** Renders a row into its box. */
export type RenderRow = (row: Row, isLast: boolean, box: HTMLElement) => void;

/** Where the rows stand. */
export interface RowPlaces {
  readonly heights: RowHeights;
  /** How much lower the rows stand than the heights of those before them say. */
  readonly drift: number;
}

/** The elements of those rows that are in the page, one box a row, and the space between them. */
export class RowBoxes {
  readonly #container: HTMLElement;
  readonly #resizes: ResizeObserver;
  readonly #render: RenderRow;
  readonly #byKey = new Map<string, RowBox>();
  readonly #byElement = new WeakMap<Element, RowBox>();

  /** @param resizes told of each box that comes and goes */
  constructor(container: HTMLElement, resizes: ResizeObserver, render: RenderRow) {
    this.#container = container;
    this.#resizes = resizes;
    this.#render = render;
  }

  /** Every box in the page. */
  all(): Iterable<RowBox> {
    return this.#byKey.values();
  }

  /** How high boxes are that were observed. */
  *observed(entries: readonly ResizeObserverEntry[]): BoxHeights {
    for (const { target, borderBoxSize } of entries) {
      const box = this.around(target);
      const height = borderBoxSize[0]?.blockSize;
      if (box !== undefined && height !== undefined && this.#byKey.get(box.key) === box) yield [box, height];
    }
  }

  /** How high those boxes are, to the pixel, that are higher or lower than is known. */
  *changed(heights: RowHeights): BoxHeights {
    for (const box of this.#byKey.values()) {
      const { offsetHeight } = box.element;
      if (Math.abs(offsetHeight - heights.height(box.index)) >= 1) yield [box, offsetHeight];
    }
  }

  get(key: string): RowBox | undefined {
    return this.#byKey.get(key);
  }

  /** The box that an element is, or is in. */
  around(element: EventTarget | null): RowBox | undefined {
    const item = element instanceof Element ? element.closest('.item') : null;
    return item === null ? undefined : this.#byElement.get(item);
  }

  /** The article in the box of a row. */
  article(key: string): HTMLElement | null {
    return articleIn(this.#byKey.get(key));
  }

  /**
   * Has those rows in the page, and no others, with as much space between as the missing ones need.
   *
   * @param indices in order
   * @param isWhole whether `rows` begin with the first of the conversation
   */
  place(rows: RowList, indices: Iterable<number>, places: RowPlaces, isWhole: boolean): void {
    const kept = new Set<RowBox>();
    for (const index of indices) kept.add(this.#boxAt(rows, index, kept));
    // First: what stays is then in its place already, and is not moved with the focus in it.
    for (const box of this.#byKey.values()) if (!kept.has(box)) this.#drop(box);
    let cursor = this.#container.firstElementChild;
    for (const box of kept) {
      if (isArticle(box.row as Row)) count(box, rows, isWhole);
      if (box.element === cursor) cursor = cursor.nextElementSibling;
      else placeBefore(this.#container, box.element, cursor);
    }
    this.#space(kept, places);
  }

  /** The space before, between and behind the boxes, by the heights as they are now known. */
  putApart(places: RowPlaces): void {
    const boxes = Array.from(this.#container.children, (child) => this.#byElement.get(child) as RowBox);
    this.#space(boxes, places);
  }

  /** Has every box rendered again when it is placed next. */
  refresh(): void {
    for (const box of this.#byKey.values()) box.row = null;
  }

  clear(): void {
    for (const { element } of this.#byKey.values()) this.#resizes.unobserve(element);
    this.#byKey.clear();
    this.#container.replaceChildren();
    this.#container.style.paddingBlockEnd = '';
    this.#container.style.minBlockSize = '';
  }

  #space(boxes: Iterable<RowBox>, { heights, drift }: RowPlaces): void {
    let next = 0;
    for (const box of boxes) {
      const gap = heights.offset(box.index) - heights.offset(next);
      setMargin(box, next === 0 ? gap + drift : gap);
      next = box.index + 1;
    }
    const below = heights.total - heights.offset(next);
    this.#container.style.paddingBlockEnd = below > 0 ? `${below}px` : '';
    // WebKit lays out a container before it styles what is in it: for a moment without the rows that come, and
    // without those that go. What were lower then would be scrolled up by that, however far.
    this.#container.style.minBlockSize = `${heights.total + drift}px`;
  }

  #boxAt(rows: RowList, index: number, kept: ReadonlySet<RowBox>): RowBox {
    const row = rows.at(index) as Row;
    let { key } = row;
    // A runner may use the id of a tool call again.
    let known = this.#byKey.get(key);
    while (known !== undefined && kept.has(known)) {
      key += '+';
      known = this.#byKey.get(key);
    }
    const box = known ?? this.#add(key);
    const isLast = index === rows.length - 1;
    box.index = index;
    if (box.row === null || box.isLast !== isLast || !isSameRow(box.row, row)) {
      box.row = row;
      box.isLast = isLast;
      this.#render(row, isLast, box.element);
    }
    return box;
  }

  #add(key: string): RowBox {
    const element = document.createElement('div');
    element.className = 'item';
    const box = { element, key, index: 0, row: null, isLast: false, marginPx: 0 };
    this.#byKey.set(key, box);
    this.#byElement.set(element, box);
    this.#resizes.observe(element);
    return box;
  }

  #drop({ element, key }: RowBox): void {
    this.#resizes.unobserve(element);
    this.#byKey.delete(key);
    element.remove();
  }
}

/** How many there are is not known before the beginning is loaded. */
function count(box: RowBox, rows: RowList, isWhole: boolean): void {
  const article = articleIn(box);
  if (article === null) return;
  const place = `${rows.articlesBefore(box.index) + 1}`;
  const size = isWhole ? `${rows.articlesBefore(rows.length)}` : '-1';
  if (article.ariaPosInSet !== place) article.ariaPosInSet = place;
  if (article.ariaSetSize !== size) article.ariaSetSize = size;
}

function articleIn(box: RowBox | undefined): HTMLElement | null {
  return box?.element.querySelector<HTMLElement>(':scope > [role="article"]') ?? null;
}

/** Below nothing where what is above has grown by more than the space before it. */
function setMargin(box: RowBox, px: number): void {
  if (Math.abs(px - box.marginPx) < 0.01) return;
  box.marginPx = px;
  box.element.style.marginBlockStart = px === 0 ? '' : `${px}px`;
}

/** Where the browser can, without what is in it noticing: the focus stays, and what plays. */
function placeBefore(parent: Element, element: HTMLElement, before: Element | null): void {
  const { moveBefore } = parent as { moveBefore?: (element: Element, before: Element | null) => void };
  if (element.isConnected && moveBefore !== undefined) moveBefore.call(parent, element, before);
  else parent.insertBefore(element, before);
}
