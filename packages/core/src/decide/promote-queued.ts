import type { ControlState, EventDraft } from '@agent-chat/protocol';
import { guidanceOf, isLeftToPeople } from '../policy/guidance.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { followingTurn } from './close-turn.js';
import type { Decision } from './decision.js';

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

/**
 * Since when messages wait for an agent that could have begun and has not, in milliseconds since 1970;
 * `null` while none do: a turn is open, all is paused, or a person is waited for.
 *
 * @param waitedUntilMs until when agents were last kept waiting
 */
export function heldSince(
  control: ControlState,
  waitedUntilMs: number,
  policy: SchedulingPolicy,
): number | null {
  const { queue, openTurn, lastClosedTs } = control;
  if (queue.length === 0 || openTurn !== null) return null;
  if (guidanceOf(control, policy).kind !== 'start_turn') return null;
  return Math.max(Date.parse(lastClosedTs), waitedUntilMs);
}

/**
 * Messages wait for an agent that is due, and that may run nowhere any more. When they have waited since
 * `boundMs` or longer they wait no more: each is a turn of its own, as those are that come when nothing
 * waits. The agent stays due, and answers all of them when it is there.
 */
export function decideReleaseHeld(
  control: ControlState,
  waitedUntilMs: number,
  boundMs: number,
  policy: SchedulingPolicy,
): Decision<null> {
  const sinceMs = heldSince(control, waitedUntilMs, policy);
  // Also from a time that is none: nothing would ever be after it.
  if (sinceMs === null || sinceMs > boundMs) return { events: [], result: null };
  const { queue, lastTurn, tipMessageId, countedTurns } = control;
  const events: EventDraft[] = [];
  for (let at = 0; at < queue.length; at++) {
    const place = {
      turn: lastTurn + 1 + at,
      parentId: queue[at - 1]?.messageId ?? tipMessageId,
      counted: countedTurns + at,
    };
    events.push(...followingTurn({ ...control, queue: queue.slice(at) }, place));
    // The last turn that the conversation may have takes the rest away.
    if (events.some(({ finality }) => finality === 'conversation')) break;
  }
  return { events, result: null };
}
