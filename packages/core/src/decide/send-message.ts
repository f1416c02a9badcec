import {
  AgentChatError,
  type ControlState,
  type EventDraft,
  type MethodParams,
  type MethodResult,
} from '@agent-chat/protocol';
import { closeTurn } from './close-turn.js';
import {
  type Decision,
  type DecisionContext,
  requireNotEnded,
  requireParticipant,
  seqAt,
  systemEnvelope,
} from './decision.js';
import { requireQueueRoom } from './queue.js';

/**
 * A message by anyone who does not hold an execution. In an open turn of somebody else a user's
 * message waits in the queue, another agent's is refused.
 */
export function decideSendMessage(
  control: ControlState,
  author: string,
  params: MethodParams<'sendMessage'>,
  context: DecisionContext,
): Decision<MethodResult<'sendMessage'>> {
  requireParticipant(control, author);
  requireNotEnded(control);
  requireHead(control, params.lastClosedSeq);
  const { openTurn } = control;
  if (openTurn !== null && openTurn.owner === author && openTurn.execution !== null) {
    throw new AgentChatError('StaleFence', 'This turn is held by an execution.');
  }
  const isUser = control.participants.find((one) => one.participantId === author)?.kind === 'user';
  if (openTurn !== null && openTurn.owner !== author && !isUser) {
    throw new AgentChatError('TurnOpen', 'Another participant has the turn.', {
      details: { turn: openTurn.turn, owner: openTurn.owner },
    });
  }
  const isPlain = params.lastClosedSeq === undefined;
  const waits =
    (openTurn !== null && openTurn.owner !== author) ||
    // Messages that wait for a turn that is being restarted keep their order.
    (openTurn === null && isUser && isPlain && control.queue.length > 0);
  if (waits && params.finality !== undefined && params.finality !== 'turn') {
    throw new AgentChatError('TurnOpen', `A message that has to wait has the finality "turn".`, {
      details: { turn: openTurn?.turn ?? control.lastTurn + 1, owner: openTurn?.owner ?? null },
    });
  }
  return waits
    ? decideQueue(control, author, params, context)
    : decideLog(control, author, params, context, isUser);
}

function requireHead(control: ControlState, lastClosedSeq: number | undefined): void {
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
): Decision<MethodResult<'sendMessage'>> {
  requireQueueRoom(control, author, params.parts);
  return {
    events: [
      {
        ...systemEnvelope(author),
        type: 'message_queued',
        clientRequestId: params.clientRequestId,
        payload: {
          messageId: newMessageId,
          parts: params.parts,
          delivery: params.delivery ?? 'next',
          ...(params.replyTo === undefined ? {} : { replyTo: params.replyTo }),
        },
      },
    ],
    result: { seq: seqAt(control, 0), messageId: newMessageId, queued: true },
  };
}

function decideLog(
  control: ControlState,
  author: string,
  params: MethodParams<'sendMessage'>,
  { newMessageId }: DecisionContext,
  isUser: boolean,
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
    payload: {
      messageId: newMessageId,
      parentId: control.tipMessageId,
      role: isUser ? 'user' : 'assistant',
      parts: params.parts,
      ...(params.replyTo === undefined ? {} : { replyTo: params.replyTo }),
    },
  };
  const ends = finality === 'conversation';
  const close = { turn, ends, parentId: newMessageId, settles: 'done' as const };
  const events = finality === 'none' ? [message] : closeTurn(control, message, close);
  return {
    events,
    result: { seq: seqAt(control, events.indexOf(message)), messageId: newMessageId, queued: false },
  };
}
