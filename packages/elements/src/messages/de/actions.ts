import { written } from '../counted.js';
import type { ACTIONS as ENGLISH } from '../en/actions.js';

export const ACTIONS: typeof ENGLISH = {
  editOwnMessage: 'Bearbeiten und neu senden',
  sendNow: 'Jetzt senden',
  sendNowHint: 'Der Agent nimmt es beim nächsten Schritt auf',
  queuedAt: (position, locale) => `An ${written('de', position, locale)}. Stelle`,
  regenerate: 'Andere Antwort schreiben',
  goodAnswer: 'Gute Antwort',
  badAnswer: 'Schlechte Antwort',
  versions: 'Fassungen',
  previousVersion: 'Vorige Fassung',
  nextVersion: 'Nächste Fassung',
  versionOf: (number, count, locale) => `${written('de', number, locale)} / ${written('de', count, locale)}`,
  refused: 'Das wurde nicht angenommen',
  dismiss: 'Ausblenden',
  commentUp: 'Was war gut? (freiwillig)',
  commentDown: 'Was war falsch? (freiwillig)',
  sendComment: 'Kommentar senden',
  close: 'Schließen',
};
