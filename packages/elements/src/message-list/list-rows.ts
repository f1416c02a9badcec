import type { ChatState, EventItem, ToolItem, ViewItem } from '@agent-chat/client';
import type { ControlState, OpenTurn, Participant } from '@agent-chat/protocol';
import { isSameDay } from '../messages/format-time.js';
import { type MessageLikeItem, messageView } from '../message/message-view.js';

/** What the list shows of the state. */
export interface ListState {
  readonly items: readonly ViewItem[];
  readonly isLoaded: boolean;
  /** Whether there is nothing before the first item. */
  readonly isComplete: boolean;
  readonly participants: readonly Participant[];
  readonly openTurn: OpenTurn | null;
  /** The agent that is expected to answer, before its turn has begun. */
  readonly nextAgentId: string | null;
  readonly progress: ChatState['progress'];
}

/** One line of the list. Every row has a key of its own. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly ts: string }
  | {
      readonly kind: 'author';
      readonly key: string;
      readonly name: string;
      readonly ts: string;
      readonly side: Side;
    }
  | { readonly kind: 'message'; readonly key: string; readonly item: MessageLikeItem; readonly name: string }
  | { readonly kind: 'tool'; readonly key: string; readonly item: ToolItem; readonly isAbandoned: boolean }
  | { readonly kind: 'event'; readonly key: string; readonly item: EventItem }
  | { readonly kind: 'typing'; readonly key: string; readonly status: string };

type Side = 'user' | 'agent';

/** Words that the rows need. */
export interface RowNames {
  readonly you: string;
  readonly agent: string;
}

/** Facts for an inspector rather than for a conversation. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['step', 'usage']);

/** The rows: what is shown, with a line for each day and for each change of author. */
export function listRows(state: ListState, names: RowNames): readonly Row[] {
  const rows: Row[] = [];
  const people = state.participants.filter(({ kind }) => kind === 'user').length;
  let day: Date | null = null;
  let author: string | null = null;
  for (const item of state.items) {
    if (item.kind === 'event' && NOT_SHOWN.has(item.entry.event.type)) continue;
    const ts = timeOf(item);
    const date = ts === '' ? null : new Date(ts);
    if (date !== null && (day === null || !isSameDay(day, date))) {
      rows.push({ kind: 'day', key: `day:${item.key}`, ts });
      day = date;
      author = null;
    }
    const by = authorOf(item);
    if (by !== null && by.id !== author && (by.side === 'agent' || people > 1)) {
      const name = nameOf(by.id, by.side, state.participants, names);
      rows.push({ kind: 'author', key: `author:${item.key}`, name, ts, side: by.side });
    }
    author = by?.id ?? null;
    rows.push(rowOf(item, state, names));
  }
  const typing = typingRow(state);
  if (typing !== null) {
    if (typing.agentId !== author) {
      const name = nameOf(typing.agentId, 'agent', state.participants, names);
      rows.push({ kind: 'author', key: 'author:typing', name, ts: '', side: 'agent' });
    }
    rows.push({ kind: 'typing', key: 'typing', status: typing.status });
  }
  return rows;
}

function rowOf(item: ViewItem, state: ListState, names: RowNames): Row {
  switch (item.kind) {
    case 'tool':
      return { kind: 'tool', key: item.key, item, isAbandoned: item.turn !== state.openTurn?.turn };
    case 'event':
      return { kind: 'event', key: item.key, item };
    default: {
      const by = authorOf(item);
      const name = by === null ? names.you : nameOf(by.id, by.side, state.participants, names);
      return { kind: 'message', key: item.key, item, name };
    }
  }
}

interface Author {
  readonly id: string;
  readonly side: Side;
}

/** `null` for what nobody has said: markers. */
function authorOf(item: ViewItem): Author | null {
  switch (item.kind) {
    case 'message':
      return { id: item.entry.author, side: messageView(item).side };
    case 'live_message':
    case 'tool':
      return { id: item.author, side: 'agent' };
    case 'event':
      return item.entry.event.type === 'thought' ? { id: item.entry.author, side: 'agent' } : null;
    case 'queued_message':
      return { id: item.queued.author, side: 'user' };
    case 'pending_message':
      return { id: '', side: 'user' };
  }
}

function nameOf(id: string, side: Side, participants: readonly Participant[], names: RowNames): string {
  const people = participants.filter(({ kind }) => kind === 'user');
  if (side === 'user' && people.length <= 1) return names.you;
  const displayName = participants.find(({ participantId }) => participantId === id)?.displayName ?? '';
  return displayName === '' ? (side === 'user' ? names.you : names.agent) : displayName;
}

function timeOf(item: ViewItem): string {
  switch (item.kind) {
    case 'message':
    case 'event':
      return item.entry.ts;
    case 'tool':
      return item.entry?.ts ?? '';
    case 'queued_message':
      return item.queued.ts;
    case 'pending_message':
      return new Date(item.createdAt).toISOString();
    case 'live_message':
      return '';
  }
}

/** An agent is at it, and nothing of it can be seen yet. */
function typingRow(state: ListState): { agentId: string; status: string } | null {
  const { openTurn, progress, items, participants } = state;
  const agentId = openTurn?.owner ?? state.nextAgentId;
  if (agentId === null || !participants.some((p) => p.participantId === agentId && p.kind === 'agent'))
    return null;
  const isAtWork = items.some(
    (item) =>
      item.kind === 'live_message' ||
      (item.kind === 'tool' &&
        item.turn === openTurn?.turn &&
        (item.entry === null || item.entry.status === 'running')),
  );
  if (isAtWork && progress === null) return null;
  if (items.some(({ kind }) => kind === 'live_message')) return null;
  return { agentId, status: progress?.status ?? '' };
}

/** The rows of `after`; those that show the same as before are the same objects. */
export function reuseRows(before: readonly Row[], after: readonly Row[]): readonly Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return after.map((row) => {
    const old = known.get(row.key);
    return old !== undefined && isSameRow(old, row) ? old : row;
  });
}

function isSameRow(a: Row, b: Row): boolean {
  const fields = Object.keys(b) as (keyof Row)[];
  return fields.every((field) => a[field] === b[field]);
}

export function selectList(state: ChatState, items: readonly ViewItem[]): ListState {
  const control: ControlState | undefined = state.conversation?.control;
  const { guidance } = state;
  const isStarting = guidance?.kind === 'start_turn' || guidance?.kind === 'continue_turn';
  return {
    items,
    isLoaded: state.conversation !== null,
    isComplete: state.conversation?.timeline.complete ?? true,
    participants: control?.participants ?? [],
    openTurn: control?.openTurn ?? null,
    nextAgentId: isStarting ? guidance.nextParticipantId : null,
    progress: state.progress,
  };
}

export function isSameList(a: ListState, b: ListState): boolean {
  return (Object.keys(a) as (keyof ListState)[]).every((key) => a[key] === b[key]);
}
