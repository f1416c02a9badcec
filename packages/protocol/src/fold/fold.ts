import type { ConversationEvent } from '../events/event.js';
import { foldControl } from './fold-control.js';
import { foldTimeline } from './fold-timeline.js';
import { emptyTimeline } from './empty-timeline.js';
import type { ConversationState } from './state.js';

/** A conversation of which nothing has been read. */
export function emptyState(conversationId: string): ConversationState {
  return {
    control: {
      conversationId,
      seq: 0,
      createdAt: '',
      updatedAt: '',
      title: null,
      description: null,
      interfaceId: null,
      scenarioId: null,
      maxTurns: null,
      watchdogMs: null,
      workflow: null,
      startingParticipantId: null,
      openingLine: null,
      schedulingPolicy: null,
      model: null,
      persona: null,
      custom: {},
      participants: [],
      openTurn: null,
      lastTurn: 0,
      countedTurns: 0,
      lastClosedSeq: 0,
      lastClosedTs: '',
      lastClose: null,
      recentOwners: [],
      ended: false,
      queue: [],
      tipMessageId: null,
      turnBaseMessageId: null,
      lostAttempts: 0,
      due: null,
      actions: [],
      approvals: [],
      runs: [],
      currentRunId: null,
      autopilot: null,
      budgets: [],
      policies: [],
      paused: null,
    },
    timeline: emptyTimeline(),
  };
}

/**
 * The state after one more event: the same function on the server and in the browser. Pure, and
 * independent of the length of the log. The caller sees to the order: `event.seq` is above
 * `state.control.seq`.
 */
export function foldEvent(state: ConversationState, event: ConversationEvent): ConversationState {
  return { control: foldControl(state.control, event), timeline: foldTimeline(state.timeline, event) };
}

export function foldEvents(state: ConversationState, events: Iterable<ConversationEvent>): ConversationState {
  let folded = state;
  for (const event of events) folded = foldEvent(folded, event);
  return folded;
}

/** The state after events that this viewer may not see or filtered out, up to and including `toSeq`. */
export function foldOmitted(state: ConversationState, toSeq: number): ConversationState {
  return { ...state, control: { ...state.control, seq: toSeq } };
}
