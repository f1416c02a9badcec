import type { EventItem, ToolItem, ViewItem } from '@agent-chat/client';
import { startOfDay } from '../messages/format-time.js';
import type { MessageLikeItem } from '../message/message-view.js';
import type { ListState } from './list-state.js';

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
const NOT_SHOWN: ReadonlySet<string> = new Set([
  'step',
  'usage',
  'action',
  'autopilot_set',
  'budget_set',
  'policy_changed',
  'roster_changed',
  'run_changed',
  'handoff',
]);

/** What an item without a form of its own is about. */
function eventTypeOf({ entry }: EventItem): string {
  return entry.kind === 'event' ? entry.event.type : entry.kind;
}

interface Author {
  readonly id: string;
  readonly side: Side;
}

/** What a row needs to know of its item, which never changes. */
interface Facts {
  readonly isShown: boolean;
  /** `null` for what nobody has said: markers. */
  readonly by: Author | null;
  /** ISO-8601; empty while there is none. */
  readonly ts: string;
  /** The local day, in milliseconds since 1970; `null` while there is no time. */
  readonly day: number | null;
}

/**
 * Makes the rows: what is shown, with a line for each day and for each change of author. It runs
 * for every piece of an answer, so it remembers what it knows of each item, and a row that shows
 * the same as before is the same object.
 */
export class RowBuilder {
  readonly #facts = new WeakMap<ViewItem, Facts>();
  #known: ReadonlyMap<string, Row> = new Map();

  build(state: ListState, words: RowNames): readonly Row[] {
    const rows = new Map<string, Row>();
    const nameOf = namesOf(state, words);
    const isCrowd = state.participants.filter(({ kind }) => kind === 'user').length > 1;
    const add = (row: Row): void => {
      const known = this.#known.get(row.key);
      rows.set(row.key, known !== undefined && isSameRow(known, row) ? known : row);
    };

    let day: number | null = null;
    let author: string | null = null;
    for (const item of state.items) {
      const { isShown, by, ts, day: itemDay } = this.#factsOf(item);
      if (!isShown) continue;
      if (itemDay !== null && itemDay !== day) {
        add({ kind: 'day', key: `day:${item.key}`, ts });
        day = itemDay;
        author = null;
      }
      if (by !== null && by.id !== author && (by.side === 'agent' || isCrowd)) {
        add({ kind: 'author', key: `author:${item.key}`, name: nameOf(by), ts, side: by.side });
      }
      author = by?.id ?? null;
      add(rowOf(item, state, by === null ? words.you : nameOf(by)));
    }

    const typing = typingRow(state);
    if (typing !== null) {
      const by = { id: typing.agentId, side: 'agent' } as const;
      if (by.id !== author)
        add({ kind: 'author', key: 'author:typing', name: nameOf(by), ts: '', side: 'agent' });
      add({ kind: 'typing', key: 'typing', status: typing.status });
    }
    this.#known = rows;
    return [...rows.values()];
  }

  #factsOf(item: ViewItem): Facts {
    const known = this.#facts.get(item);
    if (known !== undefined) return known;
    const ts = timeOf(item);
    const facts = {
      isShown: item.kind !== 'event' || !NOT_SHOWN.has(eventTypeOf(item)),
      by: authorOf(item),
      ts,
      day: ts === '' ? null : startOfDay(new Date(ts)),
    };
    this.#facts.set(item, facts);
    return facts;
  }
}

function isSameRow(a: Row, b: Row): boolean {
  const fields = Object.keys(b) as (keyof Row)[];
  return fields.every((field) => a[field] === b[field]);
}

function rowOf(item: ViewItem, state: ListState, name: string): Row {
  switch (item.kind) {
    case 'tool':
      return { kind: 'tool', key: item.key, item, isAbandoned: item.turn !== state.openTurn?.turn };
    case 'event':
      return { kind: 'event', key: item.key, item };
    default:
      return { kind: 'message', key: item.key, item, name };
  }
}

function authorOf(item: ViewItem): Author | null {
  switch (item.kind) {
    case 'message':
      return { id: item.entry.author, side: item.entry.message.role === 'user' ? 'user' : 'agent' };
    case 'live_message':
    case 'tool':
      return { id: item.author, side: 'agent' };
    case 'event':
      return eventTypeOf(item) === 'thought' ? { id: item.entry.author, side: 'agent' } : null;
    case 'queued_message':
      return { id: item.queued.author, side: 'user' };
    case 'pending_message':
      return { id: '', side: 'user' };
  }
}

/** A person who is alone with agents is "you"; an agent without a name has a word for one. */
function namesOf(state: ListState, words: RowNames): (author: Author) => string {
  const names = new Map(state.participants.map((each) => [each.participantId, each.displayName]));
  const isAlone = state.participants.filter(({ kind }) => kind === 'user').length <= 1;
  return ({ id, side }) => {
    const fallback = side === 'user' ? words.you : words.agent;
    return (side === 'user' && isAlone ? '' : names.get(id)) || fallback;
  };
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
