import { ownerKey, type TextOwner } from '../context/text-owner.js';

/**
 * What a person has typed and not sent, kept for the life of the tab, one text for each person in a
 * conversation. Where the page may not keep it, or has no room, it lasts as long as the page.
 */
export interface DraftText {
  load(owner: TextOwner): string;
  save(owner: TextOwner, text: string): void;
}

/** What the page's storage has not taken: newer than what is there. */
const unkept = new Map<string, string>();

export const sessionDraftText: DraftText = {
  load(owner) {
    const key = keyOf(owner);
    try {
      return unkept.get(key) ?? sessionStorage.getItem(key) ?? '';
    } catch {
      return ''; // Nothing was saved yet.
    }
  },
  save(owner, text) {
    const key = keyOf(owner);
    unkept.delete(key);
    try {
      if (text === '') sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, text);
    } catch {
      unkept.set(key, text);
    }
  },
};

function keyOf(owner: TextOwner): string {
  return `agent-chat:draft:${ownerKey(owner)}`;
}
