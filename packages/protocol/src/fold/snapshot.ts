import { type Addressed, isVisible } from '../events/project.js';
import type { ConversationEvent } from '../events/event.js';
import { isKnownEvent } from '../events/parse-event.js';
import type { TurnClearedReason } from '../events/system.js';
import type { Viewer } from '../values/caller.js';
import { emptyTimeline } from './empty-timeline.js';
import { placeOf } from './entries.js';
import { isRunEvent, runIdOf } from './fold-runs.js';
import { withChild } from './fold-timeline.js';
import { usageKey } from './fold-usage.js';
import { PersistentList } from './persistent-list.js';
import type { ControlState, ConversationSnapshot, ConversationState, RunRecord } from './state.js';
import type { SnapshotEntry, TimelineEntry } from './timeline-entry.js';

/**
 * The JSON form of `state` for `viewer`, with the newest `entryCount` entries, or as many of them as
 * fit into about `maxChars` of JSON. The cut falls before a turn, unless that turn alone is longer than
 * a reader should have to take: what later events say of entries that were left out waits for them.
 */
export function toSnapshot(
  state: ConversationState,
  viewer: Viewer,
  entryCount: number,
  maxChars = Number.POSITIVE_INFINITY,
): ConversationSnapshot {
  const { entries, clearedTurns, fromSeq } = state.timeline;
  const start = startOf(entries, entryCount, maxChars);
  const kept = entries.slice(start).filter((entry) => isVisible(entry, viewer));
  return {
    control: projectControl(state.control, viewer),
    entries: kept.map(written),
    clearedTurns: clearedAmong(kept, (turn) => clearedTurns.get(String(turn))),
    runs: runsAmong(state, kept),
    usage: [...state.timeline.usage]
      .map(([, totals]) => totals)
      .filter((totals) => isVisible(totals, viewer)),
    fromSeq: start === 0 ? fromSeq : (entries.at(start)?.seq ?? state.control.seq + 1),
  };
}

/** What is open, as far as `viewer` may see what it comes from. */
export function projectControl(control: ControlState, viewer: Viewer): ControlState {
  const mayAll = (items: readonly Addressed[]): boolean => items.every((item) => isVisible(item, viewer));
  const { approvals, policies, openTurn } = control;
  const ofTurn = [...(openTurn?.toolCalls ?? []), ...(openTurn?.queries ?? [])];
  if (mayAll(approvals) && mayAll(policies) && mayAll(ofTurn)) return control;
  const visible = <T extends Addressed>(items: readonly T[]): T[] =>
    items.filter((item) => isVisible(item, viewer));
  return {
    ...control,
    approvals: visible(approvals),
    policies: visible(policies),
    openTurn: openTurn && {
      ...openTurn,
      toolCalls: visible(openTurn.toolCalls),
      queries: visible(openTurn.queries),
    },
  };
}

/** The runs that are open or that one of `entries` belongs to. */
function runsAmong({ control, timeline }: ConversationState, entries: readonly TimelineEntry[]): RunRecord[] {
  const ids = new Set(control.runs.map((run) => run.runId));
  for (const entry of entries) {
    if (entry.runId !== undefined) ids.add(entry.runId);
    const named = entry.kind === 'event' ? runNamedBy(entry.event) : undefined;
    if (named !== undefined) ids.add(named);
  }
  return [...ids].flatMap((id) => timeline.runs.get(id) ?? []);
}

function runNamedBy(event: ConversationEvent): string | undefined {
  return isKnownEvent(event) && isRunEvent(event) ? runIdOf(event) : undefined;
}

/** The state that a snapshot of the same `FOLD_VERSION` stands for. */
export function fromSnapshot(snapshot: ConversationSnapshot): ConversationState {
  let { places, children, clearedTurns, runs, usage } = emptyTimeline();
  const entries = snapshot.entries.map(read);
  entries.forEach((entry, index) => {
    const target = placeOf(entry);
    if (target !== null) places = places.set(target, index);
    if (entry.kind === 'message') children = withChild(children, entry.message);
  });
  for (const [turn, reason] of snapshot.clearedTurns) clearedTurns = clearedTurns.set(String(turn), reason);
  for (const run of snapshot.runs) runs = runs.set(run.runId, run);
  for (const totals of snapshot.usage) usage = usage.set(usageKey(totals), totals);
  return {
    control: snapshot.control,
    timeline: {
      ...emptyTimeline(),
      entries: PersistentList.from(entries),
      places,
      children,
      clearedTurns,
      runs,
      usage,
      fromSeq: snapshot.fromSeq,
    },
  };
}

function written(entry: TimelineEntry): SnapshotEntry {
  const { changedBy, unknown } = entry;
  const lists = {
    ...(changedBy && { changedBy: [...changedBy] }),
    ...(unknown && { unknown: [...unknown] }),
  };
  return { ...entry, ...lists } as SnapshotEntry;
}

function read(entry: SnapshotEntry): TimelineEntry {
  const { changedBy, unknown } = entry;
  return {
    ...entry,
    ...(changedBy && { changedBy: PersistentList.from(changedBy) }),
    ...(unknown && { unknown: PersistentList.from(unknown) }),
  } as TimelineEntry;
}

/** A turn that the cut falls into is taken whole while it is no longer than so many snapshots. */
const WHOLE_TURN = 2;

/** The place of the first entry of the snapshot. */
function startOf(entries: PersistentList<TimelineEntry>, entryCount: number, maxChars: number): number {
  const place = newestPlace(entries, entries.length, entryCount, maxChars);
  const turn = turnStart(
    entries,
    place,
    newestPlace(entries, place, WHOLE_TURN * entryCount, WHOLE_TURN * maxChars),
  );
  return turn ?? place;
}

/** So far back from `end` that there are `count` entries or about `maxChars` of JSON. */
function newestPlace(
  entries: PersistentList<TimelineEntry>,
  end: number,
  count: number,
  maxChars: number,
): number {
  const first = Math.max(0, end - count);
  if (maxChars === Number.POSITIVE_INFINITY) return first;
  let chars = 0;
  let place = end;
  while (place > first && chars <= maxChars) {
    place -= 1;
    chars += JSON.stringify(entries.at(place)).length;
  }
  return place;
}

/**
 * The place of the first entry of the turn that `place` falls into, unless that is before `first`.
 * System entries have no turn: one belongs to the turn before it, which may still be open.
 */
function turnStart(entries: PersistentList<TimelineEntry>, place: number, first: number): number | null {
  let turn = entries.at(place)?.turn ?? 0;
  let start = place;
  for (let index = place - 1; index >= 0; index--) {
    const before = entries.at(index)?.turn ?? 0;
    if (turn === 0) turn = before;
    if (before !== turn && before !== 0) break;
    if (index < first) return null;
    if (before === turn) start = index;
  }
  return start;
}

function clearedAmong(
  entries: readonly TimelineEntry[],
  reasonOf: (turn: number) => TurnClearedReason | undefined,
): [number, TurnClearedReason][] {
  const cleared = new Map<number, TurnClearedReason>();
  for (const entry of entries) {
    const turn =
      entry.kind === 'event' && entry.event.type === 'turn_cleared'
        ? (entry.event.payload as { turn: number }).turn
        : entry.turn;
    const reason = reasonOf(turn);
    if (reason !== undefined) cleared.set(turn, reason);
  }
  return [...cleared];
}
