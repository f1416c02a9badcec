import type { TurnClearedReason } from '../events/system.js';
import type { ConversationState, Timeline } from './state.js';
import type { MessageEntry } from './timeline-entry.js';

/** The message with this id, when it is loaded. */
export function messageOf(timeline: Timeline, messageId: string): MessageEntry | null {
  const place = timeline.places.get(messageId);
  const entry = place === undefined ? undefined : timeline.entries.get(place);
  return entry?.kind === 'message' ? entry : null;
}

/**
 * From `messageId` up to the first message (or the first that is loaded), the newest first. A parent
 * stands before its children: a log that says otherwise has no circle here.
 */
export function* ancestry(timeline: Timeline, messageId: string | null): Iterable<MessageEntry> {
  let id = messageId;
  let before = Number.POSITIVE_INFINITY;
  while (id !== null) {
    const entry = messageOf(timeline, id);
    if (entry === null || entry.seq >= before) return;
    yield entry;
    before = entry.seq;
    id = entry.message.parentId;
  }
}

/** The messages that prompts and guidance see, the oldest first. */
export function activePath({ control, timeline }: ConversationState): MessageEntry[] {
  return [...ancestry(timeline, control.tipMessageId)].reverse();
}

export function isOnActivePath({ control, timeline }: ConversationState, messageId: string): boolean {
  for (const { message } of ancestry(timeline, control.tipMessageId)) {
    if (message.messageId === messageId) return true;
  }
  return false;
}

/**
 * The messages that stand where this one does, itself included, in log order. What was written in a
 * turn that was begun anew (`restart`, `lost`) is no branch: it is left out.
 */
export function siblingsOf(timeline: Timeline, messageId: string): readonly string[] {
  const entry = messageOf(timeline, messageId);
  if (entry === null) return [];
  const children = timeline.children.get(entry.message.parentId ?? '') ?? [];
  return [...children].filter((id) => id === messageId || !isBegunAnew(timeline, id));
}

/** The end of the newest branch through this message: what to select to show it. */
export function newestTip(timeline: Timeline, messageId: string): string {
  let tip = messageId;
  for (;;) {
    const next = newestChild(timeline, tip);
    if (next === undefined) return tip;
    tip = next;
  }
}

/** The newest message that goes on from this one. */
function newestChild(timeline: Timeline, messageId: string): string | undefined {
  const seq = seqOf(timeline, messageId);
  const children = timeline.children.get(messageId) ?? [];
  return [...children].findLast((id) => seqOf(timeline, id) > seq && !isBegunAnew(timeline, id));
}

function seqOf(timeline: Timeline, messageId: string): number {
  return messageOf(timeline, messageId)?.seq ?? 0;
}

/** Whether the message is of a turn that was cleared for its agent to begin it anew. */
function isBegunAnew(timeline: Timeline, messageId: string): boolean {
  return isLost(timeline.clearedTurns.get(String(messageOf(timeline, messageId)?.turn)));
}

function isLost(reason: TurnClearedReason | undefined): boolean {
  return reason === 'restart' || reason === 'lost';
}

/**
 * The turns that neither prompts nor guidance see: those cleared as `restart` or `lost`, and those
 * whose messages are all off the active path.
 */
export function inactiveTurns(state: ConversationState): ReadonlySet<number> {
  const { timeline } = state;
  const active = new Set<number>();
  for (const { turn } of ancestry(timeline, state.control.tipMessageId)) active.add(turn);
  if (state.control.openTurn !== null) active.add(state.control.openTurn.turn);
  const inactive = new Set<number>();
  for (const entry of timeline.entries) {
    if (entry.kind === 'message' && !active.has(entry.turn)) inactive.add(entry.turn);
  }
  for (const [turn, reason] of timeline.clearedTurns) {
    if (isLost(reason)) inactive.add(Number(turn));
  }
  return inactive;
}
