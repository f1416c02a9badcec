import { type ControlState, type ConversationState, foldControl, foldTimeline } from '@agent-chat/protocol';
import type { LoggedEvent } from './logged-event.js';

/** By itself: an append needs no more, and the timeline of one that fails would be thrown away. */
export function controlAfter(control: ControlState, logged: readonly LoggedEvent[]): ControlState {
  return logged.reduce((folded, { event }) => foldControl(folded, event), control);
}

/** @param control the control state after them, where it is known already */
export function stateAfter(
  state: ConversationState,
  logged: readonly LoggedEvent[],
  control = controlAfter(state.control, logged),
): ConversationState {
  return {
    control,
    timeline: logged.reduce((folded, { event }) => foldTimeline(folded, event), state.timeline),
  };
}
