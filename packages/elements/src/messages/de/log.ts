import { counted, written } from '../counted.js';
import type { LOG as ENGLISH } from '../en/log.js';

export const LOG: typeof ENGLISH = {
  steps: (count, locale) => counted('de', count, { one: '# Schritt', other: '# Schritte' }, locale),
  stepsFailed: (count, locale) => counted('de', count, { other: '# fehlgeschlagen' }, locale),
  stepRetrying: 'Neuer Versuch',
  attempt: (number, locale) => `Versuch ${written('de', number, locale)}`,

  asks: (asker, asked) => (asked === '' ? `${asker} fragt` : `${asker} fragt ${asked}`),
  notAnswered: 'Noch nicht beantwortet',

  why: 'Warum?',
  actionAsked: (name, action) => `Gefragt von ${name}: ${action}`,
  actionFailed: 'Das ist fehlgeschlagen',
  actionDeclined: 'Das wurde abgelehnt',

  handedOver: (name) => `Übergeben an ${name}`,
  paused: 'Angehalten',
  resumed: 'Es geht weiter',
  autopilotSet: (level) =>
    level === null ? 'Der Autopilot ist aus' : `Der Autopilot steht auf Stufe ${level}`,
  budgetSet: (amount, window) => `Grenze: ${amount} ${window}`,
  budgetLifted: (meter) => `Keine Grenze mehr für ${meter}`,
  budgetExceeded: (used, limit, window) => `Die Grenze ist erreicht: ${used} von ${limit} ${window}`,
  policyChanged: (name, version, locale) =>
    `Regelwerk geändert von ${name}, jetzt Fassung ${written('de', version, locale)}`,
  joined: (names) => `Dazugekommen: ${names}`,
  left: (names) => `Gegangen: ${names}`,
  runIs: {
    running: 'Der Lauf geht weiter',
    paused: 'Der Lauf ist angehalten',
    completed: 'Der Lauf ist abgeschlossen',
    failed: 'Der Lauf ist fehlgeschlagen',
    cancelled: 'Der Lauf wurde abgebrochen',
  },
  windows: {
    total: 'insgesamt',
    hour: 'in der Stunde',
    day: 'am Tag',
    week: 'in der Woche',
    month: 'im Monat',
  },
  meters: { money: 'Geld', tokens: 'Textmarken', messages: 'Nachrichten' },
};
