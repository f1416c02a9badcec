import type { ControlState, EventDraft, MethodParams, TurnClearedReason } from '@agent-chat/protocol';
import { closeTurn } from './close-turn.js';
import { type Decision, seqAt, systemEnvelope } from './decision.js';
import { isAttemptLost } from '../policy/lost-attempt.js';

/**
 * Stop names its turn. One that is closed already, or that a stop of the same force reached
 * before, is acknowledged without an event. A turn that no runner ever held is cleared at once;
 * of any other its runner closes it, or, where that is gone, whoever takes the lease next.
 */
export function decideStop(
  control: ControlState,
  author: string,
  params: MethodParams<'stop'>,
): Decision<{ seq: number }> {
  const { openTurn } = control;
  const mode = params.mode ?? 'graceful';
  if (openTurn === null || openTurn.turn !== params.turn) {
    return { events: [], result: { seq: control.seq } };
  }
  const settled = openTurn.stop === mode || openTurn.stop === 'hard';
  const stopEvents: EventDraft[] = settled
    ? []
    : [
        {
          ...systemEnvelope(author),
          type: 'stop_requested',
          clientRequestId: params.clientRequestId,
          payload: { turn: openTurn.turn, mode },
        },
      ];
  const events =
    openTurn.execution === null
      ? [...stopEvents, ...clearTurnEvents(control, openTurn.turn, 'stopped')]
      : stopEvents;
  return {
    events,
    result: { seq: events.length === 0 ? control.seq : seqAt(control, 0) },
  };
}

/** `turn_cleared`, and what a clear of that reason promotes. */
export function clearTurnEvents(
  control: ControlState,
  turn: number,
  reason: TurnClearedReason,
): EventDraft[] {
  const cleared: EventDraft = {
    ...systemEnvelope(),
    type: 'turn_cleared',
    payload: { turn, reason },
  };
  const isLost = isAttemptLost(reason);
  const parentId = isLost ? control.turnBaseMessageId : control.tipMessageId;
  return closeTurn(control, cleared, { turn, ends: false, parentId, settles: 'failed', isLost });
}
