import { type ChatState, selectView } from '@agent-chat/client';
import { type ConversationState, toSnapshot } from '@agent-chat/protocol';

/** Nothing is left out that a client has. */
const EVERYTHING = { participantId: '', operator: true };

/**
 * A state as plain JSON, and what is shown of it: without what belongs to a connection alone, and with
 * ids by the order in which they appear.
 */
export function comparable(state: ChatState): unknown {
  const { conversation, connection, ...rest } = state;
  const json = JSON.stringify({
    ...rest,
    status: connection.status,
    conversation: conversation && plainConversation(conversation),
    view: selectView(state),
  });
  const names = new Map<string, string>();
  const named = json.replaceAll(/\bz[0-9a-z]{4}\b/g, (id) => {
    const name = names.get(id) ?? `id${names.size + 1}`;
    names.set(id, name);
    return name;
  });
  return JSON.parse(named);
}

/** All that is known of a log, with what it is looked up by. */
export function plainConversation(conversation: ConversationState): unknown {
  const { entries, places, children, waiting } = conversation.timeline;
  const seqAt = (place: number | undefined): number =>
    (place === undefined ? undefined : entries.get(place)?.seq) ?? 0;
  const placed = [...places].map(([id, place]) => ({ id, seq: seqAt(place) }));
  const siblings = [...children].map(([parentId, list]) => ({ parentId, messageIds: [...list] }));
  const seqOf = ({ messageIds }: (typeof siblings)[number]): number => seqAt(places.get(messageIds[0] ?? ''));
  return {
    ...toSnapshot(conversation, EVERYTHING, Number.POSITIVE_INFINITY),
    // In the order of the log: ids are others in each run.
    places: placed.sort((a, b) => a.seq - b.seq),
    children: siblings.sort((a, b) => seqOf(a) - seqOf(b)),
    waiting: [...waiting].map(([id, events]) => [id, [...events]]),
  };
}
