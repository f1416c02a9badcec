import { PersistentList } from '@agent-chat/protocol';
import type { Row } from './row.js';

/** Whether a row is a thing of its own for who reads with a screen reader, rather than a line between. */
export function isArticle({ kind }: Row): boolean {
  switch (kind) {
    case 'history':
    case 'day':
    case 'unread':
    case 'author':
    case 'event':
    case 'typing':
    case 'writing':
      return false;
    default:
      return true;
  }
}

/** How many articles stand before each row of a list that is followed as it grows. */
export class ArticleCounts {
  #rows = PersistentList.empty<Row>();
  /** For the rows so far; the first is 0. */
  readonly #counts = [0];

  /** How many of the first `end` rows are articles. Rows that were counted are not counted again. */
  before(rows: PersistentList<Row>, end: number): number {
    const counts = this.#counts;
    if (rows !== this.#rows) {
      counts.length = Math.min(counts.length, rows.firstDifference(this.#rows) + 1);
      this.#rows = rows;
    }
    for (let index = counts.length - 1; index < end; index++) {
      const row = rows.at(index);
      counts.push((counts[index] ?? 0) + (row !== undefined && isArticle(row) ? 1 : 0));
    }
    return counts[end] ?? 0;
  }
}
