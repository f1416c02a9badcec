import {
  AgentChatError,
  type ApprovalEntry,
  type ConversationState,
  type OpenToolCall,
  type OpenTurn,
} from '@agent-chat/protocol';
import { requireExecution } from './execution.js';

/** A call of the open turn, with the arguments that the log has of it. */
export interface LoggedToolCall {
  readonly turn: OpenTurn;
  readonly call: OpenToolCall;
  /** As the agent asked for them. */
  readonly args: unknown;
  /** As they run: what an approver edited stands in place of what was asked for. */
  readonly finalArgs: unknown;
}

/**
 * @throws AgentChatError
 * - `StaleFence`: the execution does not hold the turn
 * - `UnknownToolCall`: the turn has no such call
 * - `ToolMayNotRepeat`: it has been answered
 */
export function loggedCall(
  state: ConversationState,
  executionId: string,
  toolCallId: string,
): LoggedToolCall {
  const turn = requireExecution(state.control, executionId);
  const call = turn.toolCalls.find((one) => one.toolCallId === toolCallId);
  const { entries, places } = state.timeline;
  const place = places.get(toolCallId);
  const entry = place === undefined ? undefined : entries.get(place);
  if (call === undefined || entry?.kind !== 'tool') {
    throw new AgentChatError('UnknownToolCall', 'The open turn has no call with this id.', {
      details: { toolCallId },
    });
  }
  if (call.status === 'answered') {
    throw new AgentChatError('ToolMayNotRepeat', 'The call has been answered.', { details: { toolCallId } });
  }
  const args = entry.args ?? null;
  const open = state.control.approvals.find(({ subject }) => subject.toolCallId === toolCallId)?.resolution;
  const used = call.status === 'started' ? usedApproval(state, turn, toolCallId) : undefined;
  const edited = open?.decision === 'approve' ? open.editedArgs : used?.editedArgs;
  return { turn, call, args, finalArgs: edited ?? args };
}

/** The approval that an earlier start of the call has used up. */
function usedApproval(
  { timeline: { entries } }: ConversationState,
  { openedSeq }: OpenTurn,
  toolCallId: string,
): ApprovalEntry | undefined {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries.at(index);
    if (entry === undefined || entry.seq < openedSeq) return undefined;
    if (entry.kind === 'approval' && entry.subject.toolCallId === toolCallId) return entry;
  }
  return undefined;
}
