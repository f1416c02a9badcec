import { AgentChatError, type ControlState } from '@agent-chat/protocol';
import type { Actor } from './decision.js';
import { requireExecution, staleFence } from './execution.js';

/** What a runner that lives elsewhere shows with each of its calls. */
export interface PresentedExecution {
  readonly executionId: string;
  readonly fence: number;
}

/**
 * The turn of this execution is open, and its runner is this caller or one that may act for all.
 * @throws AgentChatError `StaleFence`, `Forbidden`
 */
export function requirePresented(
  { openTurn }: ControlState,
  { executionId, fence }: PresentedExecution,
  by: Actor,
): void {
  const held = openTurn?.execution;
  if (held?.executionId !== executionId || held.fence !== fence) throw staleFence();
  if (!by.operator && held.agentId !== by.participantId) {
    throw new AgentChatError('Forbidden', 'This execution is another agent’s.');
  }
}

/**
 * Whether `by` may write beside a turn: under the execution that it names, or, when it names none,
 * as somebody whom no execution speaks for at the moment.
 *
 * @throws AgentChatError `StaleFence`
 */
export function requireMayWriteAs(control: ControlState, by: Actor, executionId: string | undefined): void {
  const { openTurn } = control;
  if (executionId !== undefined) {
    const { owner } = requireExecution(control, executionId);
    if (owner !== by.participantId) throw new AgentChatError('StaleFence', "The turn is another agent's.");
  } else if (openTurn !== null && openTurn.execution !== null && openTurn.owner === by.participantId) {
    throw new AgentChatError('StaleFence', 'This turn is held by an execution.');
  }
}
