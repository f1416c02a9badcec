import {
  AgentChatError,
  type ControlState,
  type MethodParams,
  type MethodResult,
} from '@agent-chat/protocol';
import { type Actor, type Decision, requireActor, seqAt } from './decision.js';
import { clearTurnEvents } from './stop.js';

/**
 * Takes back an open turn, so that its owner may begin it anew: what was written in it leaves the
 * active path, and what waits goes on waiting. A turn that is closed already is acknowledged
 * without an event. Its owner may do so without naming the execution: it is how an agent comes
 * back that does not know what it had begun.
 */
export function decideClearTurn(
  control: ControlState,
  by: Actor,
  { clientRequestId, turn, agentId = by.participantId }: MethodParams<'clearTurn'>,
): Decision<MethodResult<'clearTurn'>> {
  requireActor(control, by);
  if (agentId !== by.participantId && !by.operator) {
    throw new AgentChatError('Forbidden', "Only an operator may clear somebody else's turn.");
  }
  const { openTurn } = control;
  if (openTurn === null || openTurn.turn !== turn) {
    return { events: [], result: { seq: control.seq, lastClosedSeq: control.lastClosedSeq } };
  }
  if (openTurn.owner !== agentId) {
    throw new AgentChatError('TurnOpen', "The turn is another participant's.", {
      details: { turn, owner: openTurn.owner },
    });
  }
  const events = clearTurnEvents(control, turn, 'restart').map((event) =>
    event.type === 'turn_cleared' ? { ...event, author: by.participantId, clientRequestId } : event,
  );
  const seq = seqAt(
    control,
    events.findIndex((event) => event.type === 'turn_cleared'),
  );
  return { events, result: { seq, lastClosedSeq: seq } };
}
