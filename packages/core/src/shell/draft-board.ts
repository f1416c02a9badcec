import type { Draft } from '@agent-chat/protocol';

/** An open draft: its head, and its text up to the last whole character. */
export type OpenDraft = Draft;

/**
 * The open drafts of a conversation, in the order in which they began. The text of each is held
 * once, whatever the number of viewers: a viewer remembers how far it has read.
 */
export class DraftBoard {
  readonly #drafts = new Map<string, { head: Omit<Draft, 'text'>; text: string }>();
  /** Drafts of the open turn that ended without a logged message. */
  readonly #dropped = new Set<string>();

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

  /** Ends a draft that will not be logged. */
  drop(draftId: string): void {
    if (this.#drafts.delete(draftId)) this.#dropped.add(draftId);
  }

  wasDropped(draftId: string): boolean {
    return this.#dropped.has(draftId);
  }

  /** The turn is over. */
  clear(): void {
    this.#drafts.clear();
    this.#dropped.clear();
  }

  *open(): Iterable<OpenDraft> {
    for (const { head, text } of this.#drafts.values()) yield { ...head, text: wholeText(text) };
  }
}

/** Without a trailing first half of a surrogate pair, whose second half is still to come. */
function wholeText(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
