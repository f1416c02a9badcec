import type { ControlState, MethodParams } from '@agent-chat/protocol';
import { type Actor, type Decision, logs, nothing, requireNotEnded, systemEnvelope } from './decision.js';

export function decideRename(
  control: ControlState,
  by: Actor,
  { clientRequestId, title }: MethodParams<'renameConversation'>,
): Decision<{ seq: number }> {
  requireNotEnded(control);
  if (title === control.title) return nothing(control);
  return logs(control, {
    ...systemEnvelope(by.participantId),
    type: 'updated',
    clientRequestId,
    payload: { title },
  });
}
