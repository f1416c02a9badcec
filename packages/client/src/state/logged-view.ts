import {
  ancestry,
  type ConversationState,
  PersistentList,
  type Timeline,
  type TimelineEntry,
  type TurnClearedReason,
} from '@agent-chat/protocol';
import { keyOf } from './item-key.js';
import type { EventItem, MessageItem, ToolItem } from './view-item.js';

export type LoggedItem = MessageItem | ToolItem | EventItem;

/** The part of a view that depends on nothing but the log. */
export interface LoggedView {
  readonly items: PersistentList<LoggedItem>;
  /** Of all messages of the log. Only the newest of the views made from each other may be asked. */
  readonly requestIds: ReadonlySet<string>;
  /** What the next view can be made from; `null`: nothing. */
  readonly basis: Basis | null;
}

/** What decided which entries are shown. The sets go over to the next view, which adds to them. */
interface Basis {
  readonly conversationId: string;
  readonly entries: PersistentList<TimelineEntry>;
  readonly places: Timeline['places'];
  readonly clearedTurns: Timeline['clearedTurns'];
  readonly tipMessageId: string | null;
  readonly openTurn: number | null;
  /** The newest turn and the newest seq of the entries. */
  readonly lastTurn: number;
  readonly lastSeq: number;
  /** The turns on the active path, and those that have a message. */
  readonly pathTurns: Set<number>;
  readonly messageTurns: Set<number>;
  readonly requestIds: Set<string>;
}

export const NOTHING_LOGGED: LoggedView = {
  items: PersistentList.empty(),
  requestIds: new Set(),
  basis: null,
};

// Items are functions of immutable values, each remembered by the value that it was made from, so
// that an item keeps its identity as long as what it shows.
const loggedItems = new WeakMap<TimelineEntry, LoggedItem>();

/** A turn cleared for one of these is answered anew: what it had written is no part of the conversation. */
const HIDING: readonly (TurnClearedReason | undefined)[] = ['restart', 'lost'];

/**
 * What the log shows of `conversation`. What `before` shows already is taken over, so that one more
 * event costs the same in a long conversation; where more than the end of the log has changed (a
 * branch, a cleared turn, older history), all of it is looked at anew.
 */
export function viewOfLog(conversation: ConversationState, before: LoggedView | null): LoggedView {
  return (before === null ? null : extended(before, conversation)) ?? wholeView(conversation);
}

function wholeView({ control, timeline }: ConversationState): LoggedView {
  const pathTurns = new Set<number>();
  for (const { turn } of ancestry(timeline, control.tipMessageId)) pathTurns.add(turn);
  return withEntries(
    PersistentList.empty(),
    {
      conversationId: control.conversationId,
      entries: timeline.entries,
      places: timeline.places,
      clearedTurns: timeline.clearedTurns,
      tipMessageId: control.tipMessageId,
      openTurn: control.openTurn?.turn ?? null,
      lastTurn: 0,
      lastSeq: 0,
      pathTurns,
      messageTurns: new Set(),
      requestIds: new Set(),
    },
    timeline.entries.first,
    [],
  );
}

/** The view with what has come since; `null` where that changes what is shown of the entries before. */
function extended({ items, basis }: LoggedView, { control, timeline }: ConversationState): LoggedView | null {
  const { entries } = timeline;
  if (basis?.conversationId !== control.conversationId) return null;
  if (basis.clearedTurns !== timeline.clearedTurns) return null;
  const from = basis.entries.firstDifference(entries);
  if (from < entries.first || basis.entries.first !== entries.first || !isContinued(basis, entries, from)) {
    return null;
  }
  const onPath = turnsSince(basis, timeline, control.tipMessageId);
  if (onPath === null) return null;
  const openTurn = control.openTurn?.turn ?? null;
  const { pathTurns, messageTurns, lastTurn } = basis;

  const isAdded = (turn: number): boolean => !pathTurns.has(turn) && turn !== basis.openTurn;
  // A turn that was not active may have entries that were left out.
  if (
    [...onPath, ...(openTurn === null ? [] : [openTurn])].some((turn) => isAdded(turn) && turn <= lastTurn)
  ) {
    return null;
  }
  const isActive = (turn: number): boolean =>
    pathTurns.has(turn) || onPath.includes(turn) || turn === openTurn;
  // One that is active no more, or that has its first message off the path, hides what it showed.
  if (basis.openTurn !== null && !isActive(basis.openTurn) && messageTurns.has(basis.openTurn)) return null;
  for (let position = basis.entries.end; position < entries.end; position++) {
    const { kind, turn } = entries.get(position) as TimelineEntry;
    if (kind === 'message' && !isActive(turn) && turn <= lastTurn && !messageTurns.has(turn)) return null;
  }

  for (const turn of onPath) pathTurns.add(turn);
  const seq = entries.get(from)?.seq ?? Number.POSITIVE_INFINITY;
  const kept = seq > basis.lastSeq ? items : items.truncate(placeOfSeq(items, seq));
  const next = { ...basis, entries, places: timeline.places, tipMessageId: control.tipMessageId, openTurn };
  return withEntries(kept, next, from, items.slice(kept.length));
}

/** Whether the entries from `from` on are those that were there, changed at most, and then others. */
function isContinued(basis: Basis, entries: PersistentList<TimelineEntry>, from: number): boolean {
  for (let position = from; position < basis.entries.end; position++) {
    const before = basis.entries.get(position);
    const after = entries.get(position);
    if (before?.seq !== after?.seq || before?.kind !== after?.kind || before?.turn !== after?.turn)
      return false;
  }
  return true;
}

/** The turns that the path has got since `basis`; `null` when it does not go on from there. */
function turnsSince(basis: Basis, timeline: Timeline, tipMessageId: string | null): number[] | null {
  if (tipMessageId === basis.tipMessageId) return [];
  const turns: number[] = [];
  for (const { seq, turn, message } of ancestry(timeline, tipMessageId)) {
    if (seq <= basis.lastSeq) return null;
    turns.push(turn);
    if (message.parentId === basis.tipMessageId) return turns;
  }
  return null;
}

/** @param known what was shown of the entries from `from` on */
function withEntries(
  kept: PersistentList<LoggedItem>,
  basis: Basis,
  from: number,
  known: readonly LoggedItem[],
): LoggedView {
  const { entries, clearedTurns, pathTurns, messageTurns, requestIds, openTurn } = basis;
  const added: LoggedItem[] = [];
  let { lastTurn, lastSeq } = basis;
  for (let position = from; position < entries.end; position++) {
    const { kind, turn, seq } = entries.get(position) as TimelineEntry;
    if (kind === 'message') messageTurns.add(turn);
    lastTurn = Math.max(lastTurn, turn);
    lastSeq = Math.max(lastSeq, seq);
  }
  const keys = new Set(known.map(({ key }) => key));
  for (let position = from; position < entries.end; position++) {
    const entry = entries.get(position) as TimelineEntry;
    const turn = turnOf(entry, basis);
    const cleared = clearedTurns.get(String(turn)) ?? null;
    const requestId = entry.kind === 'message' ? entry.clientRequestId : undefined;
    const isFirst = requestId !== undefined && (!requestIds.has(requestId) || keys.has(keyOf('', requestId)));
    if (requestId !== undefined) {
      requestIds.add(requestId);
      keys.delete(keyOf('', requestId));
    }
    const isLost = cleared !== null && HIDING.includes(cleared);
    const isInactive = messageTurns.has(turn) && !pathTurns.has(turn) && turn !== openTurn;
    if (isLost ? !isByPerson(entry) : isInactive) continue;
    added.push(loggedItem(entry, cleared, isFirst ? requestId : undefined));
  }
  return { items: kept.pushAll(added), requestIds, basis: { ...basis, lastTurn, lastSeq } };
}

/** What is about a call or a message belongs to its turn, whoever has logged it, and when. */
function turnOf(entry: TimelineEntry, { entries, places }: Basis): number {
  const about =
    entry.kind === 'approval'
      ? entry.subject.toolCallId
      : entry.kind === 'action'
        ? entry.messageId
        : undefined;
  const place = about === undefined ? undefined : places.get(about);
  return (place === undefined ? undefined : entries.get(place)?.turn) ?? entry.turn;
}

/** Items stand in the order of the log. */
function placeOfSeq(items: PersistentList<LoggedItem>, seq: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (seqOf(items.at(middle)) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function seqOf(item: LoggedItem | undefined): number {
  return item?.entry?.seq ?? 0;
}

/** What a person said stays, whatever becomes of the turn that it was said in. */
function isByPerson(entry: TimelineEntry): boolean {
  return entry.kind === 'message' && entry.message.role === 'user';
}

function loggedItem(
  entry: TimelineEntry,
  cleared: TurnClearedReason | null,
  requestId: string | undefined,
): LoggedItem {
  const known = loggedItems.get(entry);
  const key = keyOfEntry(entry, requestId);
  if (known?.cleared === cleared && known.key === key) return known;
  const item = newLoggedItem(entry, key, cleared);
  loggedItems.set(entry, item);
  return item;
}

function keyOfEntry(entry: TimelineEntry, requestId: string | undefined): string {
  switch (entry.kind) {
    case 'message':
      return keyOf(entry.message.messageId, entry.message.role === 'user' ? requestId : undefined);
    case 'tool':
      return `tool:${entry.toolCallId}`;
    default:
      return `event:${entry.seq}`;
  }
}

function newLoggedItem(entry: TimelineEntry, key: string, cleared: TurnClearedReason | null): LoggedItem {
  switch (entry.kind) {
    case 'message':
      return { kind: 'message', key, entry, cleared };
    case 'tool': {
      const { toolCallId, name, turn, author } = entry;
      return { kind: 'tool', key, toolCallId, name, turn, author, entry, draft: null, cleared };
    }
    case 'approval':
    case 'query':
    case 'action':
    case 'event':
      return { kind: 'event', key, entry, cleared };
  }
}
