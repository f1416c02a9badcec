import {
  type ControlState,
  type ConversationState,
  emptyState,
  foldControl,
  foldTimeline,
  type Timeline,
} from '@agent-chat/protocol';
import type { LoggedEvent } from './logged-event.js';

/** So many events wait at most to be folded into the timeline. */
const MAX_WAITING = 64;

/**
 * The state of a conversation, whose timeline is folded when somebody first looks at it: to decide on
 * most commands it takes the control state only, and many events are folded sooner together than each
 * for itself. As far as anybody can see, it never changes.
 */
export class FoldedState implements ConversationState {
  readonly control: ControlState;
  /** Without what is `#waiting`. */
  #timeline: Timeline;
  #waiting: readonly LoggedEvent[];

  private constructor(control: ControlState, timeline: Timeline, waiting: readonly LoggedEvent[]) {
    this.control = control;
    this.#timeline = timeline;
    this.#waiting = waiting;
  }

  static empty(conversationId: string): FoldedState {
    const { control, timeline } = emptyState(conversationId);
    return new FoldedState(control, timeline, []);
  }

  /** @param control the control state after them, where it is known already */
  after(logged: readonly LoggedEvent[], control = controlAfter(this.control, logged)): FoldedState {
    const state = new FoldedState(control, this.#timeline, [...this.#waiting, ...logged]);
    // What is erased from the timeline must not stay in what waits for it.
    const isErased = logged.some(({ event }) => event.type === 'erased');
    if (isErased || state.#waiting.length > MAX_WAITING) state.#fold();
    return state;
  }

  get timeline(): Timeline {
    if (this.#waiting.length > 0) this.#fold();
    return this.#timeline;
  }

  #fold(): void {
    for (const { event } of this.#waiting) this.#timeline = foldTimeline(this.#timeline, event);
    this.#waiting = [];
  }
}

/** By itself: whether an append may be made needs no more, and one that fails changes nothing. */
export function controlAfter(control: ControlState, logged: readonly LoggedEvent[]): ControlState {
  return logged.reduce((folded, { event }) => foldControl(folded, event), control);
}
