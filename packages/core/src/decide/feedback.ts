import {
  AgentChatError,
  audienceLike,
  type ConversationState,
  type MethodParams,
} from '@agent-chat/protocol';
import { type Actor, type Decision, logs, nothing, requireActor, systemEnvelope } from './decision.js';
import { requireMessage, unknownMessage } from './known-message.js';

/**
 * What somebody thinks of an agent's message, also after the end. The newest of an author counts:
 * the same again logs nothing.
 */
export function decideGiveFeedback(
  state: ConversationState,
  by: Actor,
  { clientRequestId, messageId, rating, comment }: MethodParams<'giveFeedback'>,
): Decision<{ seq: number }> {
  const { control } = state;
  requireActor(control, by);
  const entry = requireMessage(state, by, messageId);
  const { message, feedback } = entry;
  if (message.erased) throw unknownMessage();
  if (message.role !== 'assistant') {
    throw new AgentChatError('InvalidRequest', 'Only messages of agents are rated.');
  }
  const given = feedback?.find((one) => one.author === by.participantId);
  if ((given?.rating ?? null) === rating && given?.comment === (rating === null ? undefined : comment)) {
    return nothing(control);
  }
  return logs(control, {
    ...systemEnvelope(by.participantId),
    audience: audienceLike(entry),
    type: 'feedback_given',
    clientRequestId,
    payload: { messageId, rating, ...(rating === null || comment === undefined ? {} : { comment }) },
  });
}
