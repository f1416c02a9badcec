/**
 * What a person has typed and not sent, kept for the life of the tab, one text a conversation. A
 * page may be denied its storage: then the text lasts as long as the element.
 */
export interface DraftText {
  load(conversationId: string): string;
  save(conversationId: string, text: string): void;
}

const PREFIX = 'agent-chat:draft:';

export const sessionDraftText: DraftText = {
  load: (conversationId) => withStorage((storage) => storage.getItem(PREFIX + conversationId)) ?? '',
  save(conversationId, text) {
    withStorage((storage) => {
      if (text === '') storage.removeItem(PREFIX + conversationId);
      else storage.setItem(PREFIX + conversationId, text);
    });
  },
};

function withStorage<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch {
    return null; // denied or full: the text is still in the field
  }
}
