import { ownerKey, type TextOwner } from '../context/text-owner.js';

/**
 * What a person has typed and not sent, kept for the life of the tab, one text for each person in a
 * conversation. Where the page may not keep it, or has no room, it lasts as long as the page.
 */
export interface DraftText {
  load(owner: TextOwner): string;
  save(owner: TextOwner, text: string): void;
}

/** A longer text is not stored with each key: the browser takes all of it anew each time. */
const LONG = 20_000;
const LATER_MS = 1_000;

class SessionDraftText implements DraftText {
  /** What the page's storage has not taken, or not yet: newer than what is there. */
  readonly #unkept = new Map<string, string>();
  #later: ReturnType<typeof setTimeout> | undefined;

  load(owner: TextOwner): string {
    const key = keyOf(owner);
    try {
      return this.#unkept.get(key) ?? sessionStorage.getItem(key) ?? '';
    } catch {
      return ''; // Nothing was saved yet.
    }
  }

  save(owner: TextOwner, text: string): void {
    const key = keyOf(owner);
    this.#unkept.set(key, text);
    if (text.length <= LONG) {
      this.#store(key, text);
      return;
    }
    this.#later ??= setTimeout(this.#storeAll, LATER_MS);
    addEventListener('pagehide', this.#storeAll);
  }

  readonly #storeAll = (): void => {
    clearTimeout(this.#later);
    this.#later = undefined;
    removeEventListener('pagehide', this.#storeAll);
    for (const [key, text] of this.#unkept) this.#store(key, text);
  };

  #store(key: string, text: string): void {
    try {
      if (text === '') sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, text);
      this.#unkept.delete(key);
    } catch {
      return; // It stays with the page.
    }
  }
}

export const sessionDraftText: DraftText = new SessionDraftText();

function keyOf(owner: TextOwner): string {
  return `agent-chat:draft:${ownerKey(owner)}`;
}
