export const CHAT = {
  title: 'Chat',
  welcome: 'How can I help?',
  newConversation: 'New conversation',
  loading: 'Loading the conversation',
  unreachable: 'The chat cannot be reached',
  unreachableHint: 'We keep trying. Nothing that you wrote is lost.',
  sessionRefused: 'The server did not let you in',
  unknownInterface: (slug: string) => `There is no chat named “${slug}”`,
  unknownTransport: (name: string) =>
    `“${name}” is not a way to connect. Use “auto”, “sse”, “websocket” or “long_poll”.`,
  conversationEnded: 'This conversation has ended.',
};
