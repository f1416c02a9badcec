import {
  AgentChatError,
  type ControlState,
  type ConversationState,
  type EventDraft,
  type Outcome,
  SYSTEM_PARTICIPANT_ID,
} from '@agent-chat/protocol';
import { isOnRoster } from '../policy/participant-kind.js';

/**
 * What a command leads to: events to append and the command's result. A rule that forbids it
 * throws a typed `AgentChatError` instead, and nothing is written.
 */
export interface Decision<R = unknown> {
  readonly events: readonly EventDraft[];
  readonly result: R;
}

/** A pure rule: the same state gives the same decision. */
export type Decide<R> = (state: ConversationState) => Decision<R>;

/** The facts that a pure decision cannot make up. */
export interface DecisionContext {
  /** An unused message id. */
  readonly newMessageId: string;
  /** Mints an unused run id: most messages belong to a run that is open. */
  readonly newRunId: () => string;
}

/** Who acts, and whether they may act for others. */
export interface Actor {
  readonly participantId: string;
  readonly operator: boolean;
}

/** The seq that the event at `index` of a decision gets. */
export function seqAt(control: ControlState, index: number): number {
  return control.seq + 1 + index;
}

/** A command that finds done what it asks for: nothing is logged. */
export function nothing(control: ControlState): Decision<{ seq: number }> {
  return { events: [], result: { seq: control.seq } };
}

/** One event, and its seq as the result. */
export function logs(control: ControlState, event: EventDraft): Decision<{ seq: number }> {
  return { events: [event], result: { seq: seqAt(control, 0) } };
}

export function requireParticipant(control: ControlState, participantId: string): void {
  if (!isOnRoster(control, participantId)) {
    throw new AgentChatError('NotOnRoster', 'The author is not on the roster.');
  }
}

/** An operator acts without being a participant. @throws AgentChatError `NotOnRoster` */
export function requireActor(control: ControlState, { participantId, operator }: Actor): void {
  if (!operator) requireParticipant(control, participantId);
}

export function requireNotEnded(control: ControlState): void {
  if (control.ended) throw new AgentChatError('ConversationEnded', 'The conversation has ended.');
}

/** @throws AgentChatError `TurnOpen` */
export function requireNoTurn(control: ControlState): void {
  const { openTurn } = control;
  if (openTurn === null) return;
  throw new AgentChatError('TurnOpen', 'Wait for the open turn, or stop it.', {
    details: { turn: openTurn.turn, owner: openTurn.owner },
  });
}

/** The run that agents work on: what they log carries its id. */
export function ofRun({ currentRunId }: ControlState): { readonly runId?: string } {
  return currentRunId === null ? {} : { runId: currentRunId };
}

/** What every event has unless it says otherwise. */
export function systemEnvelope(
  author: string = SYSTEM_PARTICIPANT_ID,
): Pick<EventDraft, 'turn' | 'author' | 'finality' | 'audience'> {
  return { turn: 0, author, finality: 'none', audience: 'everyone' };
}

/** A message of the system's own, without text, that says how a turn or the conversation ended. */
export function systemMessage(of: {
  readonly turn: number;
  readonly messageId: string;
  readonly parentId: string | null;
  readonly finality: 'turn' | 'conversation';
  readonly outcome: Outcome;
}): EventDraft {
  const { turn, messageId, parentId, finality, outcome } = of;
  return {
    ...systemEnvelope(),
    turn,
    finality,
    type: 'message',
    payload: { messageId, parentId, role: 'system', parts: [], outcome },
  };
}
