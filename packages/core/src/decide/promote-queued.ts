import type { ControlState, EventDraft } from '@agent-chat/protocol';
import { isLeftToPeople } from '../policy/guidance.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { followingTurn } from './close-turn.js';

/**
 * What follows from any append, in that append, for as long as there is any: where no turn is open,
 * messages wait for an agent that is due. Where none is, nothing would end their wait, whatever has
 * led there: the first is a turn of its own.
 */
export function promoteQueued(control: ControlState, policy: SchedulingPolicy): EventDraft[] {
  const { queue, openTurn, ended, lastTurn, tipMessageId, countedTurns } = control;
  if (queue.length === 0 || openTurn !== null || ended || !isLeftToPeople(control, policy)) return [];
  return followingTurn(control, { turn: lastTurn + 1, parentId: tipMessageId, counted: countedTurns });
}
