import {
  type ControlState,
  type ConversationState,
  emptyState,
  foldControl,
  foldTimeline,
} from '@agent-chat/protocol';
import { endsWait } from '../../policy/end-of-wait.js';
import type { LoggedEvent } from './logged-event.js';

/** What rules and timers go by. */
export interface FoldedControl {
  readonly control: ControlState;
  /**
   * Until when agents were last kept waiting, in milliseconds since 1970; 0: never. It is not in the
   * control state, which is the same for all: what ends a wait may be for some.
   */
  readonly waitedUntilMs: number;
}

export type FoldedState = ConversationState & FoldedControl;

/** What a log without events folds to. */
export function stateOfNothing(conversationId: string): FoldedState {
  return { ...emptyState(conversationId), waitedUntilMs: 0 };
}

/** By itself: an append needs no more, and the timeline of one that fails would be thrown away. */
export function controlAfter(folded: FoldedControl, logged: readonly LoggedEvent[]): FoldedControl {
  return logged.reduce(({ control: before, waitedUntilMs }, { event }) => {
    const control = foldControl(before, event);
    const isOver = endsWait(before, control, event);
    return { control, waitedUntilMs: isOver ? Date.parse(event.ts) : waitedUntilMs };
  }, folded);
}

/** @param folded the control state after them, where it is known already */
export function stateAfter(
  state: FoldedState,
  logged: readonly LoggedEvent[],
  { control, waitedUntilMs } = controlAfter(state, logged),
): FoldedState {
  return {
    control,
    waitedUntilMs,
    timeline: logged.reduce((timeline, { event }) => foldTimeline(timeline, event), state.timeline),
  };
}
