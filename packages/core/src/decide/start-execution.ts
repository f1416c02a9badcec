import { AgentChatError, type ControlState } from '@agent-chat/protocol';
import { dueIn, guidanceOf, isParked } from '../policy/guidance.js';
import { isAgent } from '../policy/participant-kind.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { type Decision, requireNotEnded } from './decision.js';
import { decideTakeTurn, type TakenTurn, type TakeTurn } from './take-turn.js';

/** What a runner that lives elsewhere asks for when it offers to run an agent's turn. */
export interface StartExecution {
  readonly agentId: string;
  /** What must have been closed last. Absent: whatever it was. */
  readonly lastClosedSeq?: number | undefined;
}

/**
 * Whether this agent's runner may take the turn up, as the state has it: the turn that is due, or
 * its own open one. Says nothing of who holds the lease.
 *
 * @throws AgentChatError `NotOnRoster`, `ConversationEnded`, `CasConflict`, `TurnOpen`, `Paused`, `NotDue`
 */
export function requireStartable(
  control: ControlState,
  { agentId, lastClosedSeq }: StartExecution,
  policy: SchedulingPolicy,
): void {
  if (!isAgent(control, agentId)) {
    throw new AgentChatError('NotOnRoster', 'There is no such agent on the roster.');
  }
  requireNotEnded(control);
  const { openTurn } = control;
  const isOwn = openTurn !== null && openTurn.execution !== null && openTurn.owner === agentId;
  if (lastClosedSeq !== undefined) {
    const isOpened = openTurn !== null && !isOwn;
    if (isOpened || control.lastClosedSeq !== lastClosedSeq) {
      throw new AgentChatError('CasConflict', 'The conversation has moved on.', {
        details: { expected: lastClosedSeq, actual: control.lastClosedSeq },
      });
    }
  }
  if (openTurn !== null && !isOwn) {
    throw new AgentChatError('TurnOpen', 'The open turn is not this agent’s.', {
      details: { turn: openTurn.turn, owner: openTurn.owner },
    });
  }
  // Whoever stopped it wants it cleared, parked or not.
  if (isOwn && (openTurn.stop !== null || !isParked(control))) return;
  const guidance = guidanceOf(control, policy);
  if (!isOwn && dueIn(guidance).includes(agentId)) return;
  const { nextParticipantId, waitingFor } = guidance;
  if (waitingFor === 'resume') throw new AgentChatError('Paused', 'The conversation is paused.');
  throw new AgentChatError('NotDue', 'This agent is not due.', {
    details: { nextParticipantId, ...(waitingFor !== undefined && { waitingFor }) },
  });
}

/**
 * What the holder of a new lease does for a runner that lives elsewhere: settles what a dead runner
 * left (`settled`: decide again) or starts the turn.
 *
 * @throws AgentChatError see `requireStartable`
 */
export function decideStartExecution(
  control: ControlState,
  start: StartExecution,
  take: Omit<TakeTurn, 'agentId'>,
  policy: SchedulingPolicy,
): Decision<TakenTurn> {
  requireStartable(control, start, policy);
  return decideTakeTurn(control, { ...take, agentId: start.agentId }, policy);
}
