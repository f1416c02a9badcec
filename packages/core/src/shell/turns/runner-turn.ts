import type { ControlState } from '@agent-chat/protocol';
import type { RunnerTurn } from '../../ports/agent-runner.js';

/** The turn that an execution holds, as its runner is given it, wherever that lives. */
export function runnerTurn(
  control: ControlState,
  execution: Pick<RunnerTurn, 'tenant' | 'turn' | 'agentId' | 'executionId' | 'attempt'>,
): RunnerTurn {
  const { tenant, turn, agentId, executionId, attempt } = execution;
  const { conversationId, participants, model, persona, currentRunId } = control;
  const { openingLine, startingParticipantId, countedTurns } = control;
  const isOpening = countedTurns === 0 && startingParticipantId === agentId && openingLine !== null;
  return {
    tenant,
    conversationId,
    turn,
    agentId,
    executionId,
    attempt,
    participants,
    ...(isOpening && { openingLine }),
    ...(model !== null && { model }),
    ...(persona !== null && { persona }),
    ...(currentRunId !== null && { runId: currentRunId }),
  };
}
