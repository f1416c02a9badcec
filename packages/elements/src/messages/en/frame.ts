import { counted } from '../counted.js';

export const FRAME = {
  menu: 'More',
  close: 'Close',

  conversations: 'Conversations',
  searchConversations: 'Search conversations',
  noConversations: 'No conversations yet',
  noConversationFound: 'No conversation has this name',
  conversationsFailed: 'The conversations could not be loaded',
  untitledConversation: 'Untitled conversation',
  renameConversation: (title: string) => `Rename “${title}”`,
  conversationTitle: 'Title of the conversation',
  lastSevenDays: 'Previous 7 days',
  older: 'Older',
  olderConversations: 'Show older conversations',
  olderConversationsLoading: 'Looking through older conversations…',
  ended: 'Ended',

  saveAsMarkdown: 'Save as Markdown',
  saveAsPage: 'Save as web page',
  saveAsJson: 'Save as JSON',
  saving: 'Collecting the conversation…',
  saved: 'Saved',
  saveFailed: 'The conversation could not be saved',
  transcriptOf: (day: string) => `Conversation of ${day}`,

  settings: 'Settings',
  colors: 'Colours',
  colorsAuto: 'As the system',
  colorsLight: 'Light',
  colorsDark: 'Dark',
  textSize: 'Text size',
  textSizes: { small: 'Small', normal: 'Normal', large: 'Large', largest: 'Largest' },
  language: 'Language',
  asThePage: 'As the page',
  sendWith: 'Send with',
  enterKey: 'Enter',
  modEnterKey: (modifier: string) => `${modifier} + Enter`,
  whenAnswered: 'When an answer is ready and you are elsewhere',
  playSound: 'Play a sound',
  showNotification: 'Show a notification',
  notificationsDenied: 'The browser does not allow notifications from this page',
  answerReady: 'The answer is ready',

  waitingToSend: (count: number, locale?: string) =>
    counted('en', count, { one: '# message is waiting.', other: '# messages are waiting.' }, locale),
};
