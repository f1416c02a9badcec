/** That a conversation has events up to `seq`. */
export interface BusHint {
  readonly tenant: string;
  readonly conversationId: string;
  readonly seq: number;
  /** Set when text of drafts is new in the `DraftStore`: a name of the node that wrote it. */
  readonly draftsBy?: string;
  /** Set when who is there is new in the `PresenceStore`: a name of the node that wrote it. */
  readonly presenceBy?: string;
  /** Set when it was deleted, of which the log says nothing: `seq` is beyond every head then. */
  readonly gone?: true;
}

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
