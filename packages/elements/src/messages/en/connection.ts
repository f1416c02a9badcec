import { written } from '../counted.js';
export const CONNECTION = {
  connecting: 'Connecting…',
  catchingUp: 'Catching up…',
  connected: 'Connected',
  connectionLost: 'Connection lost.',
  retryIn: (seconds: number, locale?: string) => `Next try in ${written('en', seconds, locale)} s.`,
  retryingNow: 'Trying again…',
  offline: 'You are offline.',
  offlineHint: 'Messages are sent when you are back.',
  closed: 'The connection is closed.',
  tryNow: 'Try now',
  sessionExpired: 'This conversation has expired because nothing happened in it for a while.',
  sessionEnded: 'This conversation has ended.',
  startAnew: 'Start a new conversation',
  expiredBefore: 'Your last conversation has expired. This is a new one.',
  notKept: 'This browser keeps nothing for the chat here: the conversation ends when you leave this page.',
};
