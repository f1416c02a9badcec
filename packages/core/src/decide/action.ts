import {
  type ActionOutcome,
  AgentChatError,
  type ControlState,
  type ConversationState,
  type EventDraft,
  type MessageEntry,
  type MethodParams,
  type OpenAction,
  SYSTEM_PARTICIPANT_ID,
} from '@agent-chat/protocol';
import { isAgent } from '../policy/participant-kind.js';
import type { ActionHandler } from '../ports/action-handler.js';
import { cardOf } from './card.js';
import {
  type Actor,
  type Decision,
  logs,
  nothing,
  requireActor,
  requireNotEnded,
  systemEnvelope,
} from './decision.js';
import { requireMayWriteAs } from './execution-claim.js';
import { requireActiveMessage, unknownMessage } from './known-message.js';
import { requireSize } from './payload-size.js';

/** "Why?": the one action that every message has. */
const EXPLAIN = 'explain';
const MAX_OPEN_ACTIONS = 32;

export interface ActionRules {
  /** Actions that a message has as such, besides `explain`. */
  readonly messageActions: readonly string[];
  /** The host is asked first: until it has answered, no agent is due. */
  readonly isHostAsked: boolean;
  readonly maxPayloadBytes: number;
}

/** A button was pressed. It ends with one `action_settled`. */
export function decideInvokeAction(
  state: ConversationState,
  by: Actor,
  params: MethodParams<'invokeAction'>,
  rules: ActionRules,
): Decision<{ seq: number }> {
  const { clientRequestId, messageId, partId, actionId, payload } = params;
  const { control } = state;
  requireActor(control, by);
  requireNotEnded(control);
  const entry = requireActiveMessage(state, by, messageId);
  if (entry.audience !== 'everyone' || entry.message.erased) throw unknownMessage();
  requireOffered(entry, partId, actionId, rules.messageActions);
  if (payload !== undefined) requireSize(payload, rules.maxPayloadBytes);
  if (control.actions.length >= MAX_OPEN_ACTIONS) {
    throw new AgentChatError('RateLimited', 'Too many actions wait to be answered.', {
      details: { maxActions: MAX_OPEN_ACTIONS },
    });
  }
  const agentId = rules.isHostAsked ? null : answererOf(control, entry, actionId);
  return logs(control, {
    ...systemEnvelope(by.participantId),
    type: 'action_invoked',
    clientRequestId,
    ...(entry.runId === undefined ? {} : { runId: entry.runId }),
    payload: {
      messageId,
      ...(partId === undefined ? {} : { partId }),
      actionId,
      ...(payload === undefined ? {} : { payload }),
      ...(agentId === null ? {} : { agentId }),
    },
  });
}

/** @throws AgentChatError `UnknownAction` */
function requireOffered(
  entry: MessageEntry,
  partId: string | undefined,
  actionId: string,
  messageActions: readonly string[],
): void {
  const card = partId === undefined ? null : cardOf(entry, partId);
  const isThere = partId === undefined || entry.message.parts.some((part) => part.partId === partId);
  const isOffered =
    actionId === EXPLAIN ||
    (partId === undefined && messageActions.includes(actionId)) ||
    card?.actions?.some((action) => action.actionId === actionId) === true;
  if (isThere && isOffered) return;
  throw new AgentChatError('UnknownAction', 'There is no such action here.', {
    details: { actionId, partId: partId ?? null },
  });
}

/**
 * The author of the message, if it is an agent that is still there. Why the system has written something,
 * a budget that would break say, the first agent explains: the system answers nobody.
 */
function answererOf(
  control: ControlState,
  { author }: Pick<MessageEntry, 'author'>,
  actionId: string,
): string | null {
  if (isAgent(control, author)) return author;
  if (author !== SYSTEM_PARTICIPANT_ID || actionId !== EXPLAIN) return null;
  return control.participants.find(({ kind }) => kind === 'agent')?.participantId ?? null;
}

/** Says how an action ended, also after the end. One that is settled already is acknowledged. */
export function decideSettleAction(
  { control, timeline }: ConversationState,
  by: Actor,
  params: MethodParams<'settleAction'>,
): Decision<{ seq: number }> {
  const { clientRequestId, actionSeq, outcome, message, executionId } = params;
  requireActor(control, by);
  const action = control.actions.find((one) => one.seq === actionSeq);
  if (action === undefined) {
    if (timeline.places.has(`action:${actionSeq}`)) return nothing(control);
    throw new AgentChatError('UnknownAction', 'There is no such action.', { details: { actionSeq } });
  }
  if (action.agentId !== by.participantId && !by.operator) {
    throw new AgentChatError('Forbidden', 'Only whoever answers the action and operators may settle it.');
  }
  requireMayWriteAs(control, by, executionId);
  return logs(control, {
    ...settled(actionSeq, outcome, message, by.participantId),
    clientRequestId,
    ...(executionId === undefined ? {} : { executionId }),
  });
}

/** What the host made of an action; `null`: nothing. */
export type HostAnswer = Awaited<ReturnType<ActionHandler>>;

/**
 * What becomes of an action that the host was asked about. Left alone, it is handed to the author of
 * its message; where that is no agent, nobody answers it.
 */
export function decideHostAnswer(
  state: ConversationState,
  actionSeq: number,
  answer: HostAnswer,
): Decision<null> {
  const { control } = state;
  const action = control.actions.find((one) => one.seq === actionSeq);
  if (action === undefined || action.agentId !== undefined) return { events: [], result: null };
  const author = authorOf(state, action);
  const to = author === null || control.ended ? null : answererOf(control, { author }, action.actionId);
  if (answer !== null) {
    return { events: [settled(actionSeq, answer.outcome, answer.message)], result: null };
  }
  if (to === null) return { events: [settled(actionSeq, 'declined', 'Nobody answers it.')], result: null };
  return {
    events: [{ ...systemEnvelope(), type: 'handoff', causedBy: actionSeq, payload: { to } }],
    result: null,
  };
}

function authorOf({ timeline }: ConversationState, { messageId }: OpenAction): string | null {
  const place = timeline.places.get(messageId);
  return place === undefined ? null : (timeline.entries.get(place)?.author ?? null);
}

function settled(
  actionSeq: number,
  outcome: ActionOutcome,
  message: string | undefined,
  author?: string,
): Extract<EventDraft, { type: 'action_settled' }> {
  return {
    ...systemEnvelope(author),
    type: 'action_settled',
    payload: { actionSeq, outcome, ...(message === undefined ? {} : { message }) },
  };
}
