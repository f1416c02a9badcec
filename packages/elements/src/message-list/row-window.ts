import { isArticle } from './article-counts.js';
import { isSameRow, type Row } from './row.js';
import { RowHeights } from './row-heights.js';
import { RowList } from './row-list.js';

/** Lists of up to so many rows are in the page whole, and found by the browser's own search. */
const WHOLE_ROWS = 60;
/** What is rendered beyond what can be seen, on each side, in heights of the box and in pixels. */
const OVERSCAN = 0.4;
const MIN_OVERSCAN_PX = 320;
/** What is rendered before the box has a height. */
const FIRST_HEIGHT_PX = 800;
/** How far a selection may keep rows in the page. */
const MAX_SELECTED_ROWS = 200;
/** The list is put right by the scroll position only when it rests. */
const REST_MS = 160;
/** What a reader scrolls by. */
const INPUTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

export interface RowWindowOptions {
  /** Renders a row into its box. */
  readonly render: (row: Row, isLast: boolean, box: HTMLElement) => void;
  /** How high a row is that was never rendered, in pixels. */
  readonly estimate: (row: Row, width: number) => number;
  /** Whether the reader is at the end and stays there. */
  readonly isPinned: () => boolean;
  /** Called when heights have changed, before the page is painted. */
  readonly onMeasured: () => void;
  /** Called when other rows are rendered, with how far the first that is seen is from the start. */
  readonly onMoved: (fromStartPx: number, heightPx: number) => void;
}

interface Box {
  readonly element: HTMLElement;
  readonly key: string;
  index: number;
  row: Row | null;
  isLast: boolean;
  marginPx: number;
}

/** A row that must not move, and where it stands. */
interface Anchor {
  readonly key: string;
  readonly index: number;
  readonly offset: number;
}

/**
 * Keeps those rows of a long list in the page that can be seen, and some around them. What stands
 * above the first that is seen never moves it: when a height turns out to be another than it was
 * estimated to be, the space above takes up the difference, so that nobody's scrolling is
 * interrupted; the scroll position is put right when it rests.
 */
export class RowWindow {
  readonly #options: RowWindowOptions;
  readonly #scroller: HTMLElement;
  readonly #container: HTMLElement;
  readonly #resizes: ResizeObserver;
  readonly #boxes = new Map<string, Box>();
  readonly #byElement = new WeakMap<Element, Box>();
  readonly #measured = new Map<string, number>();
  readonly #heights = new RowHeights();
  #rows = RowList.EMPTY;
  #isHistoryWhole = true;
  /** How much lower the rows stand than the heights of those before them say. */
  #drift = 0;
  #width = 0;
  /** Of the box. Read when it is laid out anyway. */
  #height = 0;
  #paddingTop = 0;
  #focused: string | null = null;
  #selected: string | null = null;
  /** The row that stays where it is, while it was jumped to. */
  #target: string | null = null;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;

  constructor(scroller: HTMLElement, container: HTMLElement, options: RowWindowOptions) {
    this.#scroller = scroller;
    this.#container = container;
    this.#options = options;
    this.#resizes = new ResizeObserver((entries) => this.#onResize(entries));
    this.#readBox();
  }

  connect(): void {
    this.#resizes.observe(this.#scroller);
    for (const { element } of this.#boxes.values()) this.#resizes.observe(element);
    this.#scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    for (const type of INPUTS) this.#scroller.addEventListener(type, this.#onInput, { passive: true });
    this.#container.addEventListener('focusin', this.#onFocusIn);
    this.#container.addEventListener('focusout', this.#onFocusOut);
    this.#container.addEventListener('selectstart', this.#onSelectStart);
    document.addEventListener('selectionchange', this.#onSelectionChange);
  }

  disconnect(): void {
    this.#resizes.disconnect();
    this.#scroller.removeEventListener('scroll', this.#onScroll);
    for (const type of INPUTS) this.#scroller.removeEventListener(type, this.#onInput);
    this.#container.removeEventListener('focusin', this.#onFocusIn);
    this.#container.removeEventListener('focusout', this.#onFocusOut);
    this.#container.removeEventListener('selectstart', this.#onSelectStart);
    document.removeEventListener('selectionchange', this.#onSelectionChange);
    clearTimeout(this.#resting);
    this.#resting = undefined;
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  /** Shows these rows from now on. What is seen stays where it is. */
  show(rows: RowList, isHistoryWhole: boolean): void {
    const before = this.#rows;
    this.#isHistoryWhole = isHistoryWhole;
    if (rows !== before) {
      const anchor = this.#lastingAnchor();
      const from = rows.firstDifference(before);
      this.#rows = rows;
      if (from < rows.length || from < before.length) this.#fill(from, anchor);
      this.#place();
      // Older rows have come before what is seen: there is nothing above that could make room.
      if (from === 0 || from < this.#rows.head.length + 1) this.#settle();
      return;
    }
    this.#place();
  }

  /** Forgets everything: another conversation. */
  clear(): void {
    for (const { element } of this.#boxes.values()) this.#resizes.unobserve(element);
    this.#boxes.clear();
    this.#measured.clear();
    this.#container.replaceChildren();
    this.#container.style.paddingBlockEnd = '';
    this.#rows = RowList.EMPTY;
    this.#heights.fill(0, 0, () => 0);
    this.#drift = 0;
    this.#target = null;
  }

  /** Renders every row that is shown again: words, or what else all depend on, have changed. */
  refresh(): void {
    for (const box of this.#boxes.values()) box.row = null;
    this.#place();
  }

  /**
   * Brings a row into view, a little below the upper edge, and keeps it there while what is around
   * it gets its real height.
   */
  scrollTo(key: string): HTMLElement | null {
    const index = this.#rows.indexOf(key);
    if (index < 0) return null;
    this.#target = key;
    this.#drift = 0;
    const top = this.#heights.offset(index) - this.#height * 0.2;
    this.#jump(top + this.#paddingTop);
    return this.#boxes.get(key)?.element ?? null;
  }

  /** Nothing has to stay where it is any more: the reader goes elsewhere. */
  release(): void {
    this.#target = null;
  }

  /** The element of the nearest article from `element` on, which is rendered for that. */
  articleFrom(element: Element | null, step: 1 | -1): HTMLElement | null {
    const box = element?.closest('.item') ?? null;
    const known = box === null ? undefined : this.#byElement.get(box);
    let index = known?.index ?? (step === 1 ? this.#heights.indexAt(this.#top()) - 1 : this.#lastSeen() + 1);
    for (;;) {
      index += step;
      const row = this.#rows.at(index);
      if (index < 0 || row === undefined) return null;
      if (!isArticle(row)) continue;
      this.#focused = row.key;
      this.#place();
      return articleOf(this.#boxes.get(row.key)?.element);
    }
  }

  /** The first or last article of all that are loaded, rendered. */
  outermostArticle(end: 'first' | 'last'): HTMLElement | null {
    const step = end === 'first' ? 1 : -1;
    let index = end === 'first' ? 0 : this.#rows.length - 1;
    for (let row = this.#rows.at(index); index >= 0 && row !== undefined; row = this.#rows.at(index)) {
      if (isArticle(row)) {
        this.#focused = row.key;
        this.#place();
        return articleOf(this.#boxes.get(row.key)?.element);
      }
      index += step;
    }
    return null;
  }

  /** Where the rows stand now, after whatever has changed: which are rendered, and the space around. */
  #place(): void {
    const { length } = this.#rows;
    if (length === 0) {
      if (this.#boxes.size > 0) this.clear();
      return;
    }
    const [start, end, top] = this.#range();
    const kept = new Set<Box>();
    let cursor = this.#container.firstElementChild;
    let next = 0;
    let last = start;
    const add = (index: number): void => {
      const box = this.#boxAt(index, kept);
      if (box.element === cursor) cursor = cursor.nextElementSibling;
      else placeBefore(this.#container, box.element, cursor);
      kept.add(box);
      const gap = this.#heights.offset(index) - this.#heights.offset(next);
      setMargin(box, next === 0 ? gap + this.#drift : gap);
      next = index + 1;
      last = next;
    };
    const extra = this.#extraRows();
    for (const index of extra) if (index < start) add(index);
    for (let index = start; index < end; index++) add(index);
    for (const index of extra) if (index >= end) add(index);
    for (const box of this.#boxes.values()) if (!kept.has(box)) this.#drop(box);
    const below = this.#heights.total - this.#heights.offset(last);
    this.#container.style.paddingBlockEnd = below > 0 ? `${below}px` : '';
    this.#options.onMoved(top, this.#height);
  }

  /** The first row that is rendered, the one behind the last, and where the first that is seen is. */
  #range(): [start: number, end: number, top: number] {
    const { length } = this.#rows;
    const height = this.#height || FIRST_HEIGHT_PX;
    const isAtEnd = this.#options.isPinned();
    const top = isAtEnd ? Math.max(0, this.#heights.total - height) : this.#top();
    if (length <= WHOLE_ROWS) return [0, length, top];
    const overscan = Math.max(height * OVERSCAN, MIN_OVERSCAN_PX);
    let start = this.#heights.indexAt(top - overscan);
    let end = isAtEnd ? length : this.#heights.indexAt(top + height + overscan) + 1;
    const selected = this.#selected === null ? -1 : this.#rows.indexOf(this.#selected, start);
    if (selected >= 0 && Math.abs(selected - start) < MAX_SELECTED_ROWS) {
      start = Math.min(start, selected);
      end = Math.max(end, selected + 1);
    }
    return [start, end, top];
  }

  /** Rows that stay in the page wherever they are: the one with the focus. In order. */
  #extraRows(): readonly number[] {
    if (this.#focused === null) return [];
    const index = this.#rows.indexOf(this.#focused, this.#boxes.get(this.#focused)?.index);
    return index < 0 ? [] : [index];
  }

  #boxAt(index: number, kept: ReadonlySet<Box>): Box {
    const row = this.#rows.at(index) as Row;
    let { key } = row;
    // A runner may use the id of a tool call again.
    let known = this.#boxes.get(key);
    while (known !== undefined && kept.has(known)) {
      key += '+';
      known = this.#boxes.get(key);
    }
    const box = known ?? this.#newBox(key);
    const isLast = index === this.#rows.length - 1;
    box.index = index;
    if (box.row === null || box.isLast !== isLast || !isSameRow(box.row, row)) {
      box.row = row;
      box.isLast = isLast;
      this.#options.render(row, isLast, box.element);
    }
    if (isArticle(row)) this.#count(box);
    return box;
  }

  #newBox(key: string): Box {
    const element = document.createElement('div');
    element.className = 'item';
    const box = { element, key, index: 0, row: null, isLast: false, marginPx: 0 };
    this.#boxes.set(key, box);
    this.#byElement.set(element, box);
    this.#resizes.observe(element);
    return box;
  }

  #drop({ element, key }: Box): void {
    this.#resizes.unobserve(element);
    this.#boxes.delete(key);
    element.remove();
  }

  /** How many there are is not known before the beginning is loaded. */
  #count({ element, index }: Box): void {
    const article = articleOf(element);
    if (article === null) return;
    const place = `${this.#rows.articlesBefore(index) + 1}`;
    const size = this.#isHistoryWhole ? `${this.#rows.articlesBefore(this.#rows.length)}` : '-1';
    if (article.ariaPosInSet !== place) article.ariaPosInSet = place;
    if (article.ariaSetSize !== size) article.ariaSetSize = size;
  }

  #fill(from: number, anchor: Anchor | null): void {
    this.#heights.fill(from, this.#rows.length, (index) => this.#heightOf(this.#rows.at(index) as Row));
    if (anchor === null || this.#options.isPinned()) return;
    const index = this.#rows.indexOf(anchor.key, from);
    if (index < 0) return;
    this.#drift += anchor.offset - this.#heights.offset(index);
  }

  #heightOf(row: Row): number {
    return this.#measured.get(row.key) ?? this.#options.estimate(row, this.#width);
  }

  /** The first row that is seen, or the one that was jumped to. */
  #anchor(): Anchor | null {
    const target = this.#target === null ? -1 : this.#rows.indexOf(this.#target);
    return this.#anchorAt(target >= 0 ? target : this.#heights.indexAt(this.#top()));
  }

  /** The first message from there on, as far as it is seen: lines between messages come and go. */
  #lastingAnchor(): Anchor | null {
    const anchor = this.#anchor();
    const end = this.#top() + this.#height;
    for (let at = anchor?.index ?? 0; this.#heights.offset(at) < end; at++) {
      const row = this.#rows.at(at);
      if (row === undefined) break;
      if (isArticle(row)) return this.#anchorAt(at);
    }
    return anchor;
  }

  #anchorAt(index: number): Anchor | null {
    const row = this.#rows.at(index);
    return row === undefined ? null : { key: row.key, index, offset: this.#heights.offset(index) };
  }

  /** What of the rows is at the upper edge of the box, in the heights of the rows. */
  #top(): number {
    return this.#scroller.scrollTop - this.#paddingTop - this.#drift;
  }

  #lastSeen(): number {
    return this.#heights.indexAt(this.#top() + this.#height - 1);
  }

  #jump(scrollTop: number): void {
    this.#place();
    this.#scroller.scrollTop = scrollTop;
    this.#place();
    this.#scroller.scrollTop = scrollTop;
  }

  readonly #onResize = (entries: readonly ResizeObserverEntry[]): void => {
    // What is not displayed has no heights.
    if (this.#scroller.clientHeight === 0) return;
    const anchor = this.#anchor();
    const width = this.#width;
    if (entries.some(({ target }) => target === this.#scroller)) this.#readBox(anchor);
    let moved = 0;
    let isChanged = width !== this.#width;
    for (const { target, borderBoxSize } of entries) {
      const box = this.#byElement.get(target);
      const height = borderBoxSize[0]?.blockSize;
      if (box === undefined || height === undefined || !this.#boxes.has(box.key)) continue;
      this.#measured.set(box.key, height);
      const difference = height - this.#heights.height(box.index);
      if (difference === 0) continue;
      isChanged = true;
      this.#heights.set(box.index, height);
      if (anchor !== null && box.index < anchor.index) moved += difference;
    }
    if (this.#options.isPinned()) this.#drift = 0;
    else this.#drift -= moved;
    if (isChanged) this.#putApart();
    this.#options.onMeasured();
    // Rows that are added here would be measured a frame late.
    if (isChanged) this.#frame ??= requestAnimationFrame(this.#onFrame);
  };

  readonly #onFrame = (): void => {
    this.#frame = undefined;
    this.#place();
  };

  /** Reads the size of the box. Rows of another width have other heights. */
  #readBox(anchor: Anchor | null = null): void {
    const { clientHeight, clientWidth } = this.#scroller;
    this.#height = clientHeight;
    this.#paddingTop = this.#container.offsetTop;
    const width = this.#container.clientWidth;
    if (clientWidth === 0 || width === this.#width) return;
    const isFirst = this.#width === 0;
    this.#width = width;
    if (isFirst && this.#rows.length === 0) return;
    this.#measured.clear();
    for (const { key, index } of this.#boxes.values()) this.#measured.set(key, this.#heights.height(index));
    this.#fill(0, anchor);
  }

  /** The space before and behind what is rendered, by the heights as they are now known. */
  #putApart(): void {
    let next = 0;
    for (const element of this.#container.children) {
      const box = this.#byElement.get(element) as Box;
      const gap = this.#heights.offset(box.index) - this.#heights.offset(next);
      setMargin(box, next === 0 ? gap + this.#drift : gap);
      next = box.index + 1;
    }
    const below = this.#heights.total - this.#heights.offset(next);
    this.#container.style.paddingBlockEnd = below > 0 ? `${below}px` : '';
    if (this.#drift !== 0) this.#resting ??= setTimeout(this.#onRest, REST_MS);
  }

  readonly #onScroll = (): void => {
    const first = this.#heights.indexAt(this.#top());
    // Near the start there is nothing above that could take up a difference.
    if (this.#heights.offset(first) + Math.min(0, this.#drift) < this.#height) this.#settle();
    clearTimeout(this.#resting);
    this.#resting = this.#drift === 0 ? undefined : setTimeout(this.#onRest, REST_MS);
    this.#place();
  };

  readonly #onRest = (): void => {
    this.#resting = undefined;
    this.#settle();
  };

  /** From here on the reader leads. */
  readonly #onInput = (): void => {
    this.#target = null;
  };

  /** Puts rows where their heights say, and the reader with them. */
  #settle(): void {
    if (this.#drift === 0 || !this.#scroller.isConnected) return;
    const drift = this.#drift;
    const { scrollTop } = this.#scroller;
    this.#drift = 0;
    this.#putApart();
    if (this.#options.isPinned()) this.#options.onMeasured();
    else this.#scroller.scrollTop = scrollTop - drift;
  }

  readonly #onFocusIn = (event: FocusEvent): void => {
    const item = event.target instanceof Element ? event.target.closest('.item') : null;
    this.#focused = (item === null ? undefined : this.#byElement.get(item))?.key ?? null;
  };

  readonly #onFocusOut = (): void => {
    this.#focused = null;
  };

  readonly #onSelectStart = (event: Event): void => {
    const item = event.target instanceof Element ? event.target.closest('.item') : null;
    this.#selected = (item === null ? undefined : this.#byElement.get(item))?.key ?? null;
  };

  readonly #onSelectionChange = (): void => {
    if (this.#selected !== null && document.getSelection()?.isCollapsed !== false) this.#selected = null;
  };
}

function articleOf(box: HTMLElement | undefined): HTMLElement | null {
  return box?.querySelector<HTMLElement>(':scope > [role="article"]') ?? null;
}

function setMargin(box: Box, px: number): void {
  const margin = Math.max(0, px);
  if (Math.abs(margin - box.marginPx) < 0.01) return;
  box.marginPx = margin;
  box.element.style.marginBlockStart = margin === 0 ? '' : `${margin}px`;
}

/** Where the browser can, without what is in it noticing: the focus stays, and what plays. */
function placeBefore(parent: Element, element: HTMLElement, before: Element | null): void {
  const { moveBefore } = parent as { moveBefore?: (element: Element, before: Element | null) => void };
  if (element.isConnected && moveBefore !== undefined) moveBefore.call(parent, element, before);
  else parent.insertBefore(element, before);
}
