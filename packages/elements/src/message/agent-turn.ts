import { ancestry, type MessageEntry, messageOf, type Timeline } from '@agent-chat/protocol';

/**
 * Whether the message is the end of its turn: what can be done with the turn is done with it. A turn
 * that was cleared has no closing message, and ends with what its agent said last in it; one that was
 * begun anew has no end.
 */
export function isEndOfTurn(timeline: Timeline, entry: MessageEntry): boolean {
  if (entry.finality !== 'none') return true;
  const cleared = timeline.clearedTurns.get(String(entry.turn));
  if (cleared === undefined || cleared === 'restart' || cleared === 'lost') return false;
  return entry.message.role === 'assistant' && !isFollowedInTurn(timeline, entry);
}

/** Whether an agent has said more in the turn, also after what others said in it. */
function isFollowedInTurn(timeline: Timeline, { message, turn, seq }: MessageEntry): boolean {
  for (const messageId of timeline.children.get(message.messageId) ?? []) {
    const next = messageOf(timeline, messageId);
    if (next === null || next.turn !== turn || next.seq <= seq) continue;
    if (next.message.role === 'assistant' || isFollowedInTurn(timeline, next)) return true;
  }
  return false;
}

/** The messages before this one in its turn, the oldest first. */
export function messagesBefore(timeline: Timeline, entry: MessageEntry): readonly MessageEntry[] {
  const before: MessageEntry[] = [];
  for (const one of ancestry(timeline, entry.message.parentId)) {
    if (one.turn !== entry.turn || one.seq >= entry.seq) break;
    before.push(one);
  }
  return before.reverse();
}
