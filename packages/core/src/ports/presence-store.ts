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
   * Replaces what `node` said of these conversations, each of which is named once, empty lists included,
   * and lets it live until `ttlMs` from now, however long that was before; without entries it does only
   * that. What it said of others stays. `false`: the node counted as dead, or what it said before was lost:
   * nothing of that counts again. It says all of it again then.
   */
  write(node: string, ttlMs: number, entries: readonly Omit<StoredPresence, 'node'>[]): Promise<boolean>;

  /**
   * What the nodes that live say of one conversation, however long ago they said it. One that says that
   * nobody is there may be left out.
   */
  read(of: { readonly tenant: string; readonly conversationId: string }): Promise<readonly StoredPresence[]>;

  /**
   * What the nodes that live said less than `withinMs` ago of any conversation, and all nodes that live.
   * That nobody is there any more is told like the rest, for a minute at least.
   */
  readRecent(
    withinMs: number,
  ): Promise<{ readonly nodes: readonly string[]; readonly entries: readonly StoredPresence[] }>;
}
