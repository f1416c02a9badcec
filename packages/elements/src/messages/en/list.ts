export const LIST = {
  conversation: 'Conversation',
  newMessages: 'New messages',
  toLatest: 'To the latest message',
  you: 'You',
  agent: 'Assistant',
  thinking: 'Thinking',
  says: (author: string, text: string) => `${author}: ${text}`,
};
