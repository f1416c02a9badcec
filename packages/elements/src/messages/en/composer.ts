import { counted } from '../counted.js';
export const COMPOSER = {
  message: 'Message',
  placeholder: 'Write a message',
  placeholderDisabled: 'Nothing can be sent now',
  composerHint: 'Enter sends, Shift and Enter starts a new line',
  composerHintModEnter: 'Enter starts a new line, Ctrl or Command and Enter sends',
  send: 'Send',
  sendQueued: 'Send after this answer',
  sentWhenConnected: 'Will be sent when connected',
  stop: 'Stop the answer',
  stopNow: 'Stop at once',
  stopping: 'Stopping…',

  suggestions: 'Suggestions',

  commands: 'Commands',
  mentions: 'People and agents',
  suggestionCount: (count: number, locale?: string) =>
    `${counted('en', count, { one: '# suggestion', other: '# suggestions' }, locale)}: up and down to look, Enter to choose`,

  attach: 'Attach files',
  dropHere: 'Drop the files here',
  files: 'Files that go along',
  fileClose: 'Close',
  fileUploading: (name: string) => `Uploading ${name}`,
  fileUploaded: (name: string) => `${name} is uploaded`,
  fileFailed: (name: string) => `${name} could not be uploaded`,
  fileRemoved: (name: string) => `${name} is removed`,
  fileRetry: (name: string) => `Upload ${name} again`,
  fileRemove: (name: string) => `Remove ${name}`,
  fileTooMany: (name: string, max: number, locale?: string) =>
    `${name} is left out: ${counted('en', max, { one: 'a message takes # file', other: 'a message takes # files' }, locale)}.`,
  fileTooLarge: (name: string, size: string) => `${name} is too large: at most ${size}.`,
  fileWrongType: (name: string) => `Files like ${name} are not taken here.`,
  fileEmpty: (name: string) => `${name} is empty.`,
  fileWrongName: (name: string) => `${name} has a name that is too long.`,
  fileIsFolder: (name: string) => `${name} is a folder: choose the files in it.`,
  sentWhenUploaded: 'Sent as soon as the files are uploaded',
  fileInTheWay: 'Not sent: a file could not be uploaded. Try it again, or remove it.',

  heldBack: 'That was a lot at once.',
  heldBackHint: 'Your message is kept and sent by itself in a moment.',
  heldBackUntil: (duration: string) => `Your message is sent in ${duration}.`,
  heldBackSendsNow: 'Your message is sent now.',
  heldBackEdit: 'Edit it instead',

  dictate: 'Dictate',
  dictateStop: 'Stop dictating',
  listening: 'Listening…',
  dictationFailures: {
    notAllowed: 'The browser does not let this page use the microphone.',
    noMicrophone: 'No microphone was found.',
    noSpeech: 'Nothing was heard.',
    network: 'The speech service of the browser cannot be reached.',
    language: 'The browser cannot listen in this language.',
    other: 'Dictation did not work.',
  },
};
