import type { ChatClient } from '@agent-chat/client';
import {
  type Asking,
  type NotOpened,
  type Opened,
  openSession,
  type SessionTarget,
  type Wish,
} from './open-session.js';

/**
 * The conversations of a person that go on: the one that is shown, the one before until there is
 * another, and whichever was left with something on its way to the server, until that has arrived or
 * failed.
 */
export class OpenConversations {
  /** With what ends the watching of one that was left. */
  readonly #open = new Map<Opened, (() => void) | undefined>();

  /** The conversation that is wished for: as it goes on if it does, so that its storage has one client; else anew. */
  async open(target: SessionTarget, wish: Wish, asking: Asking): Promise<Opened | NotOpened> {
    const opened = this.#find(wish.conversationId) ?? (await openSession(target, wish, asking));
    // Which one it is may have been for the server to say.
    return (opened.kind === 'opened' && this.#find(opened.client.conversationId)) || opened;
  }

  /** Of the others each is closed as soon as it has nothing to send. */
  show(opened: Opened): void {
    this.#open.get(opened)?.();
    this.#open.set(opened, undefined);
    opened.client.connect();
    for (const other of this.#open.keys()) if (other !== opened) this.#closeOnceSent(other);
  }

  /** At once, whatever they had to send: that is kept in their storage. */
  closeAll(): void {
    for (const opened of this.#open.keys()) this.#close(opened);
  }

  #find(conversationId: string | null): Opened | undefined {
    return [...this.#open.keys()].find(
      ({ client }) => client.conversationId === conversationId && !isClosed(client),
    );
  }

  #closeOnceSent(opened: Opened): void {
    const { client } = opened;
    const look = (): void => {
      const isSending = client.getState().pending.some(({ status }) => status === 'sending');
      if (!isSending || isClosed(client)) this.#close(opened);
    };
    this.#open.get(opened)?.();
    this.#open.set(opened, client.subscribe(look));
    look();
  }

  #close(opened: Opened): void {
    this.#open.get(opened)?.();
    this.#open.delete(opened);
    opened.client.close();
  }
}

/** The server has ended it for good. */
function isClosed(client: ChatClient): boolean {
  return client.getState().connection.status === 'closed';
}
