import { counted } from '../counted.js';

export const LIST = {
  conversation: 'Conversation',
  newMessages: (count: number, locale?: string) =>
    counted('en', count, { one: '# new message', other: '# new messages' }, locale),
  newLine: 'New',
  toLatest: 'To the latest message',
  you: 'You',
  agent: 'Assistant',
  thinking: 'Thinking',
  isThinking: (name: string) => `${name} is thinking`,
  areWriting: (names: string, count: number) => `${names} ${count === 1 ? 'is' : 'are'} writing`,
  loadingOlder: 'Loading earlier messages',
  olderFailed: 'Earlier messages could not be loaded.',
  beginning: 'This is the beginning of the conversation.',
  says: (author: string, text: string) => `${author}: ${text}`,
  moreToRead: 'There is more to read.',
};
