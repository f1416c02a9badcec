/** Somebody who is writing, as their node tells others. */
export interface TypingAt {
  readonly participantId: string;
  /** The head of the log when it was said: a later message of theirs ends it. */
  readonly seq: number;
  /** When they began, in milliseconds since 1970 by their node's clock. */
  readonly at: number;
}

/** Who is in a conversation through one node. */
export interface NodePresence {
  /** Participant ids, each once. */
  readonly here: readonly string[];
  readonly typing: readonly TypingAt[];
}

export interface StoredPresence extends NodePresence {
  readonly tenant: string;
  readonly conversationId: string;
  /** Names the node that said it. */
  readonly node: string;
}

/**
 * Who is there and who is writing, for the viewers on other nodes. Nothing of it is logged, and it may
 * be lost at any time. What a node says counts for as long as the node lives, by the store's clock: one
 * that dies leaves nobody behind.
 */
export interface PresenceStore {
  /**
   * Replaces what `node` said of these conversations, empty lists included, and lets it live for
   * `ttlMs` from now; without entries it does only that. `false`: the node counted as dead, or what it
   * said before was lost. It says all of it again then.
   */
  write(node: string, ttlMs: number, entries: readonly Omit<StoredPresence, 'node'>[]): Promise<boolean>;

  /** What the nodes that live say of one conversation. */
  read(of: { readonly tenant: string; readonly conversationId: string }): Promise<readonly StoredPresence[]>;

  /**
   * What was said in the last `withinMs` of any conversation, also that nobody is there any more, and
   * all nodes that live.
   */
  readRecent(
    withinMs: number,
  ): Promise<{ readonly nodes: readonly string[]; readonly entries: readonly StoredPresence[] }>;
}
