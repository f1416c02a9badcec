export const COMPOSER = {
  message: 'Message',
  placeholder: 'Write a message',
  composerHint: 'Enter sends, Shift and Enter starts a new line',
  send: 'Send',
  sendQueued: 'Send after this answer',
  sentWhenConnected: 'Will be sent when connected',
  stop: 'Stop the answer',
  stopNow: 'Stop at once',
  stopping: 'Stopping…',

  suggestions: 'Suggestions',
};
