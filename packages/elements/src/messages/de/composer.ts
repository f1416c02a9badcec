import type { COMPOSER as ENGLISH } from '../en/composer.js';

export const COMPOSER: typeof ENGLISH = {
  message: 'Nachricht',
  placeholder: 'Nachricht schreiben',
  composerHint: 'Eingabetaste sendet, Umschalt und Eingabetaste beginnt eine neue Zeile',
  composerHintModEnter: 'Eingabetaste beginnt eine neue Zeile, Strg oder Befehl und Eingabetaste sendet',
  send: 'Senden',
  sendQueued: 'Nach dieser Antwort senden',
  sentWhenConnected: 'Wird gesendet, sobald die Verbindung steht',
  stop: 'Antwort anhalten',
  stopNow: 'Sofort anhalten',
  stopping: 'Wird angehalten …',

  suggestions: 'Vorschläge',
};
