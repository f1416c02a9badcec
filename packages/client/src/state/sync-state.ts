import type { ConversationState, Cursor, Guidance, Progress } from '@agent-chat/protocol';
import { type DraftBoard, markInterrupted, NO_DRAFTS, unconfirmAll } from './drafts.js';

/** What a subscription has brought so far, over however many connections. */
export interface SyncState {
  readonly conversationId: string;
  /** What has been applied; `null`: nothing to go on from, the next connection gets a snapshot. */
  readonly cursor: Cursor | null;
  /** The epoch of the present connection's `hello`; `null` before it. */
  readonly epoch: string | null;
  /** Whether the present connection has brought everything up to now. */
  readonly caughtUp: boolean;
  /** Shown until something newer replaces it, also while `cursor` is `null`. */
  readonly conversation: ConversationState | null;
  readonly board: DraftBoard;
  readonly guidance: Guidance | null;
  readonly progress: Progress | null;
  /** Of the present connection: who else is here, and who of them is writing. */
  readonly presence: readonly string[];
  readonly typing: readonly string[];
}

const NOBODY: readonly string[] = [];

export function initialSync(conversationId: string): SyncState {
  return {
    conversationId,
    cursor: null,
    epoch: null,
    caughtUp: false,
    conversation: null,
    board: NO_DRAFTS,
    guidance: null,
    progress: null,
    presence: NOBODY,
    typing: NOBODY,
  };
}

/** The connection is gone: what was being written is interrupted until another one goes on with it. */
export function disconnected(state: SyncState): SyncState {
  const board = { ...unconfirmAll(state.board), dropped: NO_DRAFTS.dropped };
  return {
    ...state,
    epoch: null,
    caughtUp: false,
    board: markInterrupted(board, true),
    progress: null,
    presence: NOBODY,
    typing: NOBODY,
  };
}

/** The network is said to be gone while the connection still stands, or it turned out to be alive. */
export function withNetwork(state: SyncState, isThere: boolean): SyncState {
  return { ...state, board: markInterrupted(state.board, !isThere) };
}

/** The server does not know the cursor: the next connection starts from a snapshot. */
export function withoutCursor(state: SyncState): SyncState {
  return { ...state, cursor: null };
}
