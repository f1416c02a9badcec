import type { ControlState, ConversationEvent } from '@agent-chat/protocol';
import { mayRunAlone } from './auto-run.js';
import { isParked, isPausedIn } from './guidance.js';

/** What may make an agent due where a person was. */
const MAKES_DUE: readonly string[] = ['branch_selected', 'handoff', 'action_invoked', 'roster_changed'];

/**
 * Whether agents were kept waiting up to this event, and are no more: what they take counts from there.
 * It looks at what an event changes rather than at its audience, so that it is for whoever sees the
 * whole log.
 */
export function endsWait(before: ControlState, after: ControlState, event: ConversationEvent): boolean {
  if (isKeptWaiting(before)) return !isKeptWaiting(after);
  if (before.openTurn !== null) return false;
  // Somebody runs to completion what does not go on by itself.
  if (!mayRunAlone(before)) return mayRunAlone(after) || after.openTurn !== null;
  return MAKES_DUE.includes(event.type);
}

function isKeptWaiting(control: ControlState): boolean {
  return isParked(control) || isPausedIn(control);
}
