import { ownerKey, type TextOwner } from '../context/text-owner.js';
import type { DraftText } from './draft-text.js';

interface Field {
  value: string;
  readonly draftText: DraftText;
}

/** Keeps the text of a field for who has written it, and where. */
export class KeptText {
  readonly #field: Field;
  #owner: TextOwner | null = null;
  /** There is no conversation at present: who owned the text last may come back to it. */
  #isAway = true;

  constructor(field: Field) {
    this.#field = field;
  }

  /** Whose field it is now; `null`: nobody's. Whether that has changed. */
  give(owner: TextOwner | null): boolean {
    const before = this.#owner;
    const wasAway = this.#isAway;
    this.#isAway = owner === null;
    if (owner === null) return !wasAway;
    const isSame = before !== null && ownerKey(owner) === ownerKey(before);
    if (isSame && !wasAway) return false;
    this.#owner = owner;
    if (!isSame) {
      // What was typed without a conversation belongs to the next one, but to no other person in the same.
      const early = wasAway && owner.conversationId !== before?.conversationId ? this.#field.value : '';
      const kept = this.#field.draftText.load(owner);
      this.#field.value = inParagraphs(kept, early === kept ? '' : early);
    }
    this.save();
    return true;
  }

  save(): void {
    if (this.#owner !== null && !this.#isAway) this.#field.draftText.save(this.#owner, this.#field.value);
  }
}

/** One text of several; those that are empty leave no gap. */
export function inParagraphs(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
