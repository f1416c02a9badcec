import {
  audienceLike,
  type ControlState,
  type EventDraft,
  type OpenApproval,
  type QueuedMessage,
} from '@agent-chat/protocol';
import { systemEnvelope, systemMessage } from './decision.js';

/** What a close means for what follows it. */
export interface Close {
  readonly turn: number;
  /** It ends the conversation. */
  readonly ends: boolean;
  /** The tip after the close. */
  readonly parentId: string | null;
  /** What becomes of the action that the turn answers. */
  readonly settles: 'done' | 'failed';
  /** What waits stays where it is: the turn is going to be written again. */
  readonly isLost?: boolean;
}

/**
 * A closing event with all that goes with it, in one append and in this order: approvals that the
 * turn leaves open expire; what an end removes goes before the end; the close; the action that the
 * turn answered is settled; the first queued message becomes a turn of its own; the conversation ends
 * when it has had its `maxTurns`.
 */
export function closeTurn(control: ControlState, closing: EventDraft, close: Close): EventDraft[] {
  const { turn, ends, parentId, settles, isLost = false } = close;
  const reason = closing.type === 'turn_cleared' ? 'turn_cleared' : 'turn_closed';
  const ofTurn = pendingApprovals(control).filter((approval) => approval.turn === turn);
  const others = pendingApprovals(control).filter((approval) => approval.turn !== turn);
  const before = [
    ...ofTurn.map((approval) => expired(approval, reason)),
    ...(ends ? endingEvents(control, others) : []),
  ];
  const after =
    isLost || control.openTurn === null ? [] : settledAction(control, control.openTurn.actionSeq, settles);
  if (ends || isLost) return [...before, closing, ...after];
  const closed = [...before, closing, ...after];
  const { maxTurns, countedTurns, queue } = control;
  const left = maxTurns === null ? Number.POSITIVE_INFINITY : maxTurns - countedTurns - 1;
  const queued = queue[0];
  if (left > 0 && queued === undefined) return closed;
  const isPromoted = left > 0 && queued !== undefined;
  const next = isPromoted ? [promoted(queued, turn + 1, parentId)] : [];
  // What is promoted is a turn like any other, and may be the last one.
  if (left > next.length) return [...closed, ...next];
  const end = systemMessage({
    turn: turn + next.length + 1,
    messageId: `turn-${turn + next.length + 1}-max-turns`,
    parentId: isPromoted ? queued.messageId : parentId,
    finality: 'conversation',
    outcome: {
      status: 'truncated',
      reason: {
        code: 'max_turns',
        message: `The conversation has had its ${maxTurns} turns.`,
        retryable: false,
      },
    },
  });
  return [...closed, ...next, ...endingEvents(control, others, queue.slice(next.length)), end];
}

/** What goes before the event that ends a conversation: nothing of it may be left open. */
export function endingEvents(
  control: ControlState,
  approvals: readonly OpenApproval[] = pendingApprovals(control),
  queue: readonly QueuedMessage[] = control.queue,
): EventDraft[] {
  return [
    ...queue.map(
      (queued): EventDraft => ({
        ...systemEnvelope(),
        type: 'queued_removed',
        payload: { messageId: queued.messageId, reason: 'ended' },
      }),
    ),
    ...approvals.map((approval) => expired(approval, 'ended')),
  ];
}

function pendingApprovals(control: ControlState): OpenApproval[] {
  return control.approvals.filter((approval) => approval.resolution === null);
}

function expired(approval: OpenApproval, reason: 'turn_cleared' | 'turn_closed' | 'ended'): EventDraft {
  return {
    ...systemEnvelope(),
    audience: audienceLike(approval),
    type: 'approval_expired',
    payload: { approvalId: approval.approvalId, reason },
  };
}

function settledAction(
  control: ControlState,
  actionSeq: number | null,
  outcome: Close['settles'],
): EventDraft[] {
  if (!control.actions.some((action) => action.seq === actionSeq) || actionSeq === null) return [];
  return [{ ...systemEnvelope(), type: 'action_settled', payload: { actionSeq, outcome } }];
}

/** It keeps the id, the author and the request of the queued message. */
export function promoted(queued: QueuedMessage, turn: number, parentId: string | null): EventDraft {
  return {
    turn,
    author: queued.author,
    finality: 'turn',
    audience: 'everyone',
    type: 'message',
    causedBy: queued.seq,
    ...(queued.clientRequestId === undefined ? {} : { clientRequestId: queued.clientRequestId }),
    ...(queued.runId === undefined ? {} : { runId: queued.runId }),
    payload: {
      messageId: queued.messageId,
      parentId,
      role: 'user',
      parts: [...queued.parts],
      ...(queued.replyTo === undefined ? {} : { replyTo: queued.replyTo }),
    },
  };
}
