import type { LoggedEvent } from './logged-event.js';

/** How many of the newest events stay in memory for viewers that keep up. */
const RECENT = 64;

/** The newest events of a conversation, in order and without a gap. */
export class RecentEvents {
  #events: LoggedEvent[] = [];

  /** They follow those that are here. */
  add(events: readonly LoggedEvent[]): void {
    this.#events.push(...events);
    if (this.#events.length > 2 * RECENT) this.#events = this.#events.slice(-RECENT);
  }

  clear(): void {
    this.#events = [];
  }

  /** The event of this seq; `undefined`: it is not here. */
  at(seq: number): LoggedEvent | undefined {
    const first = this.#events[0]?.seq;
    return first === undefined || seq < first ? undefined : this.#events[seq - first];
  }

  /** The events after `afterSeq`, at most `limit`; `null`: some of them may not be here. */
  after(afterSeq: number, limit: number): readonly LoggedEvent[] | null {
    const first = this.#events[0]?.seq;
    if (first === undefined || afterSeq < first - 1) return null;
    const start = afterSeq - first + 1;
    return this.#events.slice(start, start + limit);
  }
}
