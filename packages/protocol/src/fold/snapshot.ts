import { isVisible } from '../events/project.js';
import type { TurnClearedReason } from '../events/system.js';
import type { Viewer } from '../values/participants.js';
import { PersistentList } from './persistent-list.js';
import { PersistentMap } from './persistent-map.js';
import type { ConversationSnapshot, ConversationState, TimelineEntry } from './state.js';

/**
 * The JSON form of `state` for `viewer`, with at least the newest `entryCount` entries. The cut
 * falls between turns, so that no later event is about an entry that was left out.
 */
export function toSnapshot(
  state: ConversationState,
  viewer: Viewer,
  entryCount: number,
): ConversationSnapshot {
  const { entries, clearedTurns, complete } = state.timeline;
  let start = Math.max(0, entries.length - entryCount);
  while (start > 0 && entries.at(start - 1)?.turn === entries.at(start)?.turn) start -= 1;
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
