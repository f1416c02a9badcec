import type { ControlState, Guidance } from '@agent-chat/protocol';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';

/** Who should act next: a pure function of log and policy. */
export function guidanceOf(control: ControlState, policy: SchedulingPolicy): Guidance {
  const { openTurn, lastTurn, lastClose } = control;
  if (control.ended) return { nextParticipantId: null, kind: 'ended', turn: lastTurn };
  if (openTurn !== null) {
    return { nextParticipantId: openTurn.owner, kind: 'continue_turn', turn: openTurn.turn };
  }
  const lost = lastClose?.by === 'restart' || lastClose?.by === 'lost';
  const next = lost ? lastClose.owner : policy.next(control);
  return next === null
    ? { nextParticipantId: null, kind: 'wait', turn: lastTurn }
    : { nextParticipantId: next, kind: 'start_turn', turn: lastTurn + 1 };
}
