import {
  type ConversationEvent,
  emptyState,
  foldTimeline,
  isKnownEvent,
  isMessageEvent,
  messageOf,
} from '@agent-chat/protocol';

/** The events, with the cards of their messages as everybody sees them now: by the fold, as everywhere. */
export function withPatchedCards(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  const patches = events.filter((event) => event.type === 'card_patched').filter(isKnownEvent);
  const patched = new Set(
    patches.flatMap(({ type, payload }) => (type === 'card_patched' ? [payload.messageId] : [])),
  );
  if (patched.size === 0) return events;
  const timeline = events
    .filter((event) => isMessageEvent(event) || event.type === 'card_patched')
    .reduce((state, event) => foldTimeline(state, event), emptyState('').timeline);
  return events.map((event) => {
    if (!isMessageEvent(event) || !patched.has(event.payload.messageId)) return event;
    const { parts } = messageOf(timeline, event.payload.messageId)?.message ?? event.payload;
    return { ...event, payload: { ...event.payload, parts } };
  });
}
