import type { Draft } from '@agent-chat/protocol';
import { wholeText } from './whole-text.js';

/**
 * The open drafts of a conversation, in the order in which they began. The text of each is held
 * once, whatever the number of viewers: a viewer remembers how far it has read.
 */
export class DraftBoard {
  readonly #drafts = new Map<string, { head: Omit<Draft, 'text'>; text: string }>();

  append(head: Omit<Draft, 'text'>, text: string): void {
    const draft = this.#drafts.get(head.draftId);
    if (draft === undefined) this.#drafts.set(head.draftId, { head, text });
    else draft.text += text;
  }

  /** Ends the drafts of a message or a tool call because it was logged. */
  end(targetId: string): void {
    for (const [draftId, { head }] of this.#drafts) {
      if (head.messageId === targetId || head.toolCallId === targetId) this.#drafts.delete(draftId);
    }
  }

  /** The turn is over. */
  clear(): void {
    this.#drafts.clear();
  }

  /** Each with its text up to the last whole character. */
  *open(): Iterable<Draft> {
    for (const { head, text } of this.#drafts.values()) yield { ...head, text: wholeText(text) };
  }
}
