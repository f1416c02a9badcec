import type { ConversationRecord } from '@agent-chat/protocol';
import type { LitElement, ReactiveController } from 'lit';
import { reportFailure } from '../context/report-failure.js';
import type { ConversationListStatus, OlderConversations } from '../conversation-list/conversation-list.js';
import type { ConversationDirectory } from '../conversation-list/directory.js';

/**
 * Keeps the list of a person's conversations: as it was read last, as far as they have looked, with
 * what they have changed since.
 */
export class DirectoryController implements ReactiveController {
  readonly #host: LitElement;
  #directory: ConversationDirectory | null = null;
  #ofWhom: unknown = null;
  #running: AbortController | null = null;
  /** Whether something happened while the list was being read. */
  #isStale = false;
  #next: string | null = null;
  conversations: readonly ConversationRecord[] = [];
  status: ConversationListStatus = 'loading';
  older: OlderConversations = 'none';

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#onVisible);
    this.refresh();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onVisible);
    this.#running?.abort();
    this.#running = null;
  }

  /**
   * Reads from another directory, and says whether it is another one.
   *
   * @param ofWhom the same for all directories of one person: what is shown stays until it is read again
   */
  use(directory: ConversationDirectory | null, ofWhom: unknown): boolean {
    if (directory === this.#directory) return false;
    this.#directory = directory;
    this.#running?.abort();
    this.#running = null;
    if (directory === null || ofWhom !== this.#ofWhom) {
      this.conversations = [];
      this.status = 'loading';
      this.older = 'none';
    }
    this.#ofWhom = ofWhom;
    this.refresh();
    return true;
  }

  /** Reads one page more, once what is being read is there. */
  showOlder(): void {
    if (this.#directory === null || this.#next === null || this.older === 'loading') return;
    this.older = 'loading';
    this.#host.requestUpdate();
    if (this.#running === null) reportFailure(this.#host, this.#read(this.#directory, this.#next));
  }

  /** Reads the list again. What is shown stays until it is there. */
  refresh(): void {
    this.#isStale = this.#running !== null;
    if (this.#directory === null || this.#isStale) return;
    reportFailure(this.#host, this.#read(this.#directory));
  }

  /** Gives a conversation another title: at once here, and back again if the server refuses it. */
  rename(conversationId: string, title: string | null): void {
    const directory = this.#directory;
    if (directory?.rename === undefined) return;
    const before = this.conversations;
    this.conversations = before.map((each) =>
      each.conversationId === conversationId ? { ...each, title } : each,
    );
    this.#host.requestUpdate();
    const renaming = directory.rename(conversationId, title).finally(() => this.refresh());
    reportFailure(this.#host, renaming);
  }

  readonly #onVisible = (): void => {
    if (document.visibilityState === 'visible') this.refresh();
  };

  /** From the start to where the list went before, or the page at `after` behind what there is. */
  async #read(directory: ConversationDirectory, after?: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    const { signal } = running;
    const shown = this.conversations;
    if (after === undefined && this.status === 'failed') {
      this.status = 'loading';
      this.#host.requestUpdate();
    }
    try {
      let { conversations, next } = await directory.list({ signal, after });
      while (after === undefined && next !== null && conversations.length < shown.length) {
        const page = await directory.list({ signal, after: next });
        conversations = together(conversations, page.conversations);
        next = page.next;
      }
      if (signal.aborted) return;
      this.conversations = after === undefined ? conversations : together(this.conversations, conversations);
      this.#next = next;
      // Somebody may wait for more already.
      if (next === null) this.older = 'none';
      else if (after !== undefined || this.older !== 'loading') this.older = 'more';
      this.status = 'ready';
    } catch (cause) {
      if (signal.aborted) return;
      if (after === undefined) this.status = 'failed';
      else this.older = 'failed';
      throw cause;
    } finally {
      this.#host.requestUpdate();
      if (this.#running === running) {
        this.#running = null;
        if (this.#isStale) this.refresh();
        else if (this.older === 'loading' && this.#next !== null)
          reportFailure(this.#host, this.#read(directory, this.#next));
      }
    }
  }
}

/** One that was active meanwhile is in two pages: its newer place counts. */
function together(
  before: readonly ConversationRecord[],
  more: readonly ConversationRecord[],
): readonly ConversationRecord[] {
  const known = new Set(before.map(({ conversationId }) => conversationId));
  return [...before, ...more.filter(({ conversationId }) => !known.has(conversationId))];
}
