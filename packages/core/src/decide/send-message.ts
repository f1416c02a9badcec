import {
  AgentChatError,
  type ControlState,
  type ConversationState,
  type EventDraft,
  type MethodParams,
  type MethodResult,
} from '@agent-chat/protocol';
import { isUser } from '../policy/participant-kind.js';
import { closeTurn } from './close-turn.js';
import {
  type Decision,
  type DecisionContext,
  requireNotEnded,
  requireParticipant,
  seqAt,
  systemEnvelope,
} from './decision.js';
import { requireMessage } from './known-message.js';
import { type MessageRun, messageRun } from './message-options.js';
import { requireQueueRoom } from './queue.js';

/**
 * A message by anyone who does not hold an execution. In an open turn of somebody else a user's
 * message waits in the queue, another agent's is refused. One with a `parentId` begins a branch:
 * it never waits, because the branch that it is for may not be the one that is open then.
 */
export function decideSendMessage(
  state: ConversationState,
  author: string,
  params: MethodParams<'sendMessage'>,
  context: DecisionContext,
): Decision<MethodResult<'sendMessage'>> {
  const { control } = state;
  requireParticipant(control, author);
  requireNotEnded(control);
  requireHead(control, params.lastClosedSeq);
  requireKnownPlaces(state, author, params);
  const { openTurn } = control;
  if (openTurn !== null && openTurn.owner === author && openTurn.execution !== null) {
    throw new AgentChatError('StaleFence', 'This turn is held by an execution.');
  }
  const isByUser = isUser(control, author);
  if (openTurn !== null && openTurn.owner !== author && !isByUser) {
    throw new AgentChatError('TurnOpen', 'Another participant has the turn.', {
      details: { turn: openTurn.turn, owner: openTurn.owner },
    });
  }
  const isPlain = params.lastClosedSeq === undefined;
  const waits =
    (openTurn !== null && openTurn.owner !== author) ||
    // Messages that wait for an agent that is due keep their order.
    (openTurn === null && isByUser && isPlain && control.queue.length > 0);
  if (params.parentId !== undefined && (openTurn !== null || waits)) {
    throw new AgentChatError('TurnOpen', 'A message begins a branch only between two turns.', {
      details: { turn: openTurn?.turn ?? control.lastTurn + 1, owner: openTurn?.owner ?? null },
    });
  }
  if (waits && params.finality !== undefined && params.finality !== 'turn') {
    throw new AgentChatError('TurnOpen', `A message that has to wait has the finality "turn".`, {
      details: { turn: openTurn?.turn ?? control.lastTurn + 1, owner: openTurn?.owner ?? null },
    });
  }
  const run = messageRun(state, author, params, context);
  return waits
    ? decideQueue(control, author, params, context, run)
    : decideLog(control, author, params, context, run, isByUser);
}

/** @throws AgentChatError `UnknownMessage` */
function requireKnownPlaces(
  state: ConversationState,
  author: string,
  { parentId, replyTo }: MethodParams<'sendMessage'>,
): void {
  const by = { participantId: author, operator: false };
  if (parentId !== undefined && parentId !== null) requireMessage(state, by, parentId);
  const isWaiting = state.control.queue.some((queued) => queued.messageId === replyTo);
  if (replyTo !== undefined && !isWaiting) requireMessage(state, by, replyTo);
}

/**
 * The precondition of who wants to open a turn.
 * @throws AgentChatError `CasConflict`
 */
export function requireHead(control: ControlState, lastClosedSeq: number | undefined): void {
  if (lastClosedSeq === undefined) return;
  if (lastClosedSeq !== control.lastClosedSeq || control.openTurn !== null) {
    throw new AgentChatError('CasConflict', 'The conversation has moved on.', {
      details: { expected: lastClosedSeq, actual: control.lastClosedSeq },
    });
  }
}

function decideQueue(
  control: ControlState,
  author: string,
  params: MethodParams<'sendMessage'>,
  { newMessageId }: DecisionContext,
  { runId, before }: MessageRun,
): Decision<MethodResult<'sendMessage'>> {
  requireQueueRoom(control, author, params.parts);
  return {
    events: [
      ...before,
      {
        ...systemEnvelope(author),
        type: 'message_queued',
        clientRequestId: params.clientRequestId,
        runId,
        payload: {
          messageId: newMessageId,
          parts: params.parts,
          delivery: params.delivery ?? 'next',
          ...(params.replyTo === undefined ? {} : { replyTo: params.replyTo }),
        },
      },
    ],
    result: { seq: seqAt(control, before.length), messageId: newMessageId, queued: true, runId },
  };
}

function decideLog(
  control: ControlState,
  author: string,
  params: MethodParams<'sendMessage'>,
  { newMessageId }: DecisionContext,
  { runId, before }: MessageRun,
  isByUser: boolean,
): Decision<MethodResult<'sendMessage'>> {
  const finality = params.finality ?? 'turn';
  const turn = control.openTurn?.turn ?? control.lastTurn + 1;
  const message: EventDraft = {
    turn,
    author,
    finality,
    audience: 'everyone',
    type: 'message',
    clientRequestId: params.clientRequestId,
    runId,
    payload: {
      messageId: newMessageId,
      parentId: params.parentId === undefined ? control.tipMessageId : params.parentId,
      role: isByUser ? 'user' : 'assistant',
      parts: params.parts,
      ...(params.replyTo === undefined ? {} : { replyTo: params.replyTo }),
    },
  };
  const ends = finality === 'conversation';
  const close = { turn, ends, parentId: newMessageId, settles: 'done' as const };
  const closing = finality === 'none' ? [message] : closeTurn(control, message, close);
  const events = [...before, ...closing];
  return {
    events,
    result: { seq: seqAt(control, events.indexOf(message)), messageId: newMessageId, queued: false, runId },
  };
}
