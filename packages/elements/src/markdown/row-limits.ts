import type { Table } from './block-tree.js';

/** So many rows of a table are shown, and so many more each time that the reader asks for them. */
const ROWS = 200;

/** How many rows of each table are shown. A table of thousands would take seconds to lay out. */
export class RowLimits {
  readonly #limits = new WeakMap<Table, number>();
  readonly #onMore: () => void;
  readonly #first: number;
  #grown: Table[] = [];

  /**
   * @param onMore called when more rows are to be shown with the next rendering
   * @param first how many are shown before
   */
  constructor(onMore: () => void, first = ROWS) {
    this.#onMore = onMore;
    this.#first = first;
  }

  /** How many children of `table` are shown, its head included. */
  of(table: Table): number {
    return this.#limits.get(table) ?? this.#first + 1;
  }

  /** How many rows `more` would add. */
  next(table: Table): number {
    return Math.min(ROWS, table.children.length - this.of(table));
  }

  more(table: Table): void {
    this.#limits.set(table, this.of(table) + ROWS);
    this.#grown.push(table);
    this.#onMore();
  }

  /** The tables that have to be shown again. */
  takeGrown(): readonly Table[] {
    const grown = this.#grown;
    this.#grown = [];
    return grown;
  }
}
