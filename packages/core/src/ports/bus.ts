interface HintOf<Type extends string> {
  readonly type: Type;
  readonly tenant: string;
  readonly conversationId: string;
}

/** That a conversation has events up to `seq`. */
type EventsHint = HintOf<'events'> & { readonly seq: number };

/**
 * That what is not logged is new: text in the `DraftStore`, or who is there in the `PresenceStore`. `by` is a
 * name of the node that wrote it, and `seq` the head of the log as that node knew it.
 */
type LiveHint = HintOf<'drafts' | 'presence'> & { readonly by: string; readonly seq: number };

/** That a conversation was deleted, of which the log says nothing. */
type DeletedHint = HintOf<'deleted'>;

/** What may be new of a conversation. */
export type BusHint = EventsHint | LiveHint | DeletedHint;

/**
 * Wakes the readers of other nodes. A hint only: it may come late, twice, in another order or to
 * the node that gave it, and of events it says nothing that the log does not. Where nothing fails it comes;
 * of several that differ in their seq alone the newest may come for all. A lost one costs latency, never
 * an event.
 */
export interface Bus {
  /**
   * Returns at once and never throws, also when the bus is closed; listeners are called after it has
   * returned. Called after each append and each deletion of this node, and after each write of drafts or of
   * who is there.
   */
  publish(hint: BusHint): void;
  /**
   * Returns its own unsubscribe, after which this subscription calls nobody any more, whatever was published
   * before. A listener that throws keeps no hint from the others.
   */
  subscribe(listener: (hint: BusHint) => void): () => void;
}
