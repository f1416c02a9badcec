import { ownerKey, type TextOwner } from '../context/text-owner.js';
import type { DraftText } from './draft-text.js';

interface Field {
  value: string;
  readonly draftText: DraftText;
}

/** Keeps the text of a field for who has written it, and where. */
export class KeptText {
  readonly #field: Field;
  /** Whose text is in the field; `null`: that of whoever comes next. */
  #owner: TextOwner | null = null;
  /** There is no conversation at present: who owned the text last may come back to it. */
  #isAway = true;
  #destination = '';

  constructor(field: Field) {
    this.#field = field;
  }

  /**
   * Whose field it is now; `null`: nobody's. Whether that has changed.
   *
   * @param destination where the person goes: with another one, what is written is for who comes there
   */
  give(owner: TextOwner | null, destination: string): boolean {
    const hasLeft = destination !== this.#destination;
    this.#destination = destination;
    if (hasLeft) this.#leave();
    const before = this.#owner;
    const wasAway = this.#isAway;
    this.#isAway = owner === null;
    if (owner === null) return hasLeft || !wasAway;
    const isSame = before !== null && ownerKey(owner) === ownerKey(before);
    if (isSame && !wasAway) return false;
    this.#owner = owner;
    if (!isSame) {
      const early = this.#textFor(owner, before, wasAway);
      const kept = this.#field.draftText.load(owner);
      this.#field.value = inParagraphs(kept, early === kept ? '' : early);
    }
    this.save();
    return true;
  }

  /** What of the text in the field is for `owner`, who has not had it until now. */
  #textFor(owner: TextOwner, before: TextOwner | null, wasAway: boolean): string {
    const { value, draftText } = this.#field;
    if (before === null) return value;
    if (owner.conversationId !== before.conversationId) {
      // What was typed without a conversation is for the next one; what the one before keeps is not.
      const left = draftText.load(before);
      return wasAway ? value.slice(value.startsWith(left) ? left.length : 0) : '';
    }
    // Another person in the same conversation has nothing of it; who is named only now has written it.
    if (wasAway || before.participantId !== undefined) return '';
    draftText.save(before, '');
    return value;
  }

  /** The text stays with its owner. */
  #leave(): void {
    if (this.#owner === null) return;
    this.#field.draftText.save(this.#owner, this.#field.value);
    this.#field.value = '';
    this.#owner = null;
    this.#isAway = true;
  }

  save(): void {
    if (this.#owner !== null && !this.#isAway) this.#field.draftText.save(this.#owner, this.#field.value);
  }
}

/** One text of several; those that are empty leave no gap. */
export function inParagraphs(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
