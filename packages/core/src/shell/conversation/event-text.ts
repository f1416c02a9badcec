import type { EventDraft } from '@agent-chat/protocol';
import type { StoredEvent } from '../../ports/event-store.js';

const TIME = '2026-01-31T12:00:00.000Z';
const BEFORE_TIME = ',"ts":"';
const FOR_EVERYONE = '","audience":"everyone",';

/**
 * The text of an event as it is stored. `saysEveryone` counts on its first four fields, and on no
 * field being there twice: a stored text is always that of one object, by `JSON.stringify`.
 */
export function eventText(conversationId: string, seq: number, ts: string, draft: EventDraft): string {
  const { audience } = draft;
  return JSON.stringify(Object.assign({ conversationId, seq, ts, audience }, draft));
}

/** What `eventText` begins with in one conversation. */
export function textHead(conversationId: string): string {
  return `{"conversationId":${JSON.stringify(conversationId)},"seq":`;
}

/** Whether the text is one of `eventText` whose audience is everyone. `false` tells nothing: it has to be parsed. */
export function saysEveryone({ seq, json }: StoredEvent, head: string): boolean {
  const text = String(seq);
  const timeAt = head.length + text.length + BEFORE_TIME.length;
  const timeEnd = timeAt + TIME.length;
  return (
    json.startsWith(head) &&
    json.startsWith(text, head.length) &&
    json.startsWith(BEFORE_TIME, head.length + text.length) &&
    json.indexOf('"', timeAt) === timeEnd &&
    json.startsWith(FOR_EVERYONE, timeEnd)
  );
}
