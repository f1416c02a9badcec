import { AgentChatError, type ControlState } from '@agent-chat/protocol';
import type { Actor } from './decision.js';
import { requireExecution } from './execution.js';

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
