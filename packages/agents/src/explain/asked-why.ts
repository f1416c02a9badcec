import type { RunnerInput } from '@agent-chat/core';
import {
  type ConversationEvent,
  isKnownEvent,
  isMessageEvent,
  type MessageEvent,
  SYSTEM_PARTICIPANT_ID,
} from '@agent-chat/protocol';

/** The message, and perhaps the card in it, that somebody asked "Why?" about. */
export interface AskedWhy {
  readonly message: MessageEvent;
  readonly partId?: string;
}

/** What this turn is to explain; `null`: it answers something else. */
export function askedWhy({ events, turn }: RunnerInput): AskedWhy | null {
  const settled = new Set(
    events.flatMap((event) =>
      isKnownEvent(event) && event.type === 'action_settled' ? [event.payload.actionSeq] : [],
    ),
  );
  const before = events.filter((event) => event.turn !== turn.turn || event.type === 'action_invoked');
  const lastClose = before.findLast(({ finality, type }) => finality !== 'none' || type === 'turn_cleared');
  for (const event of before) {
    if (!isKnownEvent(event) || event.type !== 'action_invoked') continue;
    const { actionId, messageId, partId } = event.payload;
    if (actionId !== 'explain' || settled.has(event.seq)) continue;
    // What a person wrote since is answered first.
    if (lastClose !== undefined && lastClose.seq > event.seq && isByPerson(lastClose, turn)) continue;
    const message = events.filter(isMessageEvent).find(({ payload }) => payload.messageId === messageId);
    const isOurs = message?.author === turn.agentId || message?.author === SYSTEM_PARTICIPANT_ID;
    if (message === undefined || !isOurs) continue;
    return { message, ...(partId !== undefined && { partId }) };
  }
  return null;
}

function isByPerson({ author }: ConversationEvent, { participants }: RunnerInput['turn']): boolean {
  return participants.some(({ participantId, kind }) => participantId === author && kind === 'user');
}
