import { counted } from '../counted.js';
import type { COMPOSER as ENGLISH } from '../en/composer.js';

export const COMPOSER: typeof ENGLISH = {
  message: 'Nachricht',
  placeholder: 'Nachricht schreiben',
  placeholderDisabled: 'Derzeit kann nichts gesendet werden',
  composerHint: 'Eingabetaste sendet, Umschalt und Eingabetaste beginnt eine neue Zeile',
  composerHintModEnter: 'Eingabetaste beginnt eine neue Zeile, Strg oder Befehl und Eingabetaste sendet',
  send: 'Senden',
  sendQueued: 'Nach dieser Antwort senden',
  sentWhenConnected: 'Wird gesendet, sobald die Verbindung steht',
  stop: 'Antwort anhalten',
  stopNow: 'Sofort anhalten',
  stopping: 'Wird angehalten …',

  suggestions: 'Vorschläge',

  commands: 'Befehle',
  mentions: 'Personen und Agenten',
  suggestionCount: (count, locale) =>
    `${counted('de', count, { one: '# Vorschlag', other: '# Vorschläge' }, locale)}: mit den Pfeiltasten ansehen, mit der Eingabetaste wählen`,

  attach: 'Dateien anhängen',
  dropHere: 'Dateien hier ablegen',
  files: 'Angehängte Dateien',
  fileClose: 'Schließen',
  fileUploading: (name) => `${name} wird hochgeladen`,
  fileUploaded: (name) => `${name} ist hochgeladen`,
  fileFailed: (name) => `${name} konnte nicht hochgeladen werden`,
  fileRemoved: (name) => `${name} ist entfernt`,
  fileRetry: (name) => `${name} erneut hochladen`,
  fileRemove: (name) => `${name} entfernen`,
  fileTooMany: (name, max, locale) =>
    `${name} bleibt weg: ${counted('de', max, { one: 'eine Nachricht fasst # Datei', other: 'eine Nachricht fasst # Dateien' }, locale)}.`,
  fileTooLarge: (name, size) => `${name} ist zu groß: höchstens ${size}.`,
  fileWrongType: (name) => `Dateien wie ${name} werden hier nicht angenommen.`,
  fileEmpty: (name) => `${name} ist leer.`,
  fileWrongName: (name) => `${name} hat einen zu langen Namen.`,
  fileIsFolder: (name) => `${name} ist ein Ordner: bitte die Dateien darin wählen.`,
  sentWhenUploaded: 'Wird gesendet, sobald die Dateien hochgeladen sind',
  fileInTheWay:
    'Nicht gesendet: Eine Datei konnte nicht hochgeladen werden. Erneut versuchen oder entfernen.',

  heldBack: 'Das war viel auf einmal.',
  heldBackHint: 'Ihre Nachricht bleibt erhalten und wird gleich von selbst gesendet.',
  heldBackUntil: (duration) => `Ihre Nachricht wird in ${duration} gesendet.`,
  heldBackSendsNow: 'Ihre Nachricht wird jetzt gesendet.',
  heldBackEdit: 'Stattdessen bearbeiten',

  dictate: 'Diktieren',
  dictateStop: 'Diktat beenden',
  listening: 'Hört zu …',
  dictationFailures: {
    notAllowed: 'Der Browser lässt diese Seite das Mikrofon nicht benutzen.',
    noMicrophone: 'Es wurde kein Mikrofon gefunden.',
    noSpeech: 'Es war nichts zu hören.',
    network: 'Der Sprachdienst des Browsers ist nicht erreichbar.',
    language: 'Der Browser versteht diese Sprache nicht.',
    other: 'Das Diktat hat nicht funktioniert.',
  },
};
