/** That a conversation has events up to `seq`. */
export interface BusHint {
  readonly tenant: string;
  readonly conversationId: string;
  readonly seq: number;
  /** Set when text of drafts is new in the `DraftStore`: a name of the node that wrote it. */
  readonly draftsBy?: string;
  /** Set when who is there is new in the `PresenceStore`: a name of the node that wrote it. */
  readonly presenceBy?: string;
}

/**
 * Wakes the readers of other nodes. A hint only: it may come late, twice, in another order or to
 * the node that gave it, and it says nothing that the log does not. A lost one costs latency,
 * never an event.
 */
export interface Bus {
  /** Returns at once and never throws; called after each append of this node,
   * and after each write of drafts or of who is there. */
  publish(hint: BusHint): void;
  /** Returns its own unsubscribe. */
  subscribe(listener: (hint: BusHint) => void): () => void;
}
