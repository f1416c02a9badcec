import { PersistentList } from '@agent-chat/protocol';
import type { Row } from './row.js';

/**
 * Whether a row is a thing of its own for who reads with a screen reader, rather than a line between:
 * what somebody has said or done, as `article` renders it.
 */
export function isArticle(row: Row): boolean {
  switch (row.kind) {
    case 'message':
    case 'tool':
    case 'steps':
      return true;
    case 'event': {
      const { entry } = row.item;
      if (entry.kind === 'event') return entry.event.type === 'thought';
      return entry.kind === 'approval' || entry.kind === 'query';
    }
    default:
      return false;
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
