import type { EventItem, ToolItem, ViewItem } from '@agent-chat/client';
import type { ListState } from './list-state.js';
import type { Row, RowNames } from './row.js';
import { type Author, eventTypeOf, type Facts, factsOf } from './row-facts.js';

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
    const kinds = new Map(state.participants.map(({ participantId, kind }) => [participantId, kind]));
    const nameById = (id: string): string =>
      nameOf({ id, side: kinds.get(id) === 'user' ? 'user' : 'agent' });
    const isCrowd = state.participants.filter(({ kind }) => kind === 'user').length > 1;
    const add = (row: Row): void => {
      const known = this.#known.get(row.key);
      rows.set(row.key, known !== undefined && isSameRow(known, row) ? known : row);
    };

    const stepsOf = new Map<number, EventItem[]>();
    let day: number | null = null;
    let author: string | null = null;
    for (const item of state.items) {
      const { isShown, by, otherId, ts, day: itemDay } = this.#factsOf(item);
      if (!isShown || isLaterStep(item, stepsOf)) continue;
      if (itemDay !== null && itemDay !== day) {
        add({ kind: 'day', key: `day:${item.key}`, ts });
        day = itemDay;
        author = null;
      }
      if (by !== null && by.id !== author && (by.side === 'agent' || isCrowd)) {
        add({ kind: 'author', key: `author:${item.key}`, name: nameOf(by), ts, side: by.side });
      }
      author = by?.id ?? null;
      add(rowOf(item, state, { name: by === null ? words.you : nameOf(by), nameById, otherId }));
    }
    for (const [turn, steps] of stepsOf) add(stepsRow(turn, steps, state));

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

/** Takes a step to the others of its turn, and tells whether there were any. */
function isLaterStep(item: ViewItem, stepsOf: Map<number, EventItem[]>): boolean {
  if (item.kind !== 'event' || eventTypeOf(item) !== 'step') return false;
  const steps = stepsOf.get(item.entry.turn);
  if (steps === undefined) stepsOf.set(item.entry.turn, [item]);
  else steps.push(item);
  return steps !== undefined;
}

interface ItemNames {
  /** Of whoever said it. */
  readonly name: string;
  readonly nameById: (id: string) => string;
  readonly otherId: string | null;
}

function rowOf(item: ViewItem, state: ListState, { name, nameById, otherId }: ItemNames): Row {
  switch (item.kind) {
    case 'tool':
      return toolRow(item, state);
    case 'event': {
      const { key, entry } = item;
      // Its place; what it holds is known at the end.
      if (eventTypeOf(item) === 'step') return stepsRow(entry.turn, [item], state);
      const otherName = otherId === null ? '' : nameById(otherId);
      return { kind: 'event', key, item, name: nameById(entry.author), otherName };
    }
    case 'queued_message': {
      const position = state.queue.findIndex(({ messageId }) => messageId === item.queued.messageId) + 1;
      return { kind: 'message', key: item.key, item, name, position };
    }
    default:
      return { kind: 'message', key: item.key, item, name, position: 0 };
  }
}

function isSameRow(a: Row, b: Row): boolean {
  const fields = Object.keys(b) as (keyof Row)[];
  return fields.every((field) => a[field] === b[field] || isSameList(a[field], b[field]));
}

function isSameList(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((item, at) => item === b[at]);
}

function stepsRow(turn: number, steps: readonly EventItem[], { openTurn }: ListState): Row {
  return { kind: 'steps', key: `steps:${turn}`, steps, isRunning: turn === openTurn?.turn };
}

function toolRow(item: ToolItem, { openTurn, approvals }: ListState): Row {
  const isAbandoned = item.turn !== openTurn?.turn;
  const call = openTurn?.toolCalls.find(({ toolCallId }) => toolCallId === item.toolCallId);
  const isAsked = approvals.some(
    ({ subject, resolution }) => resolution === null && subject.toolCallId === item.toolCallId,
  );
  return { kind: 'tool', key: item.key, item, isAbandoned, attempts: call?.attempts ?? 0, isAsked };
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
  if (isWaitingForPeople(state)) return null;
  if (items.some(({ kind }) => kind === 'live_message')) return null;
  return { agentId, status: progress?.status ?? '' };
}

/** The turn is parked: nothing goes on in it before somebody has answered. */
function isWaitingForPeople({ openTurn, approvals, progress }: ListState): boolean {
  if (openTurn === null || progress !== null) return false;
  return (
    openTurn.queries.length > 0 ||
    approvals.some(({ turn, resolution }) => turn === openTurn.turn && resolution === null)
  );
}
