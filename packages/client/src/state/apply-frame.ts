import {
  type AgentChatError,
  type Bye,
  type Control,
  type ControlState,
  type ConversationEvent,
  type ConversationState,
  type DraftAppend,
  emptyState,
  FOLD_VERSION,
  type Frame,
  foldEvent,
  foldOmitted,
  type Guidance,
  type Hello,
  type Omitted,
  type Progress,
  type SnapshotFrame,
} from '@agent-chat/protocol';
import {
  appendToDraft,
  dropDraft,
  hasEnded,
  unconfirmAll,
  withoutDraft,
  withoutEnded,
  withoutUnconfirmed,
} from './drafts.js';
import { readControl, readSnapshot } from './read-snapshot.js';
import { malformed } from '../transports/transport-errors.js';
import type { SyncState } from './sync-state.js';

/**
 * - `applied`: go on reading; a duplicate leaves the state as it was
 * - `ended`: the server ends the connection
 * - `resync`: something is missing or wrong; a new connection from the cursor puts it right
 */
export type Applied =
  | { readonly outcome: 'applied'; readonly state: SyncState }
  | { readonly outcome: 'ended'; readonly state: SyncState; readonly bye: Bye }
  | { readonly outcome: 'resync'; readonly state: SyncState; readonly error: AgentChatError };

/**
 * The state after one more frame of a connection. Pure. Events are applied exactly once and in
 * order: what was applied before is dropped, a gap is a `resync`.
 */
export function applyFrame(state: SyncState, frame: Frame): Applied {
  if (state.epoch === null && frame.kind !== 'hello') {
    return resync(state, `The first frame must be "hello", not "${frame.kind}".`);
  }
  switch (frame.kind) {
    case 'hello':
      return applyHello(state, frame.data);
    case 'snapshot':
      return applySnapshot(state, frame.data);
    case 'event':
      return applyEvent(state, frame.data);
    case 'omitted':
      return applyOmitted(state, frame.data);
    case 'control':
      return applyControl(state, frame.data);
    case 'caught_up':
      return applyCaughtUp(state, frame.data.seq);
    case 'draft':
      return applyDraft(state, frame.data);
    case 'draft_dropped':
      return applied({ ...state, board: dropDraft(state.board, frame.data.draftId) });
    case 'guidance':
      return applyWord(state, 'guidance', frame.data);
    case 'presence':
    case 'typing':
      return applyWord(state, frame.kind, frame.data.participantIds);
    case 'progress':
      return applyProgress(state, frame.data);
    // Of subscriptions to all conversations, which this is none of.
    case 'position':
      return applied(state);
    case 'bye':
      return { outcome: 'ended', state, bye: frame.data };
  }
}

function applyHello(state: SyncState, hello: Hello): Applied {
  if (hello.conversationId !== state.conversationId) return foreign(state, hello.conversationId);
  // Another connection in the place of the one before, as of polls: it sends what is open again.
  if (state.epoch === hello.epoch) return applied({ ...state, board: unconfirmAll(state.board) });
  if (state.epoch !== null) return resync(state, 'The epoch changed within one connection.');
  const { cursor } = state;
  // Another epoch, or a log that is shorter than what was read of it: all of it is sent anew.
  const isBeside = cursor !== null && (cursor.epoch !== hello.epoch || cursor.seq > hello.head);
  return applied({
    ...state,
    epoch: hello.epoch,
    cursor: isBeside ? null : cursor,
  });
}

function applySnapshot(state: SyncState, { atSeq, foldVersion, state: json }: SnapshotFrame): Applied {
  const epoch = epochOf(state);
  // One that comes again. What ends before the cursor is none: the log is shorter than it was.
  if (atSeq === state.cursor?.seq) return applied(state);
  if (foldVersion !== FOLD_VERSION) {
    // The whole log can be read whatever the version of the fold.
    const fromStart = { ...state, cursor: { epoch, seq: 0 } };
    return resync(fromStart, `The snapshot is of fold version ${foldVersion}, not ${FOLD_VERSION}.`);
  }
  const conversation = readSnapshot(json);
  if (conversation === null || conversation.control.seq !== atSeq) {
    return resync(state, 'This is not the snapshot of a conversation.');
  }
  if (conversation.control.conversationId !== state.conversationId) {
    return foreign(state, conversation.control.conversationId);
  }
  return applied(withConversation(state, conversation, atSeq));
}

function applyEvent(state: SyncState, event: ConversationEvent): Applied {
  if (event.conversationId !== state.conversationId) return foreign(state, event.conversationId);
  const seq = appliedSeq(state);
  // The connection that sends it again may have sent the progress that it ends again as well.
  const isEnd = event.type === 'message' && event.turn === state.progress?.turn;
  if (event.seq <= seq) return applied(isEnd ? { ...state, progress: null } : state);
  if (event.seq > seq + 1) return gap(state, event.seq);
  let conversation: ConversationState;
  try {
    conversation = foldEvent(baseOf(state), event);
  } catch (cause) {
    // A parsed event folds onto any log: what it was folded onto came from a broken snapshot.
    const fromStart = { ...state, cursor: { epoch: epochOf(state), seq: 0 } };
    return resync(fromStart, `Event ${event.seq} does not fold onto the snapshot before it.`, cause);
  }
  const next = withConversation(state, conversation, event.seq);
  if (event.type !== 'message') return applied(next);
  // What its author was writing is there: nobody sees both.
  const typing = state.typing.filter((participantId) => participantId !== event.author);
  return applyWord({ ...next, progress: null }, 'typing', typing);
}

function applyOmitted(state: SyncState, { fromSeq, toSeq }: Omitted): Applied {
  const seq = appliedSeq(state);
  if (toSeq <= seq) return applied(state);
  if (fromSeq > seq + 1) return gap(state, fromSeq);
  return applied(withConversation(state, foldOmitted(baseOf(state), toSeq), toSeq));
}

/** Only the outline of what the server's fold made is checked, as for a snapshot. */
function applyControl(state: SyncState, { atSeq, state: json }: Control): Applied {
  const seq = appliedSeq(state);
  if (atSeq < seq) return applied(state);
  if (atSeq > seq) return gap(state, atSeq);
  const control = readControl(json);
  if (control === null) return resync(state, 'The control state cannot be read.');
  return applied(withConversation(state, { ...baseOf(state), control }, atSeq));
}

function applyCaughtUp(state: SyncState, toSeq: number): Applied {
  const seq = appliedSeq(state);
  if (toSeq > seq) return gap(state, toSeq);
  const board = withoutUnconfirmed(state.board);
  if (state.caughtUp && board === state.board) return applied(state);
  return applied({
    ...state,
    caughtUp: true,
    cursor: { epoch: epochOf(state), seq },
    conversation: baseOf(state),
    board,
  });
}

function applyDraft(state: SyncState, append: DraftAppend): Applied {
  if (state.conversation !== null && hasEnded(append, state.conversation)) return applied(state);
  const board = appendToDraft(state.board, append);
  if (board === 'gap') return resync(state, `Text of draft ${append.draftId} is missing.`);
  if (board === 'mismatch') {
    // Sent again, it is taken as it comes.
    const without = { ...state, board: withoutDraft(state.board, append.draftId) };
    return resync(without, `Draft ${append.draftId} contradicts itself.`);
  }
  return applied(board === state.board ? state : { ...state, board });
}

/** What is transient stands until the next word of its kind; each poll says all of it again. */
function applyWord<K extends 'guidance' | 'progress' | 'presence' | 'typing'>(
  state: SyncState,
  what: K,
  word: SyncState[K],
): Applied {
  const isSame = JSON.stringify(state[what]) === JSON.stringify(word);
  return applied(isSame ? state : { ...state, [what]: word });
}

/**
 * Whether the log has gone on since: what is due now the server says in a frame of its own. Guidance
 * says what comes before a turn, in it or after it.
 */
function isPast({ kind, turn, waitingFor }: Guidance, { openTurn, lastTurn }: ControlState): boolean {
  const isInTurn = kind === 'continue_turn' || waitingFor === 'approval' || waitingFor === 'answer';
  const place = kind === 'start_turn' ? turn - 0.5 : isInTurn ? turn : turn + 0.5;
  return place < (openTurn?.turn ?? lastTurn + 0.5);
}

function applyProgress(state: SyncState, progress: Progress): Applied {
  const isLate = state.conversation !== null && progress.turn <= state.conversation.control.lastTurn;
  return isLate ? applied(state) : applyWord(state, 'progress', progress);
}

/** The state with `conversation` applied up to `seq`, and without the drafts that it ends. */
function withConversation(state: SyncState, conversation: ConversationState, seq: number): SyncState {
  const { control } = conversation;
  const { guidance, progress } = state;
  return {
    ...state,
    cursor: { epoch: epochOf(state), seq },
    conversation,
    board: withoutEnded(state.board, conversation),
    guidance: guidance !== null && isPast(guidance, control) ? null : guidance,
    progress: progress !== null && progress.turn <= control.lastTurn ? null : progress,
  };
}

function appliedSeq(state: SyncState): number {
  return state.cursor?.seq ?? 0;
}

/** What the next event is folded onto: nothing when the log is read from its start. */
function baseOf(state: SyncState): ConversationState {
  return appliedSeq(state) === 0 || state.conversation === null
    ? emptyState(state.conversationId)
    : state.conversation;
}

function epochOf(state: SyncState): string {
  return state.epoch ?? '';
}

function applied(state: SyncState): Applied {
  return { outcome: 'applied', state };
}

function gap(state: SyncState, seq: number): Applied {
  return resync(state, `Events are missing between ${appliedSeq(state)} and ${seq}.`);
}

function foreign(state: SyncState, conversationId: string): Applied {
  return resync(state, `This belongs to conversation "${conversationId}".`);
}

function resync(state: SyncState, message: string, cause?: unknown): Applied {
  return { outcome: 'resync', state, error: malformed(message, cause) };
}
