import { counted } from '../counted.js';
import type { LIST as ENGLISH } from '../en/list.js';

export const LIST: typeof ENGLISH = {
  conversation: 'Unterhaltung',
  newMessages: (count, locale) =>
    counted('de', count, { one: '# neue Nachricht', other: '# neue Nachrichten' }, locale),
  newLine: 'Neu',
  toLatest: 'Zur neuesten Nachricht',
  you: 'Sie',
  agent: 'Assistent',
  thinking: 'Denkt nach',
  isThinking: (name) => `${name} denkt nach`,
  areWriting: (names, count) => `${names} ${count === 1 ? 'schreibt' : 'schreiben'}`,
  loadingOlder: 'Frühere Nachrichten werden geladen',
  olderFailed: 'Frühere Nachrichten konnten nicht geladen werden.',
  beginning: 'Hier beginnt die Unterhaltung.',
  says: (author, text) => `${author}: ${text}`,
  moreToRead: 'Es gibt noch mehr zu lesen.',
};
