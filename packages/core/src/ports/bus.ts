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
 * the node that gave it, and of events it says nothing that the log does not. A lost one costs latency,
 * never an event.
 */
export interface Bus {
  /** Returns at once and never throws; called after each append and each deletion of this node,
   * and after each write of drafts or of who is there. */
  publish(hint: BusHint): void;
  /** Returns its own unsubscribe. */
  subscribe(listener: (hint: BusHint) => void): () => void;
}
