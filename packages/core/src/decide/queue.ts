import {
  AgentChatError,
  type ControlState,
  type MethodParams,
  type QueuedMessage,
} from '@agent-chat/protocol';
import { type Decision, seqAt, systemEnvelope } from './decision.js';

/** Who acts, and whether they may act for others. */
export interface Actor {
  readonly participantId: string;
  readonly operator: boolean;
}

export function decideEditQueued(
  control: ControlState,
  actor: Actor,
  params: MethodParams<'editQueued'>,
): Decision<{ seq: number }> {
  requireOwnQueued(control, actor, params.messageId);
  return {
    events: [
      {
        ...systemEnvelope(actor.participantId),
        type: 'queued_changed',
        clientRequestId: params.clientRequestId,
        payload: { messageId: params.messageId, parts: params.parts },
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
