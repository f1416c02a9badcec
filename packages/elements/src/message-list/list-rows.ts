import type { ViewItem } from '@agent-chat/client';
import type { ListState } from './list-state.js';
import type { Row, RowNames } from './row.js';
import { type Author, type Facts, factsOf } from './row-facts.js';

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
    const facts = factsOf(item);
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

/** A person who is alone with agents is "you"; an agent without a name has a word for one. */
function namesOf(state: ListState, words: RowNames): (author: Author) => string {
  const names = new Map(state.participants.map((each) => [each.participantId, each.displayName]));
  const isAlone = state.participants.filter(({ kind }) => kind === 'user').length <= 1;
  return ({ id, side }) => {
    const fallback = side === 'user' ? words.you : words.agent;
    return (side === 'user' && isAlone ? '' : names.get(id)) || fallback;
  };
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
