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

/** The messages that stand where this one does, itself included, in log order. */
export function siblingsOf(timeline: Timeline, messageId: string): readonly string[] {
  const entry = messageOf(timeline, messageId);
  if (entry === null) return [];
  return [...(timeline.children.get(entry.message.parentId ?? '') ?? [])];
}

/** The end of the newest branch through this message: what to select to show it. */
export function newestTip(timeline: Timeline, messageId: string): string {
  let tip = messageId;
  for (;;) {
    const next = timeline.children.get(tip)?.at(-1);
    const isLater = next !== undefined && seqOf(timeline, next) > seqOf(timeline, tip);
    if (!isLater) return tip;
    tip = next;
  }
}

function seqOf(timeline: Timeline, messageId: string): number {
  return messageOf(timeline, messageId)?.seq ?? 0;
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
    if (reason === 'restart' || reason === 'lost') inactive.add(Number(turn));
  }
  return inactive;
}
