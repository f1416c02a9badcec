import { isArticle } from './article-counts.js';
import { InnerAnchor } from './inner-anchor.js';
import { KeptRows } from './kept-rows.js';
import { READER_INPUTS } from './reader-inputs.js';
import type { Row } from './row.js';
import { type BoxHeights, type RenderRow, RowBoxes, type RowPlaces } from './row-boxes.js';
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

export interface RowWindowOptions {
  readonly render: RenderRow;
  /** How high a row is that was never rendered, in pixels. */
  readonly estimate: (row: Row, width: number) => number;
  /** Whether the reader is at the end and stays there. */
  readonly isPinned: () => boolean;
  /** Called when the list was scrolled, before other rows take the place of those that are seen. */
  readonly onScrolled: () => void;
  /** Called when the rows have another height, before the page is painted. */
  readonly onMeasured: () => void;
  /** Called when other rows are rendered, with how far the first that is seen is from the start. */
  readonly onMoved: (fromStartPx: number, heightPx: number) => void;
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
  readonly #boxes: RowBoxes;
  readonly #kept: KeptRows;
  readonly #inner: InnerAnchor;
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
  /** The row that stays where it is, while it was jumped to. */
  #target: string | null = null;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;

  constructor(scroller: HTMLElement, container: HTMLElement, options: RowWindowOptions) {
    this.#scroller = scroller;
    this.#container = container;
    this.#options = options;
    this.#resizes = new ResizeObserver((entries) => this.#onResize(entries));
    this.#boxes = new RowBoxes(container, this.#resizes, options.render);
    this.#kept = new KeptRows(container, this.#boxes);
    this.#inner = new InnerAnchor(scroller, container);
    this.#readBox();
  }

  connect(): void {
    this.#resizes.observe(this.#scroller);
    for (const { element } of this.#boxes.all()) this.#resizes.observe(element);
    this.#scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    for (const type of READER_INPUTS) this.#scroller.addEventListener(type, this.#onInput, { passive: true });
    this.#kept.connect();
  }

  disconnect(): void {
    this.#resizes.disconnect();
    this.#scroller.removeEventListener('scroll', this.#onScroll);
    for (const type of READER_INPUTS) this.#scroller.removeEventListener(type, this.#onInput);
    this.#kept.disconnect();
    clearTimeout(this.#resting);
    this.#resting = undefined;
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  /** Shows these rows from now on. What is seen stays where it is. */
  show(rows: RowList, isHistoryWhole: boolean): void {
    // Without rows the column is not displayed.
    if (this.#width === 0 && rows.length > 0) this.#readBox();
    const before = this.#rows;
    this.#isHistoryWhole = isHistoryWhole;
    if (rows === before) return this.#place();
    const anchor = this.#lastingAnchor();
    const from = rows.firstDifference(before);
    const isOther = from < rows.length || from < before.length;
    this.#rows = rows;
    if (isOther) this.#fill(from, anchor);
    this.#place();
    // Older rows have come before what is seen: there is nothing above that could make room.
    if (from < rows.head.length + 1) this.#settle();
    // Rows that stay as they are do not tell that there is more space before them.
    if (isOther) this.#options.onMeasured();
  }

  /** Forgets everything: another conversation. */
  clear(): void {
    this.#boxes.clear();
    this.#measured.clear();
    this.#rows = RowList.EMPTY;
    this.#heights.fill(0, 0, () => 0);
    this.#drift = 0;
    this.#target = null;
  }

  /** Renders every row that is shown again: words, or what else all depend on, have changed. */
  refresh(): void {
    this.#boxes.refresh();
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
    const known = this.#boxes.around(element);
    const from = known?.index ?? (step === 1 ? this.#heights.indexAt(this.#top()) - 1 : this.#lastSeen() + 1);
    return this.#nextArticle(from + step, step);
  }

  /** The first or last article of all that are loaded, rendered. */
  outermostArticle(end: 'first' | 'last'): HTMLElement | null {
    return end === 'first' ? this.#nextArticle(0, 1) : this.#nextArticle(this.#rows.length - 1, -1);
  }

  /** The article where the row of an element stood that is gone, or the nearest. */
  articleInPlaceOf(element: Element): HTMLElement | null {
    const { index = -1 } = this.#boxes.around(element) ?? {};
    return this.#nextArticle(index, 1) ?? this.#nextArticle(Math.min(index, this.#rows.length) - 1, -1);
  }

  #nextArticle(from: number, step: 1 | -1): HTMLElement | null {
    for (let index = from; index >= 0; index += step) {
      const row = this.#rows.at(index);
      if (row === undefined) return null;
      if (!isArticle(row)) continue;
      this.#kept.focused = row.key;
      this.#place();
      return this.#boxes.article(row.key);
    }
    return null;
  }

  /** Where the rows stand now, after whatever has changed: which are rendered, and the space around. */
  #place(): void {
    if (this.#rows.length === 0) {
      if (this.#container.firstElementChild !== null) this.clear();
      return;
    }
    const [start, end, top] = this.#range();
    this.#boxes.place(this.#rows, this.#indices(start, end), this.#places, this.#isHistoryWhole);
    this.#options.onMoved(top, this.#height);
  }

  get #places(): RowPlaces {
    return { heights: this.#heights, drift: this.#drift };
  }

  /** Those from `start` until before `end`, and the rows that a person holds on to, wherever they are. */
  *#indices(start: number, end: number): Iterable<number> {
    const kept = Array.from(this.#kept.keys(), (key) => this.#rows.indexOf(key, this.#boxes.get(key)?.index));
    kept.sort((a, b) => a - b);
    yield* kept.filter((index) => index >= 0 && index < start);
    for (let index = start; index < end; index++) yield index;
    yield* kept.filter((index) => index >= end);
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
    const seen = start;
    for (const key of this.#kept.selected) {
      const selected = this.#rows.indexOf(key, seen);
      if (selected < 0 || Math.abs(selected - seen) >= MAX_SELECTED_ROWS) continue;
      start = Math.min(start, selected);
      end = Math.max(end, selected + 1);
    }
    return [start, end, top];
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

  /** The row that was jumped to, or that in which something seen stays where it is, or the first seen. */
  #anchor(): Anchor | null {
    const target = this.#target === null ? -1 : this.#rows.indexOf(this.#target);
    if (target >= 0) return this.#anchorAt(target);
    const noted = this.#boxes.around(this.#inner.row);
    return this.#anchorAt(noted?.index ?? this.#heights.indexAt(this.#top()));
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
    const isOtherBox = entries.some(({ target }) => target === this.#scroller);
    if (isOtherBox) this.#readBox(anchor);
    const isChanged = this.#take(this.#boxes.observed(entries), anchor) || isOtherBox;
    if (isChanged) this.#putApart();
    this.#options.onMeasured();
    // Rows that are added here would be measured a frame late.
    if (isChanged) this.#frame ??= requestAnimationFrame(this.#onFrame);
  };

  /** Takes over the heights of rows, with what is seen in its place. Tells whether anything has changed. */
  #take(heights: BoxHeights, anchor: Anchor | null): boolean {
    let moved = this.#inner.moved();
    // A row that was jumped to stays where it begins.
    if (this.#target !== null) moved = 0;
    let isChanged = moved !== 0;
    for (const [box, height] of heights) {
      this.#measured.set(box.key, height);
      const difference = height - this.#heights.height(box.index);
      if (difference === 0) continue;
      isChanged = true;
      this.#heights.set(box.index, height);
      if (anchor !== null && box.index < anchor.index) moved += difference;
    }
    if (this.#options.isPinned()) this.#drift = 0;
    else if (moved !== 0) {
      this.#drift -= moved;
      this.#inner.reveal(-moved);
      this.#restLater();
    }
    return isChanged;
  }

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
    for (const { key, index } of this.#boxes.all()) this.#measured.set(key, this.#heights.height(index));
    this.#fill(0, anchor);
  }

  /** The space before and behind what is rendered, by the heights as they are now known. */
  #putApart(): void {
    this.#boxes.putApart(this.#places);
    if (this.#drift !== 0) this.#resting ??= setTimeout(this.#onRest, REST_MS);
  }

  readonly #onScroll = (): void => {
    this.#restLater();
    // Before anything else: everything is laid out now.
    this.#note();
    this.#options.onScrolled();
    // Near the start there is nothing above that could take up a difference.
    if (this.#scroller.scrollTop - Math.max(0, this.#drift) < this.#height) this.#settle();
    this.#place();
  };

  #restLater(): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(this.#onRest, REST_MS);
  }

  readonly #onRest = (): void => {
    this.#resting = undefined;
    this.#settle();
    // What the last frame has brought into view is laid out two frames later.
    requestAnimationFrame(() => requestAnimationFrame(this.#note));
  };

  /** Notes what is seen, by the heights that rows have now: what observes them tells of that later. */
  readonly #note = (): void => {
    if (this.#scroller.clientHeight === 0) return;
    const changed = this.#boxes.changed(this.#heights);
    if (!this.#options.isPinned() && this.#take(changed, this.#anchor())) this.#putApart();
    this.#inner.note(this.#resting === undefined);
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
    this.#inner.reveal(-drift);
  }
}
