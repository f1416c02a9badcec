import type { LIST as ENGLISH } from '../en/list.js';

export const LIST: typeof ENGLISH = {
  conversation: 'Unterhaltung',
  newMessages: 'Neue Nachrichten',
  toLatest: 'Zur neuesten Nachricht',
  you: 'Sie',
  agent: 'Assistent',
  thinking: 'Denkt nach',
  says: (author, text) => `${author}: ${text}`,
};
