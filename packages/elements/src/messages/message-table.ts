import type { TurnClearedReason } from '@agent-chat/protocol';

/**
 * Every word that the elements show or speak, in one place. A page passes a part of it as
 * `messages` and keeps the rest in English.
 */
export interface MessageTable {
  // The whole chat
  readonly title: string;
  readonly welcome: string;
  readonly newConversation: string;
  readonly loading: string;
  readonly unreachable: string;
  readonly unreachableHint: string;
  readonly sessionRefused: string;
  readonly unknownInterface: (slug: string) => string;
  readonly unknownTransport: (name: string) => string;
  readonly conversationEnded: string;
  readonly olderNotLoaded: string;

  // Connection
  readonly connecting: string;
  readonly catchingUp: string;
  readonly connected: string;
  readonly connectionLost: string;
  readonly retryIn: (seconds: number) => string;
  readonly retryingNow: string;
  readonly offline: string;
  readonly closed: string;
  readonly tryNow: string;

  // Composer
  readonly message: string;
  readonly placeholder: string;
  readonly composerHint: string;
  readonly send: string;
  readonly sendQueued: string;
  readonly sentWhenConnected: string;
  readonly stop: string;
  readonly stopNow: string;
  readonly stopping: string;

  // Suggested prompts
  readonly suggestions: string;

  // The list
  readonly conversation: string;
  readonly newMessages: string;
  readonly toLatest: string;
  readonly you: string;
  readonly agent: string;
  readonly thinking: string;
  readonly says: (author: string, text: string) => string;

  // A message
  readonly copy: string;
  readonly copyMessage: string;
  readonly copyCode: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly stopped: string;
  readonly truncated: string;
  readonly failed: string;
  readonly interrupted: string;
  readonly cleared: Readonly<Record<TurnClearedReason, string>>;
  readonly sources: string;
  readonly source: (marker: string, title: string) => string;
  readonly unknownPart: (type: string) => string;
  readonly unknownEvent: (type: string) => string;
  readonly attachment: string;

  // A message on its way
  readonly sending: string;
  readonly queued: string;
  readonly queuedSteer: string;
  readonly notSent: string;
  readonly retry: string;
  readonly discard: string;
  readonly edit: string;
  readonly cancel: string;
  readonly save: string;
  readonly editMessage: string;

  // Reasoning
  readonly reasoning: string;
  readonly reasoningLive: string;
  readonly reasonedFor: (duration: string) => string;

  // Tools
  readonly toolPreparing: string;
  readonly toolWaiting: string;
  readonly toolRunning: string;
  readonly toolDone: string;
  readonly toolFailed: string;
  readonly toolAbandoned: string;
  readonly toolInput: string;
  readonly toolResult: string;
  readonly toolError: string;
  readonly toolCall: (name: string) => string;

  // Cards
  readonly cardUnknown: (type: string) => string;
  readonly cardInvalid: (type: string) => string;
  readonly table: string;
  readonly showMoreRows: (count: number, left: number) => string;

  // Markdown
  readonly code: string;
  readonly codeIn: (language: string) => string;
  readonly codeBlock: string;
  readonly taskDone: string;
  readonly taskOpen: string;
  readonly footnotes: string;
  readonly footnote: (number: number) => string;
  readonly backToFootnote: (number: number) => string;
  readonly loadImage: (host: string) => string;
  readonly image: string;
  readonly imageFailed: string;
  readonly opensInNewTab: string;
}

export const ENGLISH_MESSAGES: MessageTable = {
  title: 'Chat',
  welcome: 'How can I help?',
  newConversation: 'New conversation',
  loading: 'Loading the conversation',
  unreachable: 'The chat cannot be reached',
  unreachableHint: 'We keep trying. Nothing that you wrote is lost.',
  sessionRefused: 'The server did not let you in',
  unknownInterface: (slug) => `There is no chat named “${slug}”`,
  unknownTransport: (name) => `“${name}” is not a way to connect. Use “sse” or “websocket”.`,
  conversationEnded: 'This conversation has ended.',
  olderNotLoaded: 'Earlier messages are not shown',

  connecting: 'Connecting…',
  catchingUp: 'Catching up…',
  connected: 'Connected',
  connectionLost: 'Connection lost.',
  retryIn: (seconds) => `Next try in ${seconds} s.`,
  retryingNow: 'Trying again…',
  offline: 'You are offline. Messages are sent when you are back.',
  closed: 'The connection is closed.',
  tryNow: 'Try now',

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

  conversation: 'Conversation',
  newMessages: 'New messages',
  toLatest: 'To the latest message',
  you: 'You',
  agent: 'Assistant',
  thinking: 'Thinking',
  says: (author, text) => `${author}: ${text}`,

  copy: 'Copy',
  copyMessage: 'Copy message',
  copyCode: 'Copy code',
  copied: 'Copied',
  copyFailed: 'Could not be copied',
  stopped: 'Stopped',
  truncated: 'Cut short',
  failed: 'The answer failed',
  interrupted: 'The connection broke here. The answer goes on as soon as it is back.',
  cleared: {
    restart: 'The answer was interrupted and started again',
    lost: 'The answer was interrupted and started again',
    stopped: 'The answer was stopped',
    idle: 'No answer came in time',
    budget: 'The budget for answers is used up',
  },
  sources: 'Sources',
  source: (marker, title) => `Source ${marker}: ${title}`,
  unknownPart: (type) => `This version cannot show “${type}”`,
  unknownEvent: (type) => `An event of type “${type}”`,
  attachment: 'Attachment',

  sending: 'Sending…',
  queued: 'Waits for the answer to end',
  queuedSteer: 'Is taken up at the next step',
  notSent: 'Not sent',
  retry: 'Try again',
  discard: 'Discard',
  edit: 'Edit',
  cancel: 'Cancel',
  save: 'Save',
  editMessage: 'Edit the waiting message',

  reasoning: 'Reasoning',
  reasoningLive: 'Thinking…',
  reasonedFor: (duration) => `Thought for ${duration}`,

  toolPreparing: 'Preparing',
  toolWaiting: 'Waiting',
  toolRunning: 'Running',
  toolDone: 'Done',
  toolFailed: 'Failed',
  toolAbandoned: 'Not finished',
  toolInput: 'Input',
  toolResult: 'Result',
  toolError: 'Error',
  toolCall: (name) => `Tool ${name}`,

  cardUnknown: (type) => `This version cannot show the card “${type}”`,
  cardInvalid: (type) => `The card “${type}” is damaged`,
  table: 'Table',
  showMoreRows: (count, left) => `Show ${count} more of ${left} rows`,

  code: 'Code',
  codeIn: (language) => `Code in ${language}`,
  codeBlock: '(a block of code)',
  taskDone: 'Done:',
  taskOpen: 'To do:',
  footnotes: 'Footnotes',
  footnote: (number) => `Footnote ${number}`,
  backToFootnote: (number) => `Back to the mark of footnote ${number}`,
  loadImage: (host) => `Load the image from ${host}`,
  image: 'Image',
  imageFailed: 'The image could not be loaded',
  opensInNewTab: '(opens in a new tab)',
};
