import { AgentChatError } from '@agent-chat/protocol';
import type { Conversation } from '../conversation/conversation.js';
import type { LoggedEvent } from '../conversation/logged-event.js';

/** Of a page, at first: its events may be large. */
const FIRST_PAGE = 32;
const MAX_PAGE = 500;
/** How much of the log one reader holds at about, in UTF-16 units. */
const PAGE_CHARS = 262_144;
const NO_PAGE: readonly LoggedEvent[] = [];

/**
 * Reads the log of a conversation from one place on. The newest events are in memory; others are
 * fetched in pages, of which it holds one.
 */
export class LogReader {
  readonly #conversation: Conversation;
  readonly #onFetched: () => void;
  #page = NO_PAGE;
  #index = 0;
  #pageLimit = FIRST_PAGE;
  /** Of the conversation, when the page was asked for. */
  #erasures = 0;
  #isFetching = false;
  #error: AgentChatError | null = null;

  /** @param onFetched called when `after` may have an event that it had not */
  constructor(conversation: Conversation, onFetched: () => void) {
    this.#conversation = conversation;
    this.#onFetched = onFetched;
  }

  /**
   * The event after `seq`, which the log must have; `null` while it is being fetched.
   * @throws AgentChatError `Unavailable`, and what the store was refused with
   */
  after(seq: number): LoggedEvent | null {
    const recent = this.#conversation.recent(seq + 1);
    if (recent !== undefined) {
      this.#page = NO_PAGE;
      return recent;
    }
    if (this.#erasures !== this.#conversation.erasures) this.#page = NO_PAGE;
    let found = this.#page[this.#index];
    if (found !== undefined && found.seq <= seq) {
      this.#index += 1;
      found = this.#page[this.#index];
    }
    if (found?.seq === seq + 1) return found;
    if (this.#error !== null) throw this.#error;
    if (!this.#isFetching) void this.#fetch(seq);
    return null;
  }

  async #fetch(afterSeq: number): Promise<void> {
    this.#isFetching = true;
    this.#erasures = this.#conversation.erasures;
    try {
      const page = await this.#conversation.read(afterSeq, this.#pageLimit);
      if (page.length === 0 && !this.#conversation.gone) {
        throw new AgentChatError('Unavailable', 'The log cannot be read further.');
      }
      this.#page = page;
      this.#index = 0;
      this.#pageLimit = limitAfter(page);
    } catch (error) {
      this.#error = AgentChatError.from(error);
    }
    this.#isFetching = false;
    this.#onFetched();
  }
}

/** So many that they are about `PAGE_CHARS` if they are like these. */
function limitAfter(page: readonly LoggedEvent[]): number {
  let chars = 0;
  for (const { json } of page) chars += json.length;
  const fitting = Math.floor((PAGE_CHARS * page.length) / Math.max(1, chars));
  return Math.min(MAX_PAGE, Math.max(1, fitting));
}
