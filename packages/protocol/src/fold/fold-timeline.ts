import type { ConversationEvent } from '../events/event.js';
import { isKnownEvent } from '../events/parse-event.js';
import { type Annotation, annotate, targetOf } from './annotations.js';
import {
  actionEntry,
  approvalEntry,
  eventEntry,
  messageEntry,
  placeOf,
  queryEntry,
  toolEntry,
} from './entries.js';
import { eraseFrom } from './erase.js';
import { foldRun } from './fold-runs.js';
import { isSeenAlike } from './seen-alike.js';
import { foldUsage } from './fold-usage.js';
import { PersistentList } from './persistent-list.js';
import type { Timeline } from './state.js';
import type { TimelineEntry } from './timeline-entry.js';
import { wait } from './waiting.js';

/** What an event adds to the timeline, or changes in the entry that it is about. */
export function foldTimeline(timeline: Timeline, event: ConversationEvent): Timeline {
  if (!isKnownEvent(event)) return withEntry(timeline, eventEntry(event));
  switch (event.type) {
    case 'message':
      return withEntry(timeline, messageEntry(event));
    case 'tool_call':
      return withEntry(timeline, toolEntry(event));
    case 'query':
      return withEntry(timeline, queryEntry(event));
    case 'approval_requested':
      return withEntry(timeline, approvalEntry(event));
    case 'action_invoked':
      return withEntry(timeline, actionEntry(event));
    case 'tool_started':
    case 'tool_result':
    case 'answer':
    case 'approval_resolved':
    case 'approval_expired':
    case 'action_settled':
    case 'card_patched':
    case 'feedback_given':
      return withAnnotation(timeline, event);
    case 'usage':
      return foldUsage(withEntry(timeline, eventEntry(event)), event);
    case 'run_changed':
    case 'paused':
    case 'resumed':
    case 'autopilot_set':
    case 'budget_set':
      return foldRun(withEntry(timeline, eventEntry(event)), event);
    case 'state_patched':
      return foldRun(timeline, event);
    case 'turn_cleared': {
      const { turn, reason } = event.payload;
      const clearedTurns = timeline.clearedTurns.set(String(turn), reason);
      return { ...withEntry(timeline, eventEntry(event)), clearedTurns };
    }
    case 'thought':
    case 'step':
    case 'budget_exceeded':
    case 'policy_changed':
    case 'roster_changed':
    case 'handoff':
    case 'note':
      return withEntry(timeline, eventEntry(event));
    case 'erased':
      return eraseFrom(timeline, event.payload);
    // These change what is open, not what is shown.
    case 'created':
    case 'updated':
    case 'execution_started':
    case 'stop_requested':
    case 'message_queued':
    case 'queued_changed':
    case 'queued_removed':
    case 'branch_selected':
      return timeline;
  }
}

function withEntry(timeline: Timeline, entry: TimelineEntry): Timeline {
  const place = placeOf(entry);
  return {
    ...timeline,
    entries: timeline.entries.push(entry),
    places: place === null ? timeline.places : timeline.places.set(place, timeline.entries.end),
    children: entry.kind === 'message' ? withChild(timeline.children, entry.message) : timeline.children,
  };
}

export function withChild(
  children: Timeline['children'],
  { messageId, parentId }: { readonly messageId: string; readonly parentId: string | null },
): Timeline['children'] {
  const key = parentId ?? '';
  return children.set(key, (children.get(key) ?? PersistentList.empty<string>()).push(messageId));
}

/**
 * An annotation whose entry was not loaded waits for it. One without an entry, which no valid log
 * has, is kept as an entry of its own.
 */
function withAnnotation(timeline: Timeline, event: Annotation): Timeline {
  const target = targetOf(event);
  const place = timeline.places.get(target);
  const entry = place === undefined ? undefined : timeline.entries.get(place);
  if (place === undefined || entry === undefined) {
    return timeline.fromSeq <= 1 ? withEntry(timeline, eventEntry(event)) : wait(timeline, target, event);
  }
  if (!isSeenAlike(entry, event)) return withEntry(timeline, eventEntry(event));
  const annotated = annotate(entry, event);
  if (annotated === entry) return timeline;
  const traced = timeline.traced?.set(String(event.seq), place) ?? null;
  return { ...timeline, entries: timeline.entries.set(place, annotated), traced };
}
