import { counted } from '../counted.js';
import type { FRAME as ENGLISH } from '../en/frame.js';

export const FRAME: typeof ENGLISH = {
  menu: 'Mehr',
  close: 'Schließen',

  conversations: 'Unterhaltungen',
  searchConversations: 'Unterhaltungen durchsuchen',
  noConversations: 'Noch keine Unterhaltungen',
  noConversationFound: 'Keine Unterhaltung heißt so',
  conversationsFailed: 'Die Unterhaltungen konnten nicht geladen werden',
  untitledConversation: 'Unterhaltung ohne Titel',
  renameConversation: (title) => `„${title}“ umbenennen`,
  conversationTitle: 'Titel der Unterhaltung',
  lastSevenDays: 'Letzte 7 Tage',
  older: 'Älter',
  olderConversations: 'Ältere Unterhaltungen zeigen',
  olderConversationsLoading: 'Ältere Unterhaltungen werden geladen …',
  olderConversationsFailed: 'Ältere Unterhaltungen konnten nicht geladen werden.',
  ended: 'Beendet',

  saveAsMarkdown: 'Als Markdown speichern',
  saveAsPage: 'Als Webseite speichern',
  saveAsJson: 'Als JSON speichern',
  saving: 'Unterhaltung wird zusammengestellt …',
  saved: 'Gespeichert',
  saveFailed: 'Die Unterhaltung konnte nicht gespeichert werden',
  transcriptOf: (day) => `Unterhaltung vom ${day}`,

  settings: 'Einstellungen',
  colors: 'Farben',
  colorsAuto: 'Wie das System',
  colorsLight: 'Hell',
  colorsDark: 'Dunkel',
  textSize: 'Schriftgröße',
  textSizes: { small: 'Klein', normal: 'Mittel', large: 'Groß', largest: 'Sehr groß' },
  language: 'Sprache',
  asThePage: 'Wie die Seite',
  sendWith: 'Senden mit',
  enterKey: 'Eingabetaste',
  modEnterKey: (modifier) => `${modifier} + Eingabetaste`,
  whenAnswered: 'Wenn eine Antwort da ist und Sie woanders sind',
  playSound: 'Ton abspielen',
  showNotification: 'Benachrichtigung anzeigen',
  notificationsDenied: 'Der Browser erlaubt dieser Seite keine Benachrichtigungen',
  answerReady: 'Die Antwort ist da',

  waitingToSend: (count, locale) =>
    counted('de', count, { one: '# Nachricht wartet.', other: '# Nachrichten warten.' }, locale),
};
