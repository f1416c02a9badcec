import type { CHAT as ENGLISH } from '../en/chat.js';

export const CHAT: typeof ENGLISH = {
  title: 'Chat',
  welcome: 'Wie kann ich helfen?',
  newConversation: 'Neue Unterhaltung',
  loading: 'Unterhaltung wird geladen',
  unreachable: 'Der Chat ist nicht erreichbar',
  unreachableHint: 'Wir versuchen es weiter. Nichts, was Sie geschrieben haben, geht verloren.',
  sessionRefused: 'Der Server hat den Zugang abgelehnt',
  unknownInterface: (slug) => `Es gibt keinen Chat namens „${slug}“`,
  unknownTransport: (name) =>
    `„${name}“ ist keine Art der Verbindung. Möglich sind „auto“, „sse“, „websocket“ und „long_poll“.`,
  conversationEnded: 'Diese Unterhaltung ist beendet.',
};
