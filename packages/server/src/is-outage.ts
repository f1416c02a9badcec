import { AgentChatError } from '@agent-chat/protocol';

/** Whether a store is away, and the next call would meet the same. */
export function isOutage(error: unknown): boolean {
  return AgentChatError.isInstance(error) && error.code === 'Unavailable';
}
