// What folding a log costs, as ratios of one run: against JSON.parse of the same events, at four
// lengths, and for what one person can pile up on one message.
import { performance } from 'node:perf_hooks';
import { describe, it } from 'vitest';
import type { ConversationEvent } from '../src/events/event.js';
import { emptyState, foldEvent, foldEvents } from '../src/fold/fold.js';
import { prepend } from '../src/fold/prepend.js';
import { fromSnapshot, toSnapshot } from '../src/fold/snapshot.js';
import type { ConversationState } from '../src/fold/state.js';
import { CONVERSATION_ID, LogWriter, ROSTER } from '../src/test-support/log-writer.js';

type Row = [type: string, turn: number, author: string, payload: unknown, rest?: object];

function eventAt(seq: number, [type, turn, author, payload, rest]: Row): ConversationEvent {
  const ts = new Date(1_700_000_000_000 + seq).toISOString();
  const head = { conversationId: CONVERSATION_ID, seq, turn, ts, author, type, finality: 'none' };
  return { ...head, audience: 'everyone', payload, ...rest } as ConversationEvent;
}

const message = (
  messageId: string,
  parentId: string | null,
  role = 'user',
  parts: object[] = [],
): object => ({
  messageId,
  parentId,
  role,
  parts: [{ type: 'text', partId: 'p1', text: 'What is the way to the station, please? ' }, ...parts],
});
const TURN = { finality: 'turn' };
const CARD = { type: 'card', partId: 'c', card: { type: 'table', version: 1, data: { rows: 0 } } };

/** Turns of a person and an agent that calls a tool; now and then something about an old message. */
function mixed(count: number): ConversationEvent[] {
  const events = [eventAt(1, ['created', 0, 'system', { participants: ROSTER }])];
  const add = (...row: Row): number => events.push(eventAt(events.length + 1, row));
  for (let n = 0; events.length < count; n++) {
    const turn = 2 * n + 2;
    const execution = { executionId: `e${n}`, agentId: 'bot', turn, fence: n, attempt: 1 };
    const usage = { model: 'small', inputTokens: 900, outputTokens: 90, costMicroUsd: 1_200, latencyMs: 700 };
    const old = n >> 1;
    add('message', turn - 1, 'ada', message(`u${n}`, n === 0 ? null : `a${n - 1}`), TURN);
    add('execution_started', 0, 'system', execution);
    add('step', turn, 'bot', { node: 'plan', status: 'ok', latencyMs: 12 });
    add('tool_call', turn, 'bot', { toolCallId: `t${n}`, name: 'search', args: { query: 'station' } });
    add('tool_started', turn, 'bot', { toolCallId: `t${n}`, argsHash: 'h', attempt: 1 });
    add('tool_result', turn, 'bot', { toolCallId: `t${n}`, output: [{ title: 'A map', score: 3 }] });
    add('usage', turn, 'bot', usage, { audience: 'operators' });
    add('message', turn, 'bot', message(`a${n}`, `u${n}`, 'assistant', [CARD]), TURN);
    add('feedback_given', 0, 'ada', { messageId: `a${old}`, rating: n % 2 ? 'up' : 'down' });
    const patch = [{ op: 'replace', path: '/data/rows', value: n }];
    add('card_patched', 0, 'bot', { messageId: `a${n}`, partId: 'c', rev: 1, patch });
  }
  return events.slice(0, count);
}

/** Milliseconds of the fastest of a few runs. */
function timeOf(work: () => void, runs = 3): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const start = (): ConversationState => emptyState(CONVERSATION_ID);
const show = (text: string): void => console.log(text);

describe('folding a log', { timeout: 300_000 }, () => {
  it('is linear', () => {
    const all = mixed(100_000);
    const jsons = all.map((event) => JSON.stringify(event));
    const floor = timeOf(() => jsons.forEach((json) => JSON.parse(json)));
    foldEvents(start(), all);
    let each = 0;
    for (const count of [10_000, 20_000, 50_000, 100_000]) {
      const events = all.slice(0, count);
      const time = timeOf(() => foldEvents(start(), events));
      each ||= time / count;
      show(
        `${count} events: ${((time * 1_000) / count).toFixed(2)} us an event, ` +
          `${(time / count / each).toFixed(2)} x of 10,000, ${(time / ((floor * count) / 100_000)).toFixed(2)} x JSON.parse`,
      );
    }
  });

  it('costs the same for one more event, however long the log', () => {
    const next = mixed(100_011);
    const times = [10, 1_000, 100_000].map((count) => {
      const state = foldEvents(start(), next.slice(0, count));
      const more = next.slice(count, count + 10);
      return timeOf(() => {
        for (let turn = 0; turn < 2_000; turn++) foldEvents(state, more);
      });
    });
    show(
      `one more event at 10, 1,000 and 100,000: ${times.map((time) => (time / times[0]!).toFixed(2)).join(' : ')}`,
    );
  });

  it('reads a snapshot of 100 entries and a page of history at any length', () => {
    for (const count of [1_000, 100_000]) {
      const events = mixed(count);
      const state = foldEvents(start(), events);
      const taken = timeOf(() => toSnapshot(state, { operator: true }, 100));
      const short = fromSnapshot(toSnapshot(state, { operator: true }, 100));
      const bound = short.timeline.fromSeq;
      const page = { events: events.slice(bound - 201, bound - 1), annotations: [], fromSeq: bound - 200 };
      const prepended = timeOf(() => prepend(short, page));
      show(`at ${count}: a snapshot ${taken.toFixed(2)} ms, a page of 200 ${prepended.toFixed(2)} ms`);
    }
  });
});

/** As many patches as a card takes, and more events than a turn takes tool calls. */
const COUNT = 10_000;

/** Loads that one person, or one agent, can put on one thing. */
const PILES: Record<string, (count: number) => ConversationEvent[]> = {
  'feedback on one message': (count) =>
    pile(count, (n) => ['feedback_given', 0, 'ada', { messageId: 'm', rating: n % 3 ? 'up' : null }]),
  'patches of one card': (count) =>
    pile(count, (n) => [
      'card_patched',
      0,
      'bot',
      { messageId: 'm', partId: 'c', rev: n + 1, patch: [{ op: 'replace', path: '/data/rows', value: n }] },
    ]),
  'siblings of one parent': (count) =>
    pile(count, (n) => ['message', n + 2, 'ada', message(`m${n}`, null), TURN]),
  'tool calls of one turn': (count) =>
    pile(count, (n) => {
      const toolCallId = `t${n >> 1}`;
      return n % 2
        ? ['tool_result', 2, 'bot', { toolCallId, output: 1 }]
        : ['tool_call', 2, 'bot', { toolCallId, name: 'x', args: 1 }];
    }),
  'patches of the state of one run': (count) =>
    pile(count, (n) =>
      n === 0
        ? ['run_changed', 0, 'ada', { runId: 'r', status: 'running', previousStatus: null }]
        : ['state_patched', 0, 'bot', { runId: 'r', patch: [{ op: 'add', path: `/k${n % 100}`, value: n }] }],
    ),
};

function pile(count: number, rowOf: (n: number) => Row): ConversationEvent[] {
  const log = new LogWriter();
  log.write('created', 'system', { participants: [...ROSTER] });
  log.says('bot', 'm', [CARD]);
  return [...log.events, ...Array.from({ length: count }, (_, n) => eventAt(n + 3, rowOf(n)))];
}

describe('what can be piled up', { timeout: 300_000 }, () => {
  it.each(Object.keys(PILES))('%s', (name) => {
    const [few, many] = [COUNT / 4, COUNT].map((count) => {
      const events = PILES[name]!(count);
      return timeOf(() => foldEvents(start(), events), 2);
    }) as [number, number];
    show(`${COUNT} ${name}: ${many.toFixed(0)} ms, ${(many / few).toFixed(1)} x a quarter of them`);
  });

  it('what waits for one message that is not loaded', () => {
    const [few, many] = [COUNT / 4, COUNT].map((count) => {
      const events = PILES['feedback on one message']!(count);
      const { control } = foldEvents(start(), events.slice(0, 2));
      const unloaded = { control, timeline: { ...start().timeline, fromSeq: 3 } };
      const page = { events: events.slice(0, 2), annotations: [], fromSeq: 1 };
      return timeOf(() => prepend(events.slice(2).reduce(foldEvent, unloaded), page), 2);
    }) as [number, number];
    show(`${COUNT} waiting: ${many.toFixed(0)} ms, ${(many / few).toFixed(1)} x a quarter of them`);
  });
});
