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
  const next = { turn: turn + 1, parentId, counted: control.countedTurns + 1, approvals: others };
  return [...before, closing, ...after, ...followingTurn(control, next)];
}

/** What may follow the turns that a conversation has had. */
export interface Following {
  /** The number of the turn that comes now. */
  readonly turn: number;
  readonly parentId: string | null;
  /** Turns that count for `maxTurns`, before it. */
  readonly counted: number;
  /** Those that are open then. Default: all that are open. */
  readonly approvals?: readonly OpenApproval[];
}

/**
 * The first message that waits, as a turn of its own, and the end of a conversation that has had its
 * `maxTurns`: what is promoted is a turn like any other, and may be the last one.
 */
export function followingTurn(control: ControlState, following: Following): EventDraft[] {
  const { turn, parentId, counted, approvals } = following;
  const { maxTurns, queue } = control;
  const left = maxTurns === null ? Number.POSITIVE_INFINITY : maxTurns - counted;
  const [first] = left > 0 ? queue : [];
  const turns = first === undefined ? [] : [promoted(first, turn, parentId)];
  if (left > turns.length) return turns;
  const last = turn + turns.length;
  const end = systemMessage({
    turn: last,
    messageId: `turn-${last}-max-turns`,
    parentId: first?.messageId ?? parentId,
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
  return [...turns, ...endingEvents(control, approvals, queue.slice(turns.length)), end];
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
