import { AgentChatError } from '@agent-chat/protocol';

/** The one answer about a conversation that was deleted. */
export function conversationGone(): AgentChatError {
  return new AgentChatError('ConversationGone', 'This conversation was deleted.');
}

/** The one answer about a conversation that there never was, or that is not for who asks. */
export function unknownConversation(): AgentChatError {
  return new AgentChatError('UnknownConversation', 'There is no such conversation.');
}
