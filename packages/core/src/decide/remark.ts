import { AgentChatError, type ControlState, type MethodParams } from '@agent-chat/protocol';
import { isOnRoster } from '../policy/participant-kind.js';
import { requireAudience } from './audience.js';
import {
  type Actor,
  type Decision,
  logs,
  requireActor,
  requireNotEnded,
  systemEnvelope,
} from './decision.js';
import { requireMayWriteAs } from './execution-claim.js';

/** A remark that belongs to no turn, also after the end. */
export function decideAddNote(
  control: ControlState,
  by: Actor,
  { clientRequestId, text, audience = 'everyone' }: MethodParams<'addNote'>,
): Decision<{ seq: number }> {
  requireActor(control, by);
  requireAudience(control, audience);
  return logs(control, {
    ...systemEnvelope(by.participantId),
    audience,
    type: 'note',
    clientRequestId,
    payload: { text },
  });
}

export interface HandOff {
  /** Absent: the orchestrator's own runner asks. */
  readonly clientRequestId?: string;
  readonly to: string;
  readonly reason?: string | undefined;
  readonly executionId?: string | undefined;
}

/** Names who is to act when the open turn has closed and the queue is empty. */
export function decideHandOff(
  control: ControlState,
  by: Actor,
  { clientRequestId, to, reason, executionId }: HandOff,
): Decision<{ seq: number }> {
  requireActor(control, by);
  requireNotEnded(control);
  requireMayWriteAs(control, by, executionId);
  if (!isOnRoster(control, to)) {
    throw new AgentChatError('NotOnRoster', 'Whoever is to act next is not on the roster.', {
      details: { participantId: to },
    });
  }
  return logs(control, {
    ...systemEnvelope(by.participantId),
    type: 'handoff',
    ...(clientRequestId === undefined ? {} : { clientRequestId }),
    ...(executionId === undefined ? {} : { executionId }),
    payload: { to, ...(reason === undefined ? {} : { reason }) },
  });
}
