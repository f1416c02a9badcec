import type { StoredEvent } from '@agent-chat/core';
import { checksumOf, soundEvents } from './event-rows.js';
import type { EventStatements } from './event-statements.js';

/** Conversations of which is remembered what was checked. */
const MAX_CONVERSATIONS = 10_000;

/** Of one conversation in one tenant. */
interface Page {
  readonly conversationId: string;
  readonly tenant: string;
  readonly limit: number;
}

/** All after one seq, up to another. */
type Range = readonly [conversationId: string, tenant: string, afterSeq: number, toSeq: number];

/**
 * Reads events in pages. Each text is compared with its checksum when it is first read: what has rotted
 * on the disk since it was written is not handed out. What was found sound is not checked again as long
 * as the store is open; that would take as long as to read it.
 */
export class EventReader {
  readonly #sql: EventStatements;
  /** By conversation: all from one seq to another. */
  readonly #sound = new Map<string, { readonly from: number; readonly to: number }>();

  constructor(sql: EventStatements) {
    this.#sql = sql;
  }

  /** @throws AgentChatError `StoreDamaged` */
  after(afterSeq: number, { conversationId, tenant, limit }: Page): readonly StoredEvent[] {
    const range = [conversationId, tenant, afterSeq, afterSeq + limit] as const;
    const texts = this.#sql.textsAfter.all(...range);
    // So many in a unique order have no gap.
    if (texts.length === limit && this.#areSound(texts, range)) {
      const events = texts.map((json, index) => ({ seq: afterSeq + 1 + index, json }));
      return this.#noted(conversationId, events);
    }
    // The end of the log, another tenant, damage or loss: row by row it is seen which.
    const rows = this.#sql.pageAfter.all(conversationId, tenant, afterSeq, limit);
    return this.#noted(conversationId, soundEvents(rows, afterSeq + 1));
  }

  /** @throws AgentChatError `StoreDamaged` */
  before(beforeSeq: number, { conversationId, tenant, limit }: Page): readonly StoredEvent[] {
    const rows = this.#sql.pageBefore.all(conversationId, tenant, beforeSeq, limit);
    return this.#noted(conversationId, soundEvents(rows.reverse()));
  }

  /** Two columns one after the other are read faster than rows of both. */
  #areSound(texts: readonly string[], range: Range): boolean {
    const [conversationId, , afterSeq, toSeq] = range;
    const sound = this.#sound.get(conversationId);
    if (sound !== undefined && afterSeq >= sound.from - 1 && toSeq <= sound.to) return true;
    const checksums = this.#sql.checksumsAfter.all(...range);
    return texts.every((json, index) => checksumOf(json) === checksums[index]);
  }

  #noted(conversationId: string, events: readonly StoredEvent[]): readonly StoredEvent[] {
    const from = events[0]?.seq;
    const to = events.at(-1)?.seq;
    if (from === undefined || to === undefined) return events;
    const known = this.#sound.get(conversationId);
    const touches = known !== undefined && from <= known.to + 1 && to >= known.from - 1;
    if (known === undefined && this.#sound.size >= MAX_CONVERSATIONS) this.#sound.clear();
    const range = touches ? { from: Math.min(from, known.from), to: Math.max(to, known.to) } : { from, to };
    this.#sound.set(conversationId, range);
    return events;
  }
}
