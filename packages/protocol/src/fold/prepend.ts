import type { ConversationEvent } from '../events/event.js';
import { type Annotation, annotate } from './annotations.js';
import { isSeenAlike } from './seen-alike.js';
import { changeRun, type RunEvent } from './fold-runs.js';
import { foldTimeline } from './fold-timeline.js';
import { emptyTimeline } from './empty-timeline.js';
import { PersistentList } from './persistent-list.js';
import type { ConversationState, Timeline } from './state.js';
import type { TimelineEntry } from './timeline-entry.js';

/** A page of the log that ends before what is loaded. */
export interface OlderPage {
  /** The events of the page that the viewer may see, in order. */
  readonly events: readonly ConversationEvent[];
  /** Later events that changed entries of the page, wherever they stand in the log. */
  readonly annotations: readonly ConversationEvent[];
  /** The first seq of the page, whether the viewer may see it or not. */
  readonly fromSeq: number;
}

/**
 * The state with a page of older history. What is open does not change; events that waited for an
 * entry of the page find it. An event that was seen before changes nothing.
 */
export function prepend(state: ConversationState, page: OlderPage): ConversationState {
  const { timeline } = state;
  // Not whole, even at the start of the log: what it is about may be loaded already.
  let older: Timeline = { ...emptyTimeline(), fromSeq: page.fromSeq + 1 };
  for (const event of page.events) if (event.seq < timeline.fromSeq) older = foldTimeline(older, event);
  for (const event of page.annotations) older = foldTimeline(older, event);

  const entries = timeline.entries.prependAll(older.entries);
  let { places, children, clearedTurns } = timeline;
  for (const [target, position] of older.places) {
    // Runners may use an id again in a later turn: what is loaded is the newer one.
    if (!places.has(target)) places = places.set(target, entries.first + position);
  }
  for (const [parent, ids] of older.children) {
    children = children.set(parent, children.get(parent)?.prependAll(ids) ?? ids);
  }
  for (const [turn, reason] of older.clearedTurns) clearedTurns = clearedTurns.set(turn, reason);
  const merged = withRuns(
    {
      ...timeline,
      entries,
      places,
      children,
      clearedTurns,
      traced: null,
      fromSeq: Math.min(page.fromSeq, timeline.fromSeq),
    },
    older,
  );
  return { ...state, timeline: withWaiting(merged, older) };
}

/** What is known of a run whole stays; a run that the page opens gets what waited for it. */
function withRuns(timeline: Timeline, older: Timeline): Timeline {
  let { runs, waiting } = timeline;
  for (const [runId, opened] of older.runs) {
    if (runs.has(runId)) continue;
    const target = `run:${runId}`;
    let run = opened;
    for (const event of waiting.get(target) ?? []) run = changeRun(run, event as RunEvent);
    runs = runs.set(runId, run);
    waiting = waiting.delete(target);
  }
  return { ...timeline, runs, waiting };
}

function withWaiting(timeline: Timeline, older: Timeline): Timeline {
  let { entries, waiting } = timeline;
  for (const [target, events] of older.waiting) {
    if (target.startsWith('run:') && timeline.runs.has(target.slice('run:'.length))) continue;
    waiting = waiting.set(target, inLogOrder([...events, ...(waiting.get(target) ?? [])]));
  }
  for (const [target, place] of older.places) {
    const events = waiting.get(target);
    if (events === undefined) continue;
    const position = entries.first + place;
    let annotated = entries.get(position) as TimelineEntry;
    // What was logged before the entry is about an older one of the same id.
    const earlier: ConversationEvent[] = [];
    for (const event of events) {
      if (event.seq < annotated.seq) earlier.push(event);
      else if (isSeenAlike(annotated, event)) annotated = annotate(annotated, event as Annotation);
    }
    entries = entries.set(position, annotated);
    waiting =
      earlier.length === 0 ? waiting.delete(target) : waiting.set(target, PersistentList.from(earlier));
  }
  return { ...timeline, entries, waiting };
}

function inLogOrder(events: readonly ConversationEvent[]): PersistentList<ConversationEvent> {
  const bySeq = new Map(events.map((event) => [event.seq, event] as const));
  return PersistentList.from([...bySeq.values()].sort((a, b) => a.seq - b.seq));
}

/** Where the next older page ends (exclusive), or `null` when the history is loaded from its start. */
export function historyBound({ timeline }: ConversationState): number | null {
  return timeline.fromSeq <= 1 ? null : timeline.fromSeq;
}
