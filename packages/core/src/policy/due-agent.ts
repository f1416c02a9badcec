import type { ControlState } from '@agent-chat/protocol';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { guidanceOf } from './guidance.js';

/** The agent whose turn it is, running or not; `null` when it is nobody's or a person's. */
export function dueAgentOf(control: ControlState, policy: SchedulingPolicy): string | null {
  const due = guidanceOf(control, policy).nextParticipantId;
  const isAgent = control.participants.some((one) => one.participantId === due && one.kind === 'agent');
  return isAgent ? due : null;
}
