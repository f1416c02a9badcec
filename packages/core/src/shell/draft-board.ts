import { AgentChatError, type Draft } from '@agent-chat/protocol';
import { wholeText } from './whole-text.js';

/** Of all open drafts of a turn together, in UTF-16 units. */
export const MAX_DRAFT_LENGTH = 1_048_576;
/** What the bookkeeping of one draft counts as, open or taken back. */
const DRAFT_COST = 256;

/** A draft by what it is of, before it has an id. */
export type DraftHead = Omit<Draft, 'text' | 'draftId'> & {
  /** Of the execution that writes it. */
  readonly attempt: number;
};

interface Entry {
  readonly head: Omit<Draft, 'text'>;
  text: string;
  /** How much of it other nodes can read. */
  relayed: number;
}

/** What other nodes cannot read yet: the text of a draft from `offset` on. */
export interface UnrelayedText {
  readonly head: Omit<Draft, 'text'>;
  readonly offset: number;
  readonly text: string;
}

/**
 * The open drafts of a conversation, in the order in which they began. The text of each is held
 * once, whatever the number of viewers: a viewer remembers how far it has read.
 */
export class DraftBoard {
  readonly #drafts = new Map<string, Entry>();
  /** Those taken back in the open turn, and whether other nodes know. */
  readonly #dropped = new Map<string, { readonly head: Omit<Draft, 'text'>; relayed: boolean }>();
  /** How often a target was taken back: the next draft of it is another one. */
  readonly #retries = new Map<string, number>();
  #length = 0;

  /** Appends at the end. @throws AgentChatError `PayloadTooLarge` */
  append(head: DraftHead, text: string): void {
    const draftId = this.#draftIdOf(head);
    this.#extend(draftId, head, this.#drafts.get(draftId)?.text.length ?? 0, text);
  }

  /**
   * Appends at an offset, and returns how long the draft is then. What is there already is dropped.
   * @throws AgentChatError `InvalidRequest` with `details.expected` for a gap, or when the text is
   * not what is there; `PayloadTooLarge`
   */
  appendAt(head: DraftHead, offset: number, text: string): number {
    const draftId = this.#draftIdOf(head);
    const known = this.#drafts.get(draftId)?.text ?? '';
    if (offset > known.length) {
      throw new AgentChatError('InvalidRequest', `This draft is ${known.length} long: text is missing.`, {
        details: { expected: known.length },
      });
    }
    const overlap = known.length - offset;
    const there = overlap === 0 ? '' : known.slice(offset, offset + text.length);
    if (!text.startsWith(there)) {
      throw new AgentChatError('InvalidRequest', 'A draft is never rewritten: take it back first.', {
        details: { expected: known.length },
      });
    }
    return this.#extend(draftId, head, known.length, text.slice(overlap));
  }

  /** Text that another node wrote; what is there already is dropped, and what does not follow. */
  mirror({ head, offset, text }: UnrelayedText): void {
    const known = this.#drafts.get(head.draftId)?.text.length ?? 0;
    if (this.#dropped.has(head.draftId) || offset > known) return;
    const rest = text.slice(known - offset);
    this.#add(head.draftId, head, rest);
    const entry = this.#drafts.get(head.draftId);
    if (entry) entry.relayed = Math.max(entry.relayed, offset + text.length);
  }

  /** Ends the drafts of a message or a tool call because it was logged. */
  end(targetId: string): void {
    for (const [draftId, { head }] of this.#drafts) {
      if (isOf(head, targetId)) this.#remove(draftId);
    }
  }

  /** Another execution writes now: what an earlier one drafted is not going to be finished. */
  endBelow(fence: number): void {
    for (const [draftId, { head }] of this.#drafts) if (head.fence < fence) this.#remove(draftId);
  }

  /** Takes back the drafts of a message or a tool call. Returns whether there were any. */
  drop(targetId: string): boolean {
    const found = [...this.#drafts.values()].filter(({ head }) => isOf(head, targetId));
    if (found.length === 0) return false;
    for (const { head } of found) this.#dropOne(head, false);
    for (const target of new Set(found.map(({ head }) => targetOf(head)))) {
      this.#retries.set(target, (this.#retries.get(target) ?? 0) + 1);
    }
    return true;
  }

  /** Another node took it back. */
  mirrorDrop(head: Omit<Draft, 'text'>): void {
    if (!this.#dropped.has(head.draftId)) this.#dropOne(head, true);
  }

  wasDropped(draftId: string): boolean {
    return this.#dropped.has(draftId);
  }

  /** The turn is over. */
  clear(): void {
    this.#drafts.clear();
    this.#dropped.clear();
    this.#retries.clear();
    this.#length = 0;
  }

  /** Each with its text up to the last whole character. */
  *open(): Iterable<Draft> {
    for (const { head, text } of this.#drafts.values()) yield { ...head, text: wholeText(text) };
  }

  /** How much of each is here: what a look at another node's drafts goes on from. */
  lengths(): Map<string, number> {
    return new Map([...this.#drafts].map(([draftId, { text }]) => [draftId, text.length]));
  }

  /** What to tell other nodes, each time only what is new since the last. */
  takeUnrelayed(): { readonly appended: UnrelayedText[]; readonly dropped: Omit<Draft, 'text'>[] } {
    const appended: UnrelayedText[] = [];
    for (const entry of this.#drafts.values()) {
      const whole = wholeText(entry.text);
      if (whole.length <= entry.relayed) continue;
      appended.push({ head: entry.head, offset: entry.relayed, text: whole.slice(entry.relayed) });
      entry.relayed = whole.length;
    }
    const dropped = [...this.#dropped.values()].filter(({ relayed }) => !relayed);
    for (const one of dropped) one.relayed = true;
    return { appended, dropped: dropped.map(({ head }) => head) };
  }

  /** `messageId/partId/attempt` or `toolCallId/attempt`, and after a retry `attempt.retry`. */
  #draftIdOf(head: DraftHead): string {
    const retries = this.#retries.get(targetOf(head)) ?? 0;
    return `${targetOf(head)}/${head.attempt}${retries === 0 ? '' : `.${retries}`}`;
  }

  #extend(draftId: string, { attempt: _, ...head }: DraftHead, length: number, text: string): number {
    this.#add(draftId, { ...head, draftId }, text);
    return length + text.length;
  }

  #add(draftId: string, head: Omit<Draft, 'text'>, text: string): void {
    const draft = this.#drafts.get(draftId);
    const cost = text.length + (draft === undefined ? DRAFT_COST : 0);
    if (this.#length + cost > MAX_DRAFT_LENGTH) {
      throw new AgentChatError('PayloadTooLarge', 'The open drafts of this turn are too long together.', {
        details: { maxLength: MAX_DRAFT_LENGTH },
      });
    }
    this.#length += cost;
    if (draft === undefined) this.#drafts.set(draftId, { head, text, relayed: 0 });
    else draft.text += text;
  }

  #remove(draftId: string): void {
    const draft = this.#drafts.get(draftId);
    if (draft === undefined) return;
    this.#drafts.delete(draftId);
    this.#length -= draft.text.length + DRAFT_COST;
  }

  #dropOne(head: Omit<Draft, 'text'>, relayed: boolean): void {
    this.#remove(head.draftId);
    this.#dropped.set(head.draftId, { head, relayed });
    this.#length += DRAFT_COST;
  }
}

function targetOf({ messageId, partId, toolCallId }: Omit<DraftHead, 'attempt'>): string {
  return toolCallId ?? `${messageId}/${partId}`;
}

function isOf(head: Omit<Draft, 'text'>, targetId: string): boolean {
  return head.messageId === targetId || head.toolCallId === targetId;
}
