import type { Draft } from '@agent-chat/protocol';

/** A draft without its text: what it is of, who writes it, and under which fence. */
export type StoredDraftHead = Omit<Draft, 'text'>;

/** A piece of a draft, or that the draft was taken back. */
export interface DraftPiece {
  readonly head: StoredDraftHead;
  /** Where `text` begins, in UTF-16 units. 0 when it was taken back. */
  readonly offset: number;
  /** Whole characters, at most 1,048,576 UTF-16 units. Empty when it was taken back. */
  readonly text: string;
  readonly dropped: boolean;
}

export interface DraftsOfConversation {
  readonly tenant: string;
  readonly conversationId: string;
}

/**
 * What is being written, for the viewers on other nodes. Nothing of it is logged, and it may be lost
 * at any time, as with its writer: the log alone tells what was said.
 */
export interface DraftStore {
  /**
   * Makes pieces readable to every node before it resolves. A node calls it at most every 75 ms, with
   * what came since. Pieces of one draft may overlap, and come from two nodes, at the same time and in any
   * order; a repeated one changes nothing. Fences are not judged: what is still written under an older one
   * is read and removed with the rest of it.
   */
  write(pieces: readonly (DraftPiece & DraftsOfConversation)[]): Promise<void>;

  /**
   * What the reader does not have of the drafts that were written under `fence`: the drafts in the
   * order in which their first pieces came, the pieces of each by their offset. `lengths` says how much of
   * each the reader has, by `draftId`; a piece that goes beyond it is given whole. That a draft was taken
   * back is told by every call from then on, whatever else is written of it; its text may be told too.
   */
  read(
    request: DraftsOfConversation & {
      readonly fence: number;
      readonly lengths: ReadonlyMap<string, number>;
    },
  ): Promise<readonly DraftPiece[]>;

  /** Removes what was written under `throughFence` or a lower one until now, by whichever node. */
  clear(request: DraftsOfConversation & { readonly throughFence: number }): Promise<void>;
}
