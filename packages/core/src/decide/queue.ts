import {
  AgentChatError,
  type ControlState,
  type MethodParams,
  type Part,
  type QueuedMessage,
} from '@agent-chat/protocol';
import { type Actor, type Decision, seqAt, systemEnvelope } from './decision.js';

/** What one author may have waiting: whoever opens the conversation is sent all of it. */
const MAX_QUEUED_MESSAGES = 20;
const MAX_QUEUED_CHARS = 262_144;

/** @throws AgentChatError `RateLimited` when the author has too much waiting already */
export function requireQueueRoom(
  control: ControlState,
  author: string,
  parts: readonly Part[],
  replacedMessageId?: string,
): void {
  const others = control.queue.filter((one) => one.author === author && one.messageId !== replacedMessageId);
  const chars = [...others, { parts }].reduce((sum, one) => sum + JSON.stringify(one.parts).length, 0);
  if (others.length < MAX_QUEUED_MESSAGES && chars <= MAX_QUEUED_CHARS) return;
  throw new AgentChatError('RateLimited', 'Too much is waiting already: let the agent answer first.', {
    details: { maxMessages: MAX_QUEUED_MESSAGES, maxChars: MAX_QUEUED_CHARS },
  });
}

export function decideEditQueued(
  control: ControlState,
  actor: Actor,
  params: MethodParams<'editQueued'>,
): Decision<{ seq: number }> {
  const { messageId, parts, delivery } = params;
  const { author } = requireOwnQueued(control, actor, messageId);
  requireQueueRoom(control, author, parts, messageId);
  return {
    events: [
      {
        ...systemEnvelope(actor.participantId),
        type: 'queued_changed',
        clientRequestId: params.clientRequestId,
        payload: { messageId, parts, ...(delivery !== undefined && { delivery }) },
      },
    ],
    result: { seq: seqAt(control, 0) },
  };
}

export function decideCancelQueued(
  control: ControlState,
  actor: Actor,
  params: MethodParams<'cancelQueued'>,
): Decision<{ seq: number }> {
  requireOwnQueued(control, actor, params.messageId);
  return {
    events: [
      {
        ...systemEnvelope(actor.participantId),
        type: 'queued_removed',
        clientRequestId: params.clientRequestId,
        payload: { messageId: params.messageId, reason: 'cancelled' },
      },
    ],
    result: { seq: seqAt(control, 0) },
  };
}

function requireOwnQueued(control: ControlState, actor: Actor, messageId: string): QueuedMessage {
  const queued = control.queue.find((one) => one.messageId === messageId);
  if (queued === undefined) {
    throw new AgentChatError('UnknownMessage', 'No message with this id is waiting.');
  }
  if (queued.author !== actor.participantId && !actor.operator) {
    throw new AgentChatError('Forbidden', 'Only its author may change a waiting message.');
  }
  return queued;
}
