import {
  type ChatState,
  type PendingCommand,
  selectPendingAbout,
  selectRating,
  selectSiblings,
  type Siblings,
} from '@agent-chat/client';
import {
  agentOfTurn,
  type ConversationState,
  type MessageEntry,
  messageOf,
  newestTip,
  type Rating,
  type Viewer,
} from '@agent-chat/protocol';
import { isOver } from '../connection-status/session-over.js';
import { ownIdOf } from '../context/viewer-controller.js';
import { selectRefusedComment } from '../feedback/refused-comment.js';
import { isEndOfTurn, messagesBefore } from './agent-turn.js';

/** What can be done with a logged message, besides what the message itself says. */
export interface MessageSlice {
  readonly parentId: string | null;
  /** Whether the viewer wrote it. */
  readonly isOwn: boolean;
  /** Whether nothing is being answered, waits or is over, so that the conversation may go on from elsewhere. */
  readonly isFree: boolean;
  readonly isEnded: boolean;
  /** Whether the session is over: nothing that is asked for arrives. */
  readonly isOver: boolean;
  /** Whether it is the end of a turn: what can be done with that is done with it. */
  readonly isEnd: boolean;
  /** Of the end of a turn, what an agent has said in it before, the oldest first. */
  readonly steps: readonly MessageEntry[];
  /** Whether the server takes a rating of it. */
  readonly isRateable: boolean;
  /** Whether it is the end of the turn of an agent that is still there to write it again. */
  readonly isRepeatable: boolean;
  /** What was written in its place, or in the place of its whole turn; `null`: nothing. */
  readonly siblings: Siblings | null;
  readonly rating: Rating | null;
  /** "Why?" was asked, and is not answered. */
  readonly isExplaining: boolean;
  /** A command on it that the server has refused. */
  readonly refused: PendingCommand | null;
  /** The rating with which a comment was refused, whose words are kept; `null`: none was. */
  readonly refusedRating: Rating | null;
}

/** The slice of a message; `null` while nothing is known of it. */
export function selectMessageSlice(
  state: ChatState,
  messageId: string | null,
  viewer: Viewer | null,
): MessageSlice | null {
  const { conversation } = state;
  const entry =
    messageId === null || conversation === null ? null : messageOf(conversation.timeline, messageId);
  if (messageId === null || conversation === null) return null;
  if (entry === null) return waitingSlice(state, messageId);
  const { control, timeline } = conversation;
  const over = isOver(state.connection);
  const isEnded = control.ended || over;
  const ownId = ownIdOf(viewer, control.participants);
  const about = selectPendingAbout(state, messageId);
  const isEnd = isEndOfTurn(timeline, entry);
  const before = isEnd ? messagesBefore(timeline, entry) : [];
  // What an agent writes anew it writes anew as a whole turn: the branches stand at its first message.
  const siblings = isEnd ? siblingsOf(state, before[0] ?? entry) : null;
  return {
    parentId: entry.message.parentId,
    isOwn: entry.author === ownId,
    isFree: control.openTurn === null && control.queue.length === 0 && !isEnded,
    isEnded,
    isOver: over,
    isEnd,
    steps: before.filter(({ message }) => message.role === 'assistant'),
    isRateable: entry.message.role === 'assistant' && entry.message.erased !== true,
    isRepeatable: isEnd && isAgentThere(conversation, messageId),
    siblings,
    rating: ownId === null ? null : selectRating(state, messageId, ownId),
    isExplaining:
      control.actions.some((action) => action.messageId === messageId && action.actionId === 'explain') ||
      about.some(({ method, status }) => method === 'invokeAction' && status === 'sending'),
    refused: about.findLast(({ status }) => status === 'failed') ?? refusedBranch(state, siblings),
    refusedRating: selectRefusedComment(state, messageId)?.rating ?? null,
  };
}

/** A waiting message is in no branch: all there is to know of it is what was refused. */
function waitingSlice(state: ChatState, messageId: string): MessageSlice | null {
  const refused = selectPendingAbout(state, messageId).findLast(({ status }) => status === 'failed');
  if (refused === undefined) return null;
  return {
    parentId: null,
    isOwn: false,
    isFree: false,
    isEnded: false,
    isOver: isOver(state.connection),
    isEnd: false,
    steps: [],
    isRateable: false,
    isRepeatable: false,
    siblings: null,
    rating: null,
    isExplaining: false,
    refused,
    refusedRating: null,
  };
}

export function isSameMessageSlice(a: MessageSlice | null, b: MessageSlice | null): boolean {
  if (a === null || b === null) return a === b;
  const fields = Object.keys(a) as (keyof MessageSlice)[];
  return fields.every((key) => a[key] === b[key] || (key === 'steps' && isSameList(a.steps, b.steps)));
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function isAgentThere(conversation: ConversationState, messageId: string): boolean {
  const agentId = agentOfTurn(conversation, messageId);
  return conversation.control.participants.some(({ participantId }) => participantId === agentId);
}

/** The versions of it; `null` when there is no other. */
function siblingsOf(state: ChatState, { message }: MessageEntry): Siblings | null {
  const siblings = selectSiblings(state, message.messageId);
  return siblings === null || siblings.messageIds.length < 2 ? null : siblings;
}

/** A branch beside this one that was chosen here, and refused. */
function refusedBranch(
  { conversation, pending }: ChatState,
  siblings: Siblings | null,
): PendingCommand | null {
  if (conversation === null || siblings === null || pending.length === 0) return null;
  const { timeline } = conversation;
  return (
    pending.findLast(
      (command) =>
        command.method === 'selectBranch' &&
        command.status === 'failed' &&
        siblings.messageIds.some((id) => newestTip(timeline, id) === command.params.tipMessageId),
    ) ?? null
  );
}

/** The end of the branch that stands `step` before or after this one; `null`: there is none. */
export function neighbouringTip(
  { conversation }: ChatState,
  { messageIds, index }: Siblings,
  step: 1 | -1,
): string | null {
  const messageId = messageIds[index + step];
  if (conversation === null || messageId === undefined) return null;
  return newestTip(conversation.timeline, messageId);
}
