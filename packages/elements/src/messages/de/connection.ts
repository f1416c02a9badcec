import { written } from '../counted.js';
import type { CONNECTION as ENGLISH } from '../en/connection.js';

export const CONNECTION: typeof ENGLISH = {
  connecting: 'Verbindung wird hergestellt …',
  catchingUp: 'Neue Nachrichten werden geladen …',
  connected: 'Verbunden',
  connectionLost: 'Keine Verbindung.',
  retryIn: (seconds, locale) => `Erneut in ${written('de', seconds, locale)} s.`,
  retryingNow: 'Neuer Versuch …',
  offline: 'Sie sind offline.',
  offlineHint: 'Nachrichten werden gesendet, sobald Sie wieder online sind.',
  closed: 'Die Verbindung ist beendet.',
  tryNow: 'Jetzt versuchen',
  sessionExpired: 'Diese Unterhaltung ist abgelaufen, weil eine Weile nichts geschehen ist.',
  sessionEnded: 'Diese Unterhaltung ist beendet.',
  startAnew: 'Neue Unterhaltung beginnen',
  expiredBefore: 'Ihre letzte Unterhaltung ist abgelaufen. Dies ist eine neue.',
  notKept:
    'Dieser Browser bewahrt hier nichts für den Chat auf: Die Unterhaltung endet, wenn Sie diese Seite verlassen.',
};
