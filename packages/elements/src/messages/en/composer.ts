export const COMPOSER = {
  message: 'Message',
  placeholder: 'Write a message',
  composerHint: 'Enter sends, Shift and Enter starts a new line',
  composerHintModEnter: 'Enter starts a new line, Ctrl or Command and Enter sends',
  send: 'Send',
  sendQueued: 'Send after this answer',
  sentWhenConnected: 'Will be sent when connected',
  stop: 'Stop the answer',
  stopNow: 'Stop at once',
  stopping: 'Stopping…',

  suggestions: 'Suggestions',
};
