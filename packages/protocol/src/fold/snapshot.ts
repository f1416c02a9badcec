import { isVisible } from '../events/project.js';
import type { TurnClearedReason } from '../events/system.js';
import type { Viewer } from '../values/participants.js';
import { PersistentList } from './persistent-list.js';
import { PersistentMap } from './persistent-map.js';
import type { ConversationSnapshot, ConversationState, TimelineEntry } from './state.js';

/**
 * The JSON form of `state` for `viewer`, with the newest `entryCount` entries, or as many of them as
 * fit into about `maxChars` of JSON. The cut falls before a turn, so that no later event is about an
 * entry that was left out: the oldest turn is there whole, however long it is.
 */
export function toSnapshot(
  state: ConversationState,
  viewer: Viewer,
  entryCount: number,
  maxChars = Number.POSITIVE_INFINITY,
): ConversationSnapshot {
  const { entries, clearedTurns, complete } = state.timeline;
  const start = turnStart(entries, newestPlace(entries, entryCount, maxChars));
  const kept = entries.slice(start).filter((entry) => isVisible(entry, viewer));
  return {
    control: state.control,
    entries: kept,
    clearedTurns: clearedAmong(kept, (turn) => clearedTurns.get(String(turn))),
    complete: complete && start === 0,
  };
}

/** The state that a snapshot of the same `FOLD_VERSION` stands for. */
export function fromSnapshot(snapshot: ConversationSnapshot): ConversationState {
  let places = PersistentMap.empty<number>();
  snapshot.entries.forEach((entry, index) => {
    const id = idOf(entry);
    if (id !== null) places = places.set(id, index);
  });
  let clearedTurns = PersistentMap.empty<TurnClearedReason>();
  for (const [turn, reason] of snapshot.clearedTurns) {
    clearedTurns = clearedTurns.set(String(turn), reason);
  }
  return {
    control: snapshot.control,
    timeline: {
      entries: PersistentList.from(snapshot.entries),
      places,
      clearedTurns,
      complete: snapshot.complete,
    },
  };
}

function newestPlace(entries: PersistentList<TimelineEntry>, entryCount: number, maxChars: number): number {
  const first = Math.max(0, entries.length - entryCount);
  if (maxChars === Number.POSITIVE_INFINITY) return first;
  let chars = 0;
  let place = entries.length;
  while (place > first && chars <= maxChars) {
    place -= 1;
    chars += JSON.stringify(entries.at(place)).length;
  }
  return place;
}

/**
 * The place of the first entry of the turn that `place` falls into. System entries have no turn:
 * one belongs to the turn before it, which may still be open.
 */
function turnStart(entries: PersistentList<TimelineEntry>, place: number): number {
  let turn = entries.at(place)?.turn ?? 0;
  let start = place;
  for (let index = place - 1; index >= 0; index--) {
    const before = entries.at(index)?.turn ?? 0;
    if (turn === 0) turn = before;
    if (before === turn) start = index;
    else if (before !== 0) break;
  }
  return start;
}

function idOf(entry: TimelineEntry): string | null {
  if (entry.kind === 'message') return entry.message.messageId;
  return entry.kind === 'tool' ? entry.toolCallId : null;
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
