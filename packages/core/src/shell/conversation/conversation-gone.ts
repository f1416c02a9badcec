import { AgentChatError } from '@agent-chat/protocol';

/** The one answer about a conversation that was deleted. */
export function conversationGone(): AgentChatError {
  return new AgentChatError('ConversationGone', 'This conversation was deleted.');
}
