import type { ConversationRecord } from '@agent-chat/protocol';
import type { LitElement, ReactiveController } from 'lit';
import { reportFailure } from '../context/report-failure.js';
import type { ConversationListStatus } from '../conversation-list/conversation-list.js';
import type { ConversationDirectory } from '../conversation-list/directory.js';

/** Keeps the list of a person's conversations: as it was read last, with what they have changed since. */
export class DirectoryController implements ReactiveController {
  readonly #host: LitElement;
  #directory: ConversationDirectory | null = null;
  #running: AbortController | null = null;
  /** Whether something happened while the list was being read. */
  #isStale = false;
  conversations: readonly ConversationRecord[] = [];
  status: ConversationListStatus = 'loading';

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

  use(directory: ConversationDirectory | null): void {
    if (directory === this.#directory) return;
    this.#directory = directory;
    this.#running?.abort();
    this.#running = null;
    this.conversations = [];
    this.status = 'loading';
    this.refresh();
  }

  /** Reads the list again. What is shown stays until it is there. */
  refresh(): void {
    if (this.#directory === null) return;
    if (this.#running === null) reportFailure(this.#host, this.#read(this.#directory));
    else this.#isStale = true;
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

  async #read(directory: ConversationDirectory): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    try {
      const conversations = await directory.list({ signal: running.signal });
      if (running.signal.aborted) return;
      this.conversations = conversations;
      this.status = 'ready';
    } catch (cause) {
      if (running.signal.aborted) return;
      this.status = 'failed';
      throw cause;
    } finally {
      if (this.#running === running) this.#running = null;
      this.#host.requestUpdate();
      if (this.#isStale) {
        this.#isStale = false;
        this.refresh();
      }
    }
  }
}
