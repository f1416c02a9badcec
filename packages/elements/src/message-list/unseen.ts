import type { ViewItem } from '@agent-chat/client';
import type { PersistentList } from '@agent-chat/protocol';
import type { ListState } from './list-state.js';

/** Keeps count of what others have said while the reader was elsewhere, and where that begins. */
export class Unseen {
  #seenSeq: number | null = null;
  #seenLive: ReadonlySet<string> = new Set();
  readonly #own = new Set<string>();
  /** Whether the reader has seen everything since the line was drawn. */
  #isLineOld = true;
  #lineKey: string | null = null;
  #count = 0;

  /** How many messages the reader has not seen. */
  get count(): number {
    return this.#count;
  }

  /** The key of the first item that came while the reader was away; `null`: none did. */
  get lineKey(): string | null {
    return this.#lineKey;
  }

  /** @param isLooking whether the reader has the end of the conversation in view */
  update(state: ListState, isLooking: boolean): void {
    if (!state.isLoaded) return;
    for (const item of state.rest) {
      if (item.kind !== 'pending_message' || this.#own.has(item.key)) continue;
      this.#own.add(item.key);
      // Who answers has read what was there.
      this.#lineKey = null;
    }
    if (isLooking || this.#seenSeq === null) {
      this.#seenSeq = lastSeq(state.logged);
      this.#seenLive = new Set(state.rest.map(({ key }) => key));
      this.#isLineOld = true;
      this.#count = 0;
      return;
    }
    const news = this.#news(state, this.#seenSeq);
    this.#count = news.length;
    if (!this.#isLineOld || news.length === 0) return;
    this.#isLineOld = false;
    this.#lineKey = news[0] ?? null;
  }

  /** The keys of the messages of others since `seq`, in order. */
  #news({ logged, rest, participants }: ListState, seq: number): string[] {
    const isAlone = participants.filter(({ kind }) => kind === 'user').length <= 1;
    const keys: string[] = [];
    for (let index = logged.length - 1; index >= 0; index--) {
      const item = logged.at(index) as ViewItem;
      if (!('entry' in item) || item.entry === null || item.entry.seq <= seq) break;
      if (item.kind !== 'message' || this.#seenLive.has(item.key) || this.#own.has(item.key)) continue;
      if (item.entry.message.role !== 'user' || !isAlone) keys.push(item.key);
    }
    keys.reverse();
    for (const { kind, key } of rest) if (kind === 'live_message' && !this.#seenLive.has(key)) keys.push(key);
    return keys;
  }
}

function lastSeq(logged: PersistentList<ViewItem>): number {
  const last = logged.at(-1);
  return last !== undefined && 'entry' in last ? (last.entry?.seq ?? 0) : 0;
}
