import { ancestry, messageOf } from './branches.js';
import type { ConversationState } from './state.js';

/**
 * The agent whose turn the message belongs to: it writes that turn when it is written again, if it has
 * not left. A turn may hold messages of others: one that steered it, or the system's at its end.
 * `null`: the turn is a person's or the system's own, or too little of it is loaded.
 */
export function agentOfTurn({ control, timeline }: ConversationState, messageId: string): string | null {
  const turn = messageOf(timeline, messageId)?.turn;
  if (turn === undefined) return null;
  let first = messageId;
  for (const entry of ancestry(timeline, messageId)) {
    if (entry.turn !== turn) break;
    if (entry.message.role === 'assistant') return entry.author;
    first = entry.message.messageId;
  }
  const { lastClose, participants } = control;
  if (lastClose !== null && lastClose.turn === turn) {
    const isUsers = participants.some(
      ({ participantId, kind }) => participantId === lastClose.owner && kind === 'user',
    );
    return isUsers ? null : lastClose.owner;
  }
  // The system closed it before its agent had said anything: its traces tell who had it.
  for (let at = (timeline.places.get(first) ?? 0) - 1; at >= timeline.entries.first; at--) {
    const entry = timeline.entries.get(at);
    if (entry === undefined || (entry.turn !== turn && entry.turn !== 0)) return null;
    if (entry.turn === turn && entry.kind !== 'message') return entry.author;
  }
  return null;
}
