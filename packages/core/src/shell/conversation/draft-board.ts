import { AgentChatError, type Draft, type Frame } from '@agent-chat/protocol';
import type { DraftPiece, StoredDraftHead } from '../../ports/draft-store.js';
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

type DraftFrame = Extract<Frame, { kind: 'draft' }>;

interface Entry {
  readonly head: StoredDraftHead;
  text: string;
  /** How much of it other nodes can read. */
  relayed: number;
}

/**
 * The open drafts of a conversation, in the order in which they began. The text of each is held
 * once, whatever the number of viewers: a viewer remembers how far it has read.
 */
export class DraftBoard {
  /** Rises with every change. */
  version = 0;
  readonly #drafts = new Map<string, Entry>();
  /** Those taken back in the open turn, and whether other nodes know. */
  readonly #dropped = new Map<string, { readonly head: StoredDraftHead; relayed: boolean }>();
  /** The newest piece of each, which most viewers ask for: one frame for all of them. */
  readonly #pieces = new Map<string, DraftFrame>();
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

  /** What another node wrote. What is there already is dropped, and what does not follow. */
  mirror({ head, offset, text, dropped }: DraftPiece): void {
    if (this.#dropped.has(head.draftId)) return;
    if (dropped) {
      this.#dropOne(head, true);
      return;
    }
    const known = this.#drafts.get(head.draftId)?.text.length ?? 0;
    const end = offset + text.length;
    if (offset > known) return;
    if (end > known) this.#add(head.draftId, head, text.slice(known - offset));
    const entry = this.#drafts.get(head.draftId);
    if (entry) entry.relayed = Math.max(entry.relayed, end);
  }

  /** Whether an append at `offset` leaves no gap. */
  reaches(head: DraftHead, offset: number): boolean {
    return offset <= (this.#drafts.get(this.#draftIdOf(head))?.text.length ?? 0);
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
    return true;
  }

  get isEmpty(): boolean {
    return this.#drafts.size === 0 && this.#dropped.size === 0;
  }

  wasDropped(draftId: string): boolean {
    return this.#dropped.has(draftId);
  }

  /** The turn is over. */
  clear(): void {
    this.version += 1;
    this.#pieces.clear();
    this.#drafts.clear();
    this.#dropped.clear();
    this.#length = 0;
  }

  /** Each with its text up to the last whole character. */
  *open(): Iterable<Draft> {
    for (const { head, text } of this.#drafts.values()) yield { ...head, text: wholeText(text) };
  }

  /** The text of an open draft from `offset` on, whatever is new of it: the same frame for all who ask. */
  pieceOf(draft: Draft, offset: number): DraftFrame {
    const known = this.#pieces.get(draft.draftId);
    const { data } = known ?? {};
    if (known && data?.offset === offset && offset + data.text.length === draft.text.length) return known;
    const piece: DraftFrame = { kind: 'draft', data: { ...draft, offset, text: draft.text.slice(offset) } };
    this.#pieces.set(draft.draftId, piece);
    return piece;
  }

  /** How much of each is here: what a look at another node's drafts goes on from. */
  lengths(): Map<string, number> {
    return new Map([...this.#drafts].map(([draftId, { text }]) => [draftId, text.length]));
  }

  /** What other nodes cannot read yet. */
  unrelayed(): DraftPiece[] {
    const pieces: DraftPiece[] = [];
    for (const { head, text, relayed } of this.#drafts.values()) {
      const whole = wholeText(text);
      if (whole.length <= relayed) continue;
      pieces.push({ head, offset: relayed, text: whole.slice(relayed), dropped: false });
    }
    for (const { head, relayed } of this.#dropped.values()) {
      if (!relayed) pieces.push({ head, offset: 0, text: '', dropped: true });
    }
    return pieces;
  }

  /** Other nodes can read these now. */
  markRelayed(pieces: readonly DraftPiece[]): void {
    for (const { head, offset, text } of pieces) {
      const draft = this.#drafts.get(head.draftId);
      const dropped = this.#dropped.get(head.draftId);
      if (draft) draft.relayed = Math.max(draft.relayed, offset + text.length);
      // A piece of its text may have been on its way when it was taken back.
      if (dropped && text === '') dropped.relayed = true;
    }
  }

  /** `messageId/partId/attempt` or `toolCallId/attempt`, and after a retry `attempt.retry`. */
  #draftIdOf(head: DraftHead): string {
    const target = targetOf(head);
    let retries = 0;
    for (const { head: dropped } of this.#dropped.values()) if (targetOf(dropped) === target) retries += 1;
    return `${targetOf(head)}/${head.attempt}${retries === 0 ? '' : `.${retries}`}`;
  }

  #extend(draftId: string, { attempt: _, ...head }: DraftHead, length: number, text: string): number {
    this.#add(draftId, { ...head, draftId }, text);
    return length + text.length;
  }

  #add(draftId: string, head: StoredDraftHead, text: string): void {
    const draft = this.#drafts.get(draftId);
    const cost = text.length + (draft === undefined ? DRAFT_COST : 0);
    if (this.#length + cost > MAX_DRAFT_LENGTH) {
      throw new AgentChatError('PayloadTooLarge', 'The open drafts of this turn are too long together.', {
        details: { maxLength: MAX_DRAFT_LENGTH },
      });
    }
    this.#length += cost;
    this.version += 1;
    if (draft === undefined) this.#drafts.set(draftId, { head, text, relayed: 0 });
    else draft.text += text;
  }

  #remove(draftId: string): void {
    const draft = this.#drafts.get(draftId);
    if (draft === undefined) return;
    this.version += 1;
    this.#pieces.delete(draftId);
    this.#drafts.delete(draftId);
    this.#length -= draft.text.length + DRAFT_COST;
  }

  #dropOne(head: StoredDraftHead, relayed: boolean): void {
    this.#remove(head.draftId);
    this.version += 1;
    this.#dropped.set(head.draftId, { head, relayed });
    this.#length += DRAFT_COST;
  }
}

function targetOf({ messageId, partId, toolCallId }: Omit<DraftHead, 'attempt'>): string {
  return toolCallId ?? `${messageId}/${partId}`;
}

function isOf(head: StoredDraftHead, targetId: string): boolean {
  return head.messageId === targetId || head.toolCallId === targetId;
}
