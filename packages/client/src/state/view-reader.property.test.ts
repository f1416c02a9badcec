import {
  type ConversationState,
  emptyState,
  foldEvent,
  foldEvents,
  prepend,
  toSnapshot,
} from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answered,
  cleared,
  CONVERSATION_ID,
  created,
  type EventSeed,
  eventAt,
  queued,
  said,
  started,
  text,
} from '../test-support/events.js';
import { chained } from '../test-support/frames.js';
import type { ChatState } from './chat-state.js';
import { readSnapshot } from './read-snapshot.js';
import { createViewReader, selectView } from './view.js';

const RUNS = { numRuns: FULL ? 3_000 : 200, seed: 2026 };

const OPS = [
  ...(['said', 'edited', 'started', 'stepped', 'answered', 'steered', 'call', 'result', 'thought'] as const),
  ...(['cleared', 'selected', 'note', 'queued', 'reused'] as const),
];
type Op = readonly [(typeof OPS)[number], number];

/** A log in which anything follows on anything, as a client may be given it. */
function seedsOf(ops: readonly Op[]): EventSeed[] {
  const seeds: EventSeed[] = [created];
  const ids: string[] = [];
  let turn = 0;
  let isOpen = false;
  let tip: string | null = null;
  const message = (seed: EventSeed, parentId: string | null): void => {
    const messageId = `m${ids.length}`;
    seeds.push({ ...seed, payload: { ...(seed.payload as object), messageId, parentId } });
    ids.push(messageId);
    tip = messageId;
    isOpen = isOpen && seed.finality !== 'turn';
  };
  const any = (n: number): string | null => ids[n % Math.max(1, ids.length)] ?? null;
  for (const [op, n] of ops) {
    if (!isOpen && ['said', 'edited', 'started', 'stepped', 'call', 'reused'].includes(op)) turn += 1;
    switch (op) {
      case 'said':
        message(said(turn, '', 'Hi', `r${ids.length}`), tip);
        break;
      case 'reused':
        message(said(turn, '', 'Hi', `r${n % 3}`), tip);
        break;
      case 'edited':
        message(said(turn, '', 'No, this', `r${ids.length}`), any(n));
        break;
      case 'started':
        seeds.push(started(turn, seeds.length));
        isOpen = true;
        break;
      case 'stepped':
        isOpen = true;
        message(answered(turn, '', [text('A step')], 'none'), tip);
        break;
      case 'answered':
        message(answered(turn, '', [text('Done')]), tip);
        break;
      case 'steered':
        message({ ...said(turn, '', 'By the way'), finality: 'none' }, tip);
        break;
      case 'call':
      case 'thought': {
        const payload = op === 'call' ? { toolCallId: `t${n % 4}`, name: 'x', args: {} } : { text: 'Hm' };
        seeds.push({ type: op === 'call' ? 'tool_call' : op, turn, author: 'bot', payload });
        break;
      }
      case 'result':
        seeds.push({
          type: 'tool_result',
          turn,
          author: 'bot',
          payload: { toolCallId: `t${n % 4}`, output: 1 },
        });
        break;
      case 'cleared':
        seeds.push(cleared(Math.max(1, turn - (n % 2)), ['lost', 'restart', 'stopped', 'idle'][n % 4] ?? ''));
        isOpen = false;
        break;
      case 'selected':
        tip = any(n);
        seeds.push({
          type: 'branch_selected',
          author: 'ada',
          payload: { tipMessageId: tip, reason: 'chosen' },
        });
        break;
      case 'note':
        seeds.push({ type: 'note', author: 'system', payload: { text: 'Note' } });
        break;
      case 'queued':
        seeds.push(queued(`q${seeds.length}`, 'Later', `r${ids.length}`));
        break;
    }
  }
  return seeds;
}

const REST: Omit<ChatState, 'conversation'> = {
  connection: { status: 'live', transport: 'sse', fallback: null, attempt: 0, retryAt: null, error: null },
  history: { status: 'complete', error: null },
  drafts: [],
  pending: [],
  sent: [],
  guidance: null,
  progress: null,
  presence: [],
  typing: [],
};

function stateOf(conversation: ConversationState | null): ChatState {
  return { ...REST, conversation };
}

const ops = fc.array(fc.tuple(fc.constantFrom(...OPS), fc.nat(20)), { maxLength: 60 });

describe('a reader that follows a conversation', () => {
  it('shows at every event what one that reads all of it shows', () => {
    fc.assert(
      fc.property(ops, fc.nat(5), (given, skipped) => {
        const log = seedsOf(given).map((seed, index) => eventAt(index + 1, seed));
        const read = createViewReader();
        let state = emptyState(CONVERSATION_ID);
        log.forEach((event, index) => {
          state = foldEvent(state, event);
          if (index % (skipped + 1) !== 0) return;
          const view = read(stateOf(state));
          // Folded anew, so that nothing that the reader has made is remembered.
          const whole = foldEvents(emptyState(CONVERSATION_ID), log.slice(0, index + 1));
          expect([...view.logged, ...view.rest]).toEqual(selectView(stateOf(whole)));
        });
      }),
      RUNS,
    );
  });

  it('goes on when older history or another snapshot comes', () => {
    fc.assert(
      fc.property(ops, fc.nat(30), fc.nat(30), (given, known, later) => {
        const log = seedsOf(given).map((seed, index) => eventAt(index + 1, seed));
        const snapshotOf = (length: number): ConversationState => {
          const folded = foldEvents(emptyState(CONVERSATION_ID), log.slice(0, length));
          return readSnapshot(JSON.parse(JSON.stringify(toSnapshot(folded, { operator: true }, known))))!;
        };
        const read = createViewReader();
        const check = (state: ConversationState, same: ConversationState): void => {
          const view = read(stateOf(state));
          expect([...view.logged, ...view.rest]).toEqual(selectView(stateOf(same)));
        };
        const at = Math.max(1, log.length - later);
        check(snapshotOf(at), snapshotOf(at));
        const page = (state: ConversationState): ConversationState =>
          prepend(state, { events: log.slice(0, state.timeline.fromSeq - 1), annotations: [], fromSeq: 1 });
        check(page(snapshotOf(at)), page(snapshotOf(at)));
        check(snapshotOf(log.length), snapshotOf(log.length));
      }),
      RUNS,
    );
  });

  it('keeps what it showed: one more event makes one more item', () => {
    const seeds = Array.from({ length: 101 }, (_, index) => said(index + 1, `m${index}`, 'Hi'));
    const log = chained(null, ...seeds).map((seed, index) => eventAt(index + 2, seed));
    const last = log.pop()!;
    const first = foldEvents(emptyState(CONVERSATION_ID), [eventAt(1, created), ...log]);
    const read = createViewReader();
    const before = read(stateOf(first));
    expect(read(stateOf(first))).toBe(before);
    const next = foldEvent(first, last);
    const after = read(stateOf(next));
    expect([...after.logged].filter((item, index) => item !== before.logged.at(index))).toHaveLength(1);
    expect(after.logged.firstDifference(before.logged)).toBe(100);
    expect(before.logged.length).toBe(100);
  });

  it('takes back what it showed of a turn that an edit has left beside the path', () => {
    const link = (seed: EventSeed, messageId: string, parentId: string | null): EventSeed => ({
      ...seed,
      payload: { ...(seed.payload as object), messageId, parentId },
    });
    const thought: EventSeed = { type: 'thought', turn: 2, author: 'bot', payload: { text: 'Hm' } };
    const open = [created, link(said(1, '', 'Hi'), 'm0', null), started(2), thought];
    const answer = link(answered(2, '', [text('Well')]), 'm1', 'm0');
    const edit = link(said(3, '', 'No, this'), 'm2', 'm0');
    const log = [...open, answer, edit].map((seed, index) => eventAt(index + 1, seed));
    const before = foldEvents(emptyState(CONVERSATION_ID), log.slice(0, 4));
    const read = createViewReader();
    const shown = (state: ConversationState): string[] =>
      [...read(stateOf(state)).logged].map(({ key }) => key);
    expect(shown(before)).toEqual(['message:m0', 'event:4']);
    const after = foldEvents(before, log.slice(4));
    expect(shown(after)).toEqual(['message:m0', 'message:m2']);
  });
});
