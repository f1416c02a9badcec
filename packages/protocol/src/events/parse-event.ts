import { faultOf } from '../shapes/fault-of.js';
import { CONVERSATION_EVENT, PAYLOADS } from '../shapes/shapes.generated.js';
import { pathText } from '../values/check.js';
import { AgentChatError } from '../values/errors.js';
import type { ConversationEvent, KnownEvent, MessageEvent } from './event.js';

export function isKnownEvent(event: ConversationEvent): event is KnownEvent {
  return Object.hasOwn(PAYLOADS, event.type);
}

export function isMessageEvent(event: ConversationEvent): event is MessageEvent {
  return event.type === 'message';
}

/**
 * The event that a JSON value is. A known type is checked whole, an unknown one by its envelope.
 * The value itself is returned, not a copy: fields that this version does not know survive.
 *
 * @throws AgentChatError `MalformedFrame` with the path of the first fault in `details`.
 */
export function parseEvent(value: unknown): ConversationEvent {
  const fault = faultOf(CONVERSATION_EVENT, value);
  if (fault === null) return value as ConversationEvent;
  const path = pathText(fault);
  throw new AgentChatError('MalformedFrame', `This is not an event: see "${path}".`, {
    details: { path },
  });
}
