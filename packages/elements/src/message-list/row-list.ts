import { PersistentList } from '@agent-chat/protocol';
import { ArticleCounts, isArticle } from './article-counts.js';
import type { Row } from './row.js';

const NO_ROWS: readonly Row[] = [];

/**
 * All rows of a conversation, in pieces that keep their identity while they do not change: what
 * stands at its beginning, what is logged, and what follows on that.
 */
export class RowList {
  static readonly EMPTY = new RowList(NO_ROWS, PersistentList.empty(), NO_ROWS);

  /** At most one row: what is before the oldest that is loaded. */
  readonly head: readonly Row[];
  readonly logged: PersistentList<Row>;
  readonly rest: readonly Row[];
  readonly length: number;
  /** Of the logged rows. It goes over to the next list: what is counted is not counted again. */
  #articles: ArticleCounts | null = null;

  constructor(head: readonly Row[], logged: PersistentList<Row>, rest: readonly Row[]) {
    this.head = head;
    this.logged = logged;
    this.rest = rest;
    this.length = head.length + logged.length + rest.length;
  }

  /** The list with other pieces. */
  with(head: readonly Row[], logged: PersistentList<Row>, rest: readonly Row[]): RowList {
    const next = new RowList(head, logged, rest);
    next.#articles = this.#articles;
    return next;
  }

  /** The row at an index, from the end when negative. */
  at(index: number): Row | undefined {
    const { head, logged, rest } = this;
    const from = index < 0 ? this.length + index : index;
    if (from < head.length) return head[from];
    const inLogged = from - head.length;
    return inLogged < logged.length ? logged.at(inLogged) : rest[inLogged - logged.length];
  }

  /** The index of the row with this key, -1 without one. It is looked for around `near` first. */
  indexOf(key: string, near = 0): number {
    for (let away = 0; away < 64; away++) {
      if (this.at(near + away)?.key === key) return near + away;
      if (near >= away && this.at(near - away)?.key === key) return near - away;
    }
    for (let index = this.length - 1; index >= 0; index--) if (this.at(index)?.key === key) return index;
    return -1;
  }

  /** The first index at which the two lists have different keys; where one of them ends. */
  firstDifference(other: RowList): number {
    const { head, logged } = this;
    const isSameHead = head.length === other.head.length && head[0]?.key === other.head[0]?.key;
    let index = isSameHead ? head.length + logged.firstDifference(other.logged) : 0;
    const end = Math.min(this.length, other.length);
    while (index < end && this.at(index)?.key === other.at(index)?.key) index += 1;
    return index;
  }

  /** How many articles stand before the row at `index`. */
  articlesBefore(index: number): number {
    const { head, logged, rest } = this;
    this.#articles ??= new ArticleCounts();
    const inLogged = Math.min(Math.max(0, index - head.length), logged.length);
    const behind = rest.slice(0, Math.max(0, index - head.length - logged.length));
    return this.#articles.before(logged, inLogged) + behind.filter(isArticle).length;
  }
}
