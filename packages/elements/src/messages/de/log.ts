import { counted } from '../counted.js';
import type { LOG as ENGLISH } from '../en/log.js';

export const LOG: typeof ENGLISH = {
  steps: (count) => counted('de', count, { one: '# Schritt', other: '# Schritte' }),
  stepsFailed: (count) => counted('de', count, { other: '# fehlgeschlagen' }),
  stepRetrying: 'Neuer Versuch',
  attempt: (number) => `Versuch ${number}`,

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
  policyChanged: (name, version) => `Regelwerk geändert von ${name}, jetzt Fassung ${version}`,
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
