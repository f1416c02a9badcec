import {
  AgentChatError,
  agentOfTurn,
  ancestry,
  type ConversationState,
  type EventDraft,
  type MethodParams,
} from '@agent-chat/protocol';
import { isOnRoster } from '../policy/participant-kind.js';
import {
  type Actor,
  type Decision,
  logs,
  nothing,
  requireActor,
  requireNotEnded,
  requireNoTurn,
  systemEnvelope,
} from './decision.js';
import { requireActiveMessage, requireMessage } from './known-message.js';
import { isAttemptLost } from '../policy/lost-attempt.js';

/**
 * Has the whole turn that the message belongs to written again: the parent of the turn's first
 * message becomes the tip, and the agent whose turn it was is due. What it wrote stays as a branch.
 */
export function decideRegenerate(
  state: ConversationState,
  by: Actor,
  { clientRequestId, messageId }: MethodParams<'regenerate'>,
): Decision<{ seq: number }> {
  const { control, timeline } = state;
  requireMayBranch(state, by);
  const { turn } = requireActiveMessage(state, by, messageId);
  const ofTurn = [...ancestry(timeline, control.tipMessageId)].filter((entry) => entry.turn === turn);
  const agentId = agentOfTurn(state, ofTurn[0]?.message.messageId ?? messageId);
  if (agentId === null) {
    throw new AgentChatError('InvalidRequest', 'Only the turn of an agent can be written again.');
  }
  if (!isOnRoster(control, agentId)) {
    throw new AgentChatError('NotOnRoster', 'The agent that wrote this has left.', { details: { agentId } });
  }
  const tipMessageId = ofTurn.at(-1)?.message.parentId ?? null;
  return logs(control, selected(by, clientRequestId, { tipMessageId, reason: 'regenerate', agentId }));
}

/** Chooses for everyone the branch that ends in this message. */
export function decideSelectBranch(
  state: ConversationState,
  by: Actor,
  { clientRequestId, tipMessageId }: MethodParams<'selectBranch'>,
): Decision<{ seq: number }> {
  const { control, timeline } = state;
  requireMayBranch(state, by);
  const { turn } = requireMessage(state, by, tipMessageId);
  const cleared = timeline.clearedTurns.get(String(turn));
  if (isAttemptLost(cleared)) {
    throw new AgentChatError('InvalidRequest', 'The turn of this message was lost: nothing follows it.');
  }
  if (tipMessageId === control.tipMessageId) return nothing(control);
  return logs(control, selected(by, clientRequestId, { tipMessageId, reason: 'chosen' }));
}

function requireMayBranch({ control }: ConversationState, by: Actor): void {
  requireActor(control, by);
  requireNotEnded(control);
  requireNoTurn(control);
  // They wait for an agent that is due where the conversation stands, and were sent for what is there.
  if (control.queue.length > 0) {
    throw new AgentChatError('TurnOpen', 'Messages wait for the turn of an agent.', {
      details: { turn: control.lastTurn + 1, owner: control.lastClose?.owner ?? null },
    });
  }
}

function selected(
  by: Actor,
  clientRequestId: string,
  payload: Extract<EventDraft, { type: 'branch_selected' }>['payload'],
): EventDraft {
  return { ...systemEnvelope(by.participantId), type: 'branch_selected', clientRequestId, payload };
}
