import { AgentChatError } from '@agent-chat/protocol';

/** What a node that is closing answers with. */
export function shuttingDown(): AgentChatError {
  return new AgentChatError('Unavailable', 'This server is shutting down.');
}
