import {
  type ApprovalEntry,
  type ConversationState,
  isOpenRun,
  messageOf,
  type OpenApproval,
  type OpenQuery,
  type Rating,
  type RunRecord,
  siblingsOf,
  type UsageTotals,
} from '@agent-chat/protocol';
import type { ChatState, PendingCommand } from './chat-state.js';

// Each selector gives the same object as long as nothing in it changes, whatever changes beside it.

const NONE: readonly never[] = [];

function remembering<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}

/** The list that ends here, of all that begin alike; and where each goes on. */
interface Place {
  list?: readonly object[];
  readonly next: (item: object) => Place;
}
const newPlace = (): Place => ({ next: remembering(newPlace) });
const START = /* @__PURE__ */ newPlace();

/** The first list of these things, in this order, that was given: there is no other. */
function theOne<T extends object>(items: readonly T[]): readonly T[] {
  let place = START;
  for (const item of items) place = place.next(item);
  place.list ??= items;
  return place.list as readonly T[];
}

/** Approvals that nobody has resolved. */
export function selectApprovals({ conversation }: ChatState): readonly OpenApproval[] {
  return theOne(conversation?.control.approvals.filter(({ resolution }) => resolution === null) ?? NONE);
}

/** The approval as it stands in the timeline, resolved or not. */
export function selectApproval({ conversation }: ChatState, approvalId: string): ApprovalEntry | null {
  const place = conversation?.timeline.places.get(`approval:${approvalId}`);
  const entry = place === undefined ? undefined : conversation?.timeline.entries.get(place);
  return entry?.kind === 'approval' ? entry : null;
}

/** Questions that the open turn waits for. */
export function selectQueries({ conversation }: ChatState): readonly OpenQuery[] {
  return theOne(conversation?.control.openTurn?.queries ?? NONE);
}

/** All runs that are known here, the newest first. */
export function selectRuns({ conversation }: ChatState): readonly RunRecord[] {
  return conversation === null ? NONE : allRuns(conversation.timeline.runs);
}
const allRuns = remembering((runs: ConversationState['timeline']['runs']): readonly RunRecord[] =>
  [...runs].map(([, run]) => run).sort((a, b) => b.openedSeq - a.openedSeq),
);

/** The runs that are not over. */
export function selectOpenRuns(state: ChatState): readonly RunRecord[] {
  return openRuns(selectRuns(state));
}
const openRuns = remembering((runs: readonly RunRecord[]) =>
  theOne(runs.filter(({ status }) => isOpenRun(status))),
);

/** What was spent, by author, model and run, over the whole log. */
export function selectUsage({ conversation }: ChatState): readonly UsageTotals[] {
  return conversation === null ? NONE : allUsage(conversation.timeline.usage);
}
const allUsage = remembering((usage: ConversationState['timeline']['usage']): readonly UsageTotals[] =>
  [...usage].map(([, totals]) => totals),
);

/** The message and those that were written in its place, in log order, with its index among them. */
export interface Siblings {
  readonly messageIds: readonly string[];
  readonly index: number;
}

/**
 * The branches at a message; one alone when there is no other. What was written in a turn that was
 * begun anew is none. `null`: not loaded.
 */
export function selectSiblings({ conversation }: ChatState, messageId: string): Siblings | null {
  if (conversation === null) return null;
  const { timeline } = conversation;
  const parentId = messageOf(timeline, messageId)?.message.parentId;
  const children = timeline.children.get(parentId ?? '');
  if (parentId === undefined || children === undefined) return null;
  const messageIds = siblingsOf(timeline, messageId);
  const known = siblings(children);
  // Of the same messages fewer are branches once a turn has begun anew, and never others.
  const key = `${messageIds.length} ${messageId}`;
  const found = known.get(key) ?? { messageIds, index: messageIds.indexOf(messageId) };
  known.set(key, found);
  return found;
}
const siblings = remembering((_children: Iterable<string>) => new Map<string, Siblings>());

/** Commands of this client about a message, an approval or a run that are not acknowledged. */
export function selectPendingAbout({ pending }: ChatState, id: string): readonly PendingCommand[] {
  return theOne(pending.filter((command) => isAbout(command, id)));
}

function isAbout({ params }: PendingCommand, id: string): boolean {
  const { messageId, tipMessageId, approvalId, runId } = params as Readonly<Record<string, unknown>>;
  return [messageId, tipMessageId, approvalId, runId].includes(id);
}

/** What a participant thinks of a message: at once as given here, before it is acknowledged. */
export function selectRating(state: ChatState, messageId: string, participantId: string): Rating | null {
  const given = selectPendingAbout(state, messageId).findLast(
    ({ method, status }) => method === 'giveFeedback' && status === 'sending',
  );
  if (given?.method === 'giveFeedback') return given.params.rating;
  const { conversation } = state;
  const entry = conversation === null ? null : messageOf(conversation.timeline, messageId);
  return entry?.feedback?.find(({ author }) => author === participantId)?.rating ?? null;
}
