import {
  type ConversationEvent,
  type ConversationState,
  emptyState,
  foldEvents,
  fromSnapshot,
  type Part,
  parseEvent,
  prepend,
  toSnapshot,
} from '@agent-chat/protocol';
import { GUIDE } from './conversation-script.js';
import { ScriptedClient } from './scripted-client.js';

const CONVERSATION_ID = 'conversation-1';
const STARTED = Date.parse('2026-06-01T08:00:00.000Z');
const MINUTE_MS = 60_000;
const OPERATOR = { operator: true };

/** Texts of very different heights, as conversations have them. */
const ANSWERS = [
  'Yes.',
  'The log is **ordered**. Each event has a `seq`, and a client resumes from the last one that it has applied.',
  'There are three ways:\n\n- over *server-sent events*\n- over a **WebSocket**\n- by long polling',
  '## In short\n\nA conversation is a log. Everything else is a fold over it.\n\n```ts\nconst state = events.reduce(fold, empty);\n```',
  `${'A paragraph that goes on for a while, and says little that is new. '.repeat(6)}\n\nAnd another one.`,
] as const;

/** A log of `messages` messages, by a person and an agent in turn, some of each a day. */
export function longLog(messages: number): ConversationEvent[] {
  const log = [
    eventOf(1, 0, 'system', 'created', {
      participants: [{ participantId: 'visitor-1', kind: 'user', displayName: 'Visitor' }, GUIDE],
      title: 'A long conversation',
    }),
  ];
  for (let index = 0; index < messages; index++) log.push(messageEvent(index));
  return log;
}

/** The message of that number in a long log: a turn of its own. */
export function messageEvent(index: number): ConversationEvent {
  const isPerson = index % 2 === 0;
  const text = isPerson
    ? `Question ${index / 2 + 1}: how does this part work?`
    : `${ANSWERS[((index * 7) >> 1) % ANSWERS.length]}\n\n(${(index + 1) / 2})`;
  return eventOf(index + 2, index + 1, isPerson ? 'visitor-1' : GUIDE.participantId, 'message', {
    messageId: `message-${index}`,
    parentId: index === 0 ? null : `message-${index - 1}`,
    role: isPerson ? 'user' : 'assistant',
    parts: [{ type: 'text', partId: 'p1', text }],
  });
}

const TABLE = '| part | state |\n| --- | --- |\n| the log | **done** |\n| the fold | next |';

/** As `longLog`, but every answer took work: a step, a tool call, its result and thoughts. */
export function workLog(messages: number): ConversationEvent[] {
  const log = longLog(0);
  for (let index = 0; index < messages; index++) {
    const turn = index + 1;
    const answer = messageEvent(index).payload as { readonly parts: readonly Part[] };
    const add = (type: string, payload: unknown, finality: 'none' | 'turn' = 'none') => {
      const author = index % 2 === 0 ? 'visitor-1' : GUIDE.participantId;
      log.push(eventOf(log.length + 1, turn, author, type, payload, finality));
    };
    if (index % 2 === 0) {
      add('message', answer, 'turn');
      continue;
    }
    const toolCallId = `call-${index}`;
    add('step', { node: 'research', status: 'ok', latencyMs: 840, costMicroUsd: 2_100 });
    add('tool_call', { toolCallId, name: 'search', args: { query: `part ${index}`, limit: 5 } });
    add('tool_result', { toolCallId, output: { hits: [{ title: `Part ${index}`, score: 0.9 }] } });
    const thoughts = { type: 'reasoning', partId: 'p0', text: 'The log says it.', durationMs: 1_300 };
    const table = { type: 'text', partId: 'p2', text: TABLE };
    const parts = [thoughts, ...answer.parts, ...(index % 8 === 1 ? [table] : [])];
    add('message', { ...answer, parts }, 'turn');
  }
  return log;
}

function eventOf(
  seq: number,
  turn: number,
  author: string,
  type: string,
  payload: unknown,
  finality: 'none' | 'turn' = turn === 0 ? 'none' : 'turn',
): ConversationEvent {
  return parseEvent({
    conversationId: CONVERSATION_ID,
    seq,
    turn,
    ts: new Date(STARTED + seq * 11 * MINUTE_MS).toISOString(),
    author,
    type,
    finality,
    audience: 'everyone',
    payload,
  });
}

export function foldLog(log: readonly ConversationEvent[]): ConversationState {
  return foldEvents(emptyState(CONVERSATION_ID), log);
}

/**
 * A client that has the newest `known` messages of a log, and gets `page` older events each time
 * that it asks. The states are those that a real one has.
 */
export function partialClient(
  log: readonly ConversationEvent[],
  known: number,
  page: number,
): ScriptedClient {
  const whole = foldLog(log);
  const newest: unknown = JSON.parse(JSON.stringify(toSnapshot(whole, OPERATOR, known)));
  const client = new ScriptedClient(null, {
    conversation: fromSnapshot(newest as Parameters<typeof fromSnapshot>[0]),
    history: { status: 'partial', error: null },
  });
  client.answerOlder = async () => {
    client.update({ history: { status: 'loading', error: null } });
    await new Promise((resolve) => setTimeout(resolve));
    const conversation = client.getState().conversation!;
    const before = conversation.timeline.fromSeq;
    const fromSeq = Math.max(1, before - page);
    const events = log.slice(fromSeq - 1, before - 1);
    client.update({
      conversation: prepend(conversation, { events, annotations: [], fromSeq }),
      history: { status: fromSeq === 1 ? 'complete' : 'partial', error: null },
    });
  };
  return client;
}
