import {
  AgentChatError,
  type ConversationState,
  isOnActivePath,
  isVisible,
  type MessageEntry,
  messageOf,
} from '@agent-chat/protocol';
import type { Actor } from './decision.js';

/**
 * The message with this id, as far as `by` may know of it.
 * @throws AgentChatError `UnknownMessage`
 */
export function requireMessage({ timeline }: ConversationState, by: Actor, messageId: string): MessageEntry {
  const entry = messageOf(timeline, messageId);
  if (entry === null || !isVisible(entry, by)) throw unknownMessage();
  return entry;
}

/** The same for a message that the conversation still goes on from. Nothing is done to any other. */
export function requireActiveMessage(state: ConversationState, by: Actor, messageId: string): MessageEntry {
  const entry = requireMessage(state, by, messageId);
  if (!isOnActivePath(state, messageId)) {
    throw new AgentChatError('UnknownMessage', 'The message is not on the branch that is selected.');
  }
  return entry;
}

export function unknownMessage(): AgentChatError {
  return new AgentChatError('UnknownMessage', 'There is no message with this id.');
}
