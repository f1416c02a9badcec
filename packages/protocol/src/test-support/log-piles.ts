import type { ConversationEvent } from '../events/event.js';
import { CONVERSATION_ID, LogWriter, ROSTER } from './log-writer.js';

// Long logs, for what folding costs.

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
const CARDS = Array.from({ length: 10 }, (_, index) => ({ ...CARD, partId: `c${index}` }));

/** Turns of a person and an agent that calls a tool; now and then something about an old message. */
export function mixedLog(count: number): ConversationEvent[] {
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

/** The `n`th patch of cards that take turns. */
function patchOf(cards: number, n: number, rest: object = {}): Row {
  const patch = [{ op: 'replace', path: '/data/rows', value: n }];
  const rev = Math.floor(n / cards) + 1;
  return ['card_patched', 0, 'bot', { messageId: 'm', partId: `c${n % cards}`, rev, patch, ...rest }];
}
const feedbackOn = (messageId: string, n: number): Row => [
  'feedback_given',
  0,
  'ada',
  { messageId, rating: n % 3 ? 'up' : null },
];

/** Loads that one person, or one agent, can put on one thing. */
export const PILES: Record<string, (count: number) => ConversationEvent[]> = {
  'feedback on one message': (count) => pile(count, (n) => feedbackOn('m', n)),
  'patches of one card': (count) => pile(count, (n) => patchOf(1, n)),
  'patches of many cards of one message, and feedback on it': (count) =>
    pile(count, (n) => (n % 4 === 3 ? feedbackOn('m', n >> 2) : patchOf(CARDS.length, n - ((n + 1) >> 2)))),
  'patches with a field of a newer version': (count) =>
    pile(count, (n) => patchOf(CARDS.length, n, { x_mood: n })),
  'siblings of one parent': (count) =>
    pile(count, (n) => ['message', n + 2, 'ada', message(`m${n}`, null), TURN]),
  'tool calls of one turn': (count) =>
    pile(count, (n) => {
      const toolCallId = `t${n >> 1}`;
      return n % 2
        ? ['tool_result', 2, 'bot', { toolCallId, output: 1 }]
        : ['tool_call', 2, 'bot', { toolCallId, name: 'x', args: 1 }];
    }),
  'starts of one tool call': (count) =>
    pile(count, (n) =>
      n === 0
        ? ['tool_call', 2, 'bot', { toolCallId: 't', name: 'x', args: 1 }]
        : ['tool_started', 2, 'bot', { toolCallId: 't', argsHash: 'h', attempt: n }],
    ),
  'erasures of messages and of feedback, one by one': (count) => {
    const half = count >> 1;
    const logged = (n: number): Row =>
      n % 2
        ? feedbackOn(`m${n - 1}`, n)
        : ['message', n + 2, 'bot', message(`m${n}`, null, 'assistant'), TURN];
    return pile(count, (n) => (n < half ? logged(n) : ['erased', 0, 'system', { seqs: [n - half + 3] }]));
  },
  'runs, opened and closed': (count) =>
    pile(count, (n) => {
      const [status, previousStatus] = n % 2 ? ['completed', 'running'] : ['running', null];
      return ['run_changed', 0, 'ada', { runId: `r${n >> 1}`, status, previousStatus }];
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
  log.says('bot', 'm', CARDS);
  return [...log.events, ...Array.from({ length: count }, (_, n) => eventAt(n + 3, rowOf(n)))];
}
