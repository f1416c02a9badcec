import type { EventItem, ToolItem, ViewItem } from '@agent-chat/client';
import { PersistentList } from '@agent-chat/protocol';
import type { ListState } from './list-state.js';
import type { Row, RowNames } from './row.js';
import { type Author, eventTypeOf, type Facts, factsOf } from './row-facts.js';
import { RowList } from './row-list.js';
import { type Scene, sceneOf } from './row-scene.js';
import { isToolAtWork, whoIsAtWork } from './who-is-at-work.js';

/** After such a pause an author is named again, with the time. */
const PAUSE_MS = 5 * 60_000;

/** What a row depends on of those before it. */
interface Place {
  readonly day: number | null;
  readonly ms: number | null;
  /** Who has spoken last; `null` after what nobody has said. */
  readonly author: string | null;
  /** Whether the row before is a message of a person. */
  readonly isAfterPerson: boolean;
}

const START: Place = { day: null, ms: null, author: null, isAfterPerson: false };

/** What of the open turn shows in the rows of its tools and steps, and in what waits for its end. */
type Work = Pick<ListState, 'openTurn' | 'approvals' | 'queue'>;

/** The steps of a turn are one row, where the first of them stands. */
interface Steps {
  /** The index of the first item, and of the row. */
  readonly item: number;
  readonly row: number;
  readonly steps: EventItem[];
}

/** The rows of what is logged, and how they came about. What can grow goes over to the next. */
interface LoggedRows {
  readonly scene: Scene;
  readonly work: Work;
  readonly items: PersistentList<ViewItem>;
  readonly rows: PersistentList<Row>;
  /** After each item: how many rows there are, and what the next depends on. */
  readonly ends: { readonly rows: number; readonly place: Place }[];
  readonly stepsOf: Map<number, Steps>;
  readonly isToolAtWork: boolean;
}

/**
 * Makes the rows: what is shown, with a line for each day and for each change of author. It runs
 * for every piece of an answer, so the rows of what is logged are taken over as they are, and what
 * is added to the log adds rows to them.
 */
export class RowBuilder {
  readonly #facts = new WeakMap<ViewItem, Facts>();
  #scene: Scene | null = null;
  #logged: LoggedRows | null = null;
  #list = RowList.EMPTY;
  #hadMore = false;

  /** @param unreadKey the key of the first item that came while the reader was away */
  build(state: ListState, words: RowNames, unreadKey: string | null = null): RowList {
    this.#scene = sceneOf(state.participants, words, unreadKey, this.#scene);
    const logged = this.#loggedRows(state, this.#scene);
    const rest = this.#restRows(state, this.#scene, logged);
    this.#list = this.#list.with(this.#head(state), logged.rows, rest);
    return this.#list;
  }

  /** The key of the row that shows this message, of the newest list; `null`: none does. */
  keyOfMessage(messageId: string): string | null {
    for (const item of this.#logged?.items ?? []) {
      if (item.kind === 'message' && item.entry.message.messageId === messageId) return item.key;
    }
    return null;
  }

  #loggedRows({ logged: items, openTurn, approvals, queue }: ListState, scene: Scene): LoggedRows {
    const known = this.#logged;
    const work = { openTurn, approvals, queue };
    const isSameScene = known?.scene === scene;
    if (isSameScene && known.items === items && isSameWork(known.work, work)) return known;
    const kept = isSameScene ? unchanged(known, items, work) : 0;
    const ends = isSameScene ? known.ends : [];
    const stepsOf = isSameScene ? known.stepsOf : new Map<number, Steps>();
    let rows = (known?.rows ?? PersistentList.empty<Row>()).truncate(ends[kept - 1]?.rows ?? 0);
    const keptRows = rows.length;
    const added: Row[] = [];
    ends.length = kept;
    if (isSameScene) forgetSteps(stepsOf, known.items, kept);

    let place = ends[kept - 1]?.place ?? START;
    const moreSteps = new Set<number>();
    for (let index = kept; index < items.length; index++) {
      const item = items.at(index) as ViewItem;
      if (isStep(item)) {
        const { turn } = item.entry;
        moreSteps.add(turn);
        const steps = stepsOf.get(turn)?.steps;
        steps?.push(item);
        if (steps === undefined) {
          place = this.#addItem(item, scene, work, place, added);
          stepsOf.set(turn, { item: index, row: keptRows + added.length - 1, steps: [item] });
        }
      } else {
        place = this.#addItem(item, scene, work, place, added);
      }
      ends.push({ rows: keptRows + added.length, place });
    }
    for (const turn of moreSteps) {
      const { row, steps } = stepsOf.get(turn) as Steps;
      const changed = stepsRow(turn, [...steps], work);
      if (row < keptRows) rows = rows.set(row, changed);
      else added[row - keptRows] = changed;
    }
    rows = rows.pushAll(added);
    this.#logged = { scene, work, items, rows, ends, stepsOf, isToolAtWork: isToolAtWork(items, openTurn) };
    return this.#logged;
  }

  #restRows(state: ListState, scene: Scene, logged: LoggedRows): Row[] {
    const rows: Row[] = [];
    let place = logged.ends.at(-1)?.place ?? START;
    for (const item of state.rest) place = this.#addItem(item, scene, state, place, rows);
    const working = whoIsAtWork(state, logged.isToolAtWork);
    if (working !== null) {
      const by: Author = { id: working.agentId, side: 'agent' };
      if (by.id !== place.author) rows.push(authorRow('typing', by, '', scene));
      const name = scene.isCrowd.agent ? scene.nameOf(by) : '';
      rows.push({ kind: 'typing', key: 'typing', name, status: working.status });
    }
    // What an agent writes is seen as it is written.
    const writing = state.typing.filter((id) => scene.isPerson(id));
    if (writing.length > 0)
      rows.push({ kind: 'writing', key: 'writing', names: writing.map(scene.nameById) });
    return rows;
  }

  /** Adds the rows of one item, and says what the next one depends on. */
  #addItem(item: ViewItem, scene: Scene, work: Work, place: Place, rows: Row[]): Place {
    const { isShown, by, otherId, ts, ms, day } = this.#factsOf(item);
    if (!isShown) return place;
    let { author, isAfterPerson } = place;
    const breakOff = (row: Row): void => {
      rows.push(row);
      author = null;
      isAfterPerson = false;
    };
    if (day !== null && day !== place.day) breakOff({ kind: 'day', key: `day:${item.key}`, ts });
    if (item.key === scene.unreadKey) breakOff({ kind: 'unread', key: 'unread' });
    if (ms !== null && place.ms !== null && ms - place.ms >= PAUSE_MS) author = null;
    if (by !== null && by.id !== author && (by.side === 'agent' || scene.isCrowd.user)) {
      rows.push(authorRow(item.key, by, ts, scene));
      isAfterPerson = false;
    }
    switch (item.kind) {
      case 'tool':
        rows.push(toolRow(item, work));
        break;
      case 'event':
        rows.push(isStep(item) ? stepsRow(item.entry.turn, [item], work) : eventRow(item, otherId, scene));
        break;
      default: {
        const name = by === null ? scene.words.you : scene.nameOf(by);
        const isGrouped = isAfterPerson && by?.side === 'user';
        rows.push({
          kind: 'message',
          key: item.key,
          item,
          name,
          isGrouped,
          position: positionOf(item, work),
        });
      }
    }
    return {
      day: day ?? place.day,
      ms: ms ?? place.ms,
      author: by?.id ?? null,
      isAfterPerson: by?.side === 'user',
    };
  }

  /** The beginning is worth a word where it took some scrolling to get there. */
  #head({ history: { status }, isLoaded }: ListState): readonly Row[] {
    if (status !== 'complete') this.#hadMore = isLoaded;
    if (!this.#hadMore) return [];
    const known = this.#list.head;
    if (known[0]?.kind === 'history' && known[0].status === status) return known;
    return [{ kind: 'history', key: 'history', status }];
  }

  #factsOf(item: ViewItem): Facts {
    const known = this.#facts.get(item);
    if (known !== undefined) return known;
    const facts = factsOf(item);
    this.#facts.set(item, facts);
    return facts;
  }
}

/** How many items from the start on have the rows that they had. */
function unchanged(
  { items, work, stepsOf }: LoggedRows,
  after: PersistentList<ViewItem>,
  workAfter: Work,
): number {
  // Nothing is ever put before the first item of a view: its positions are indexes.
  let kept = items.firstDifference(after);
  while (kept < items.length && kept < after.length && items.at(kept) === after.at(kept)) kept += 1;
  if (!isSameWork(work, workAfter)) kept = Math.min(kept, firstAtWork(after, kept, work, workAfter));
  // A step that is added again is added to the row of the first.
  for (let index = items.length - 1; index >= kept; index--) {
    const item = items.at(index) as ViewItem;
    if (isStep(item)) kept = Math.min(kept, stepsOf.get(item.entry.turn)?.item ?? kept);
  }
  return kept;
}

/** Without the steps of the turns whose first step is no more among what is kept. */
function forgetSteps(stepsOf: Map<number, Steps>, items: PersistentList<ViewItem>, kept: number): void {
  for (let index = kept; index < items.length; index++) {
    const item = items.at(index) as ViewItem;
    if (isStep(item) && (stepsOf.get(item.entry.turn)?.item ?? 0) >= kept) stepsOf.delete(item.entry.turn);
  }
}

/** The first of the items before `end` that shows how the turn that was open, or is, gets on. */
function firstAtWork(items: PersistentList<ViewItem>, end: number, before: Work, after: Work): number {
  const turn = Math.min(before.openTurn?.turn ?? Infinity, after.openTurn?.turn ?? Infinity);
  let first = end;
  for (let index = end - 1; index >= 0; index--) {
    const item = items.at(index) as ViewItem;
    const itemTurn = 'entry' in item ? (item.entry?.turn ?? 0) : 0;
    if (itemTurn !== 0 && itemTurn < turn) break;
    if (item.kind === 'tool' || isStep(item)) first = index;
  }
  return first;
}

function isSameWork(a: Work, b: Work): boolean {
  return (
    a.openTurn?.turn === b.openTurn?.turn &&
    a.openTurn?.toolCalls === b.openTurn?.toolCalls &&
    a.approvals === b.approvals
  );
}

function isStep(item: ViewItem): item is EventItem {
  return item.kind === 'event' && eventTypeOf(item) === 'step';
}

function authorRow(key: string, by: Author, ts: string, { nameOf, hueOf }: Scene): Row {
  const { id: participantId, side } = by;
  const row = { participantId, name: nameOf(by), ts, side, hue: hueOf(by) };
  return { kind: 'author', key: `author:${key}`, ...row };
}

function stepsRow(turn: number, steps: readonly EventItem[], { openTurn }: Work): Row {
  return { kind: 'steps', key: `steps:${turn}`, steps, isRunning: turn === openTurn?.turn };
}

function toolRow(item: ToolItem, { openTurn, approvals }: Work): Row {
  const isAbandoned = item.turn !== openTurn?.turn;
  const call = openTurn?.toolCalls.find(({ toolCallId }) => toolCallId === item.toolCallId);
  const isAsked = approvals.some(
    ({ subject, resolution }) => resolution === null && subject.toolCallId === item.toolCallId,
  );
  return { kind: 'tool', key: item.key, item, isAbandoned, attempts: call?.attempts ?? 0, isAsked };
}

function positionOf(item: ViewItem, { queue }: Work): number {
  if (item.kind !== 'queued_message') return 0;
  return queue.findIndex(({ messageId }) => messageId === item.queued.messageId) + 1;
}

function eventRow(item: EventItem, otherId: string | null, { nameById }: Scene): Row {
  const otherName = otherId === null ? '' : nameById(otherId);
  return { kind: 'event', key: item.key, item, name: nameById(item.entry.author), otherName };
}
