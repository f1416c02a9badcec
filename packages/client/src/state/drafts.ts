import type { ConversationState, DraftAppend } from '@agent-chat/protocol';
import type { LiveDraft } from './chat-state.js';

/** The open drafts of a conversation, in the order in which they began. */
export interface DraftBoard {
  readonly drafts: readonly LiveDraft[];
  /** Those that were there before the newest `hello`, and that have not been sent again since. */
  readonly unconfirmed: ReadonlySet<string>;
  /** Those that the present connection has dropped: text for them comes too late. */
  readonly dropped: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();
export const NO_DRAFTS: DraftBoard = { drafts: [], unconfirmed: NONE, dropped: NONE };

/**
 * The board after one more piece of text. What is there already is dropped, an overlap adds only
 * its rest.
 *
 * - `gap`: text before this piece is missing
 * - `mismatch`: the piece contradicts the text that is there
 */
export function appendToDraft(board: DraftBoard, append: DraftAppend): DraftBoard | 'gap' | 'mismatch' {
  const { offset, ...head } = append;
  if (board.dropped.has(head.draftId)) return board;
  const index = board.drafts.findIndex((draft) => draft.draftId === head.draftId);
  const known = board.drafts[index];
  if (known === undefined) {
    if (offset > 0) return 'gap';
    return { ...board, drafts: [...board.drafts, { ...head, interrupted: false }] };
  }
  if (append.fence < known.fence) return board;
  if (offset > known.text.length) return 'gap';
  const overlap = known.text.length - offset;
  if (overlap > 0 && !agree(known.text.slice(offset), append.text)) return 'mismatch';
  const rest = append.text.slice(overlap);
  const confirmed = confirm(board, head.draftId);
  if (rest === '' && !known.interrupted) return confirmed;
  const drafts = board.drafts.with(index, { ...known, text: known.text + rest, interrupted: false });
  return { ...confirmed, drafts };
}

/** The server says that it will not be logged. */
export function dropDraft(board: DraftBoard, draftId: string): DraftBoard {
  if (board.dropped.has(draftId)) return board;
  return { ...withoutDraft(board, draftId), dropped: new Set([...board.dropped, draftId]) };
}

/** What was received of it is not to be trusted; it may come again. */
export function withoutDraft(board: DraftBoard, draftId: string): DraftBoard {
  return keep(board, (draft) => draft.draftId !== draftId);
}

/** Without the drafts whose message or call was logged, whose turn is closed or whose writer is stale. */
export function withoutEnded(board: DraftBoard, conversation: ConversationState): DraftBoard {
  return keep(board, (draft) => !hasEnded(draft, conversation));
}

export function withoutUnconfirmed(board: DraftBoard): DraftBoard {
  if (board.unconfirmed.size === 0) return board;
  return { ...keep(board, (draft) => !board.unconfirmed.has(draft.draftId)), unconfirmed: NONE };
}

/** A new connection sends each open draft again: until then none of these is sure. */
export function unconfirmAll(board: DraftBoard): DraftBoard {
  return { ...board, unconfirmed: new Set(board.drafts.map((draft) => draft.draftId)) };
}

/** Marks every draft as interrupted, or those that are sure as going on. */
export function markInterrupted(board: DraftBoard, interrupted: boolean): DraftBoard {
  const differs = (draft: LiveDraft): boolean =>
    draft.interrupted !== interrupted && (interrupted || !board.unconfirmed.has(draft.draftId));
  if (!board.drafts.some(differs)) return board;
  return {
    ...board,
    drafts: board.drafts.map((draft) => (differs(draft) ? { ...draft, interrupted } : draft)),
  };
}

/** Whether text for this draft comes too late to be shown. */
export function hasEnded(
  draft: Pick<DraftAppend, 'turn' | 'fence' | 'messageId' | 'toolCallId'>,
  { control, timeline }: ConversationState,
): boolean {
  if (draft.turn <= control.lastTurn) return true;
  const fence = control.openTurn?.turn === draft.turn ? control.openTurn.execution?.fence : undefined;
  if (fence !== undefined && draft.fence < fence) return true;
  const target = draft.messageId ?? draft.toolCallId;
  return target !== undefined && timeline.places.has(target);
}

function agree(known: string, text: string): boolean {
  return known.startsWith(text) || text.startsWith(known);
}

function confirm(board: DraftBoard, draftId: string): DraftBoard {
  if (!board.unconfirmed.has(draftId)) return board;
  const unconfirmed = new Set(board.unconfirmed);
  unconfirmed.delete(draftId);
  return { ...board, unconfirmed };
}

function keep(board: DraftBoard, isKept: (draft: LiveDraft) => boolean): DraftBoard {
  return board.drafts.every(isKept) ? board : { ...board, drafts: board.drafts.filter(isKept) };
}
