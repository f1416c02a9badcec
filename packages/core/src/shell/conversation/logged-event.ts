import { AgentChatError, type ConversationEvent, parseEvent } from '@agent-chat/protocol';
import type { StoredEvent } from '../../ports/event-store.js';

/** An event with its stored text. */
export interface LoggedEvent {
  readonly event: ConversationEvent;
  readonly json: string;
}

/** @throws AgentChatError `StoreDamaged` */
export function parseStored(stored: StoredEvent): LoggedEvent {
  try {
    return { event: JSON.parse(stored.json) as ConversationEvent, json: stored.json };
  } catch (cause) {
    throw new AgentChatError('StoreDamaged', `The stored event ${stored.seq} is not JSON.`, {
      cause,
    });
  }
}

/**
 * The event that is about to be logged, as every reader will read it.
 * @throws AgentChatError `InvalidMessage` for what a reader would refuse
 */
export function loggable(json: string): ConversationEvent {
  try {
    return parseEvent(JSON.parse(json));
  } catch (error) {
    const { message, details } = AgentChatError.from(error);
    throw new AgentChatError('InvalidMessage', `It cannot be logged. ${message}`, { details, cause: error });
  }
}
