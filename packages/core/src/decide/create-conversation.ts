import {
  AgentChatError,
  type ControlState,
  type MethodParams,
  type MethodResult,
  type PersonaRef,
  SYSTEM_PARTICIPANT_ID,
} from '@agent-chat/protocol';
import { type Decision, systemEnvelope } from './decision.js';

export function decideCreateConversation(
  control: ControlState,
  author: string,
  params: MethodParams<'createConversation'>,
  persona: PersonaRef | null,
): Decision<MethodResult<'createConversation'>> {
  if (control.seq > 0) {
    throw new AgentChatError('ConversationExists', 'There is a conversation with this id already.');
  }
  const ids = params.participants.map((participant) => participant.participantId);
  if (new Set(ids).size !== ids.length) {
    throw new AgentChatError('InvalidRequest', 'Two participants have the same id.');
  }
  if (ids.includes(SYSTEM_PARTICIPANT_ID)) {
    throw new AgentChatError(
      'InvalidRequest',
      `The id "${SYSTEM_PARTICIPANT_ID}" is the orchestrator's own.`,
    );
  }
  if (params.startingParticipantId !== undefined && !ids.includes(params.startingParticipantId)) {
    throw new AgentChatError('InvalidRequest', 'Who is to begin is not on the roster.', {
      details: { path: 'startingParticipantId' },
    });
  }
  const { clientRequestId, conversationId: _chosen, persona: _named, ...metadata } = params;
  return {
    events: [
      {
        ...systemEnvelope(author),
        type: 'created',
        clientRequestId,
        payload: { ...metadata, ...(persona === null ? {} : { persona }) },
      },
    ],
    result: { conversationId: control.conversationId, seq: 1 },
  };
}
