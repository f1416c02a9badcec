import type { Caller, ConversationEvent, MethodParams } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import type { EventStore } from '../../ports/event-store.js';
import {
  ADA,
  agent,
  closes,
  create,
  EVE,
  framesUntil,
  logOf,
  OPERATOR,
  PARTICIPANTS,
  say,
  start,
  visitor,
  whole,
} from '../../test-support/orchestrator-fixture.js';

const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
const OTHER: Caller = { kind: 'agent', tenant: 'default', participantId: 'other' };
const EVA: Caller = { kind: 'member', tenant: 'default', participantId: 'eva' };

let requests = 0;
const command = () => ({ conversationId: 'c1', clientRequestId: `trace-${++requests}` });
const trace = (
  type: MethodParams<'sendTrace'>['type'],
  payload: object,
  rest: object = {},
): MethodParams<'sendTrace'> => ({ ...command(), type, payload, ...rest });
const called = (toolCallId = 't1') => trace('tool_call', { toolCallId, name: 'look', args: {} });

async function conversation(options: Parameters<typeof start>[1] = {}) {
  const { orchestrator, store } = start({}, options);
  const ada = orchestrator.as(ADA);
  await ada.call('createConversation', {
    ...command(),
    participants: [
      ...PARTICIPANTS,
      { participantId: 'other', kind: 'agent', displayName: 'Other' },
      { participantId: 'eva', kind: 'user', displayName: 'Eva' },
    ],
  });
  const bot = orchestrator.as(BOT);
  return { orchestrator, store, ada, bot, other: orchestrator.as(OTHER), eva: orchestrator.as(EVA) };
}

/** The code that a call is refused with; it must write nothing. */
async function refusal(api: ConversationApi, params: MethodParams<'sendTrace'>): Promise<string> {
  const before = await logOf(api);
  const error = await api.call('sendTrace', params).then(
    () => null,
    (reason: { code: string }) => reason,
  );
  expect(await logOf(api)).toHaveLength(before.length);
  return error?.code ?? 'accepted';
}

describe('an agent that writes by commands', () => {
  it('opens its turn by a trace, calls tools in their order, and closes by a message', async () => {
    const { ada, bot } = await conversation();
    const { seq: lastClosedSeq } = await ada.call('sendMessage', say('Hello'));
    await bot.call('sendTrace', trace('thought', { text: 'Hm.' }, { lastClosedSeq }));
    expect(await refusal(bot, trace('tool_result', { toolCallId: 't1', output: 1 }))).toBe('InvalidMessage');
    await bot.call('sendTrace', called());
    expect(await refusal(bot, called())).toBe('InvalidMessage');
    await bot.call('sendTrace', trace('tool_started', { toolCallId: 't1', argsHash: 'h', attempt: 1 }));
    await bot.call('sendTrace', trace('tool_result', { toolCallId: 't1', output: 1 }));
    expect(await refusal(bot, trace('tool_result', { toolCallId: 't1', output: 2 }))).toBe('InvalidMessage');
    await bot.call('sendMessage', say('Hi'));
    const log = await logOf(ada);
    expect(log.slice(lastClosedSeq).map((event) => [event.turn, event.author, event.type])).toEqual([
      [2, 'bot', 'thought'],
      [2, 'bot', 'tool_call'],
      [2, 'bot', 'tool_started'],
      [2, 'bot', 'tool_result'],
      [2, 'bot', 'message'],
    ]);
  });

  it('has one winner of several that open the turn', async () => {
    const { ada, bot, other } = await conversation();
    const { seq: lastClosedSeq } = await ada.call('sendMessage', say('Hello'));
    const results = await Promise.allSettled(
      [bot, other, bot, other].map((api) =>
        api.call('sendTrace', trace('thought', { text: 'Me.' }, { lastClosedSeq })),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CasConflict' });
    }
    expect(await refusal(bot, trace('thought', { text: 'Late.' }, { lastClosedSeq: 0 }))).toBe('CasConflict');
  });

  it('shows to all what opens a turn, and its costs to operators', async () => {
    const { orchestrator, ada, bot } = await conversation();
    const usage = { model: 'm', inputTokens: 1, outputTokens: 1, latencyMs: 1 };
    expect(await refusal(bot, trace('usage', usage))).toBe('InvalidAudience');
    expect(await refusal(bot, trace('thought', { text: 'x' }, { audience: ['bot'] }))).toBe(
      'InvalidAudience',
    );
    await bot.call('sendTrace', trace('thought', { text: 'x' }));
    expect(await refusal(bot, trace('thought', { text: 'x' }, { audience: ['nobody'] }))).toBe(
      'InvalidAudience',
    );
    await bot.call('sendTrace', trace('thought', { text: 'mine' }, { audience: ['bot'] }));
    await bot.call('sendTrace', trace('usage', usage));
    const types = async (api: ConversationApi) => (await logOf(api)).slice(1).map((event) => event.type);
    expect(await types(ada)).toEqual(['thought']);
    expect(await types(bot)).toEqual(['thought', 'thought', 'usage']);
    expect(await types(orchestrator.as(OPERATOR))).toEqual(['thought', 'thought', 'usage']);
  });

  it('says what became of a call to those who saw the call', async () => {
    const { ada, bot } = await conversation();
    await bot.call('sendTrace', trace('thought', { text: 'x' }));
    await bot.call('sendTrace', { ...called(), audience: ['bot'] });
    const result = { toolCallId: 't1', output: 'private' };
    expect(await refusal(bot, trace('tool_result', result, { audience: 'everyone' }))).toBe(
      'InvalidAudience',
    );
    await bot.call('sendTrace', trace('tool_result', result));
    expect(JSON.stringify(await logOf(ada))).not.toContain('private');
    expect(await refusal(bot, trace('query', { queryId: 'q', text: '?' }, { audience: ['ada'] }))).toBe(
      'InvalidAudience',
    );
  });

  it.each<[string, MethodParams<'sendTrace'>, string]>([
    ['what is no thought', trace('thought', { words: 1 }), 'InvalidMessage'],
    ['a call without a name', trace('tool_call', { toolCallId: 't1' }), 'InvalidMessage'],
    ['a result when its turn is over', trace('tool_result', { toolCallId: 't1', output: 1 }), 'TurnClosed'],
    [
      'a start when its turn is over',
      trace('tool_started', { toolCallId: 't', argsHash: '', attempt: 1 }),
      'TurnClosed',
    ],
    ['an answer to nothing', trace('answer', { queryId: 'q', text: 'x' }), 'TurnClosed'],
    ['what is too large', trace('thought', { text: 'x'.repeat(70_000) }), 'PayloadTooLarge'],
  ])('is refused %s', async (_, params, code) => {
    const { bot } = await conversation();
    expect(await refusal(bot, params)).toBe(code);
  });

  it('is refused a result that is both or neither, an approval, and the id of a message', async () => {
    const { ada, bot } = await conversation();
    const { messageId } = await ada.call('sendMessage', say('Hello'));
    await bot.call('sendTrace', called());
    expect(await refusal(bot, trace('tool_result', { toolCallId: 't1' }))).toBe('InvalidMessage');
    const started = { toolCallId: 't1', argsHash: 'h', attempt: 1, approvalId: 'a' };
    expect(await refusal(bot, trace('tool_started', started))).toBe('InvalidMessage');
    expect(await refusal(bot, called(messageId))).toBe('InvalidMessage');
    await bot.call('sendTrace', trace('query', { queryId: 'q', text: '?' }));
    expect(await refusal(bot, trace('query', { queryId: 'q', text: '?' }))).toBe('InvalidMessage');
  });

  it('is refused during another’s turn, off the roster, after the end, and from a visitor', async () => {
    const { orchestrator, bot, other, ada } = await conversation();
    await bot.call('sendTrace', trace('thought', { text: 'x' }));
    for (const api of [other, ada])
      expect(await refusal(api, trace('thought', { text: 'x' }))).toBe('TurnOpen');
    await expect(
      orchestrator.as(EVE).call('sendTrace', trace('thought', { text: 'x' })),
    ).rejects.toMatchObject({
      code: 'UnknownConversation',
    });
    expect(await refusal(orchestrator.as(OPERATOR), trace('thought', { text: 'x' }))).toBe('NotOnRoster');
    expect(await refusal(orchestrator.as(visitor('c1')), trace('thought', { text: 'x' }))).toBe('Forbidden');
    await bot.call('sendMessage', say('bye', { finality: 'conversation' }));
    expect(await refusal(bot, trace('thought', { text: 'x' }))).toBe('ConversationEnded');
  });
});

describe('an answer', () => {
  it('is any user’s where nobody was named, and otherwise that of who was', async () => {
    const { bot, ada, eva, other } = await conversation();
    await bot.call('sendTrace', trace('query', { queryId: 'q1', text: 'Which?' }));
    await bot.call('sendTrace', trace('query', { queryId: 'q2', text: 'Ada?', to: 'ada' }));
    const answer = (queryId: string) => trace('answer', { queryId, text: 'This.' });
    expect(await refusal(other, answer('q1'))).toBe('Forbidden');
    expect(await refusal(eva, answer('q2'))).toBe('Forbidden');
    expect(await refusal(eva, answer('q3'))).toBe('InvalidMessage');
    await eva.call('sendTrace', answer('q1'));
    expect(await refusal(eva, answer('q1'))).toBe('InvalidMessage');
    await ada.call('sendTrace', answer('q2'));
    expect((await logOf(ada)).slice(-2)).toMatchObject([
      { type: 'answer', author: 'eva', turn: 1 },
      { type: 'answer', author: 'ada', turn: 1 },
    ]);
  });

  it('is any user’s when who was named has left', async () => {
    const { orchestrator, bot, eva } = await conversation();
    await bot.call('sendTrace', trace('query', { queryId: 'q', text: 'Ada?', to: 'ada' }));
    await orchestrator.as(OPERATOR).call('changeRoster', { ...command(), removed: ['ada'] });
    await eva.call('sendTrace', trace('answer', { queryId: 'q', text: 'I know.' }));
  });

  it('has the parked turn of a runner go on', async () => {
    const store = createMemoryEventStore();
    await parked(store);
    const bot = agent(async function* ({ events }) {
      const answer = events.find((event) => event.type === 'answer');
      const { text } = (answer?.payload ?? {}) as { text?: string };
      yield { type: 'message', parts: [{ type: 'text', text: `So ${text}.` }], finality: 'turn' };
    });
    const { orchestrator } = start({ bot }, { store });
    await orchestrator.start();
    const ada = orchestrator.as(ADA);
    await ada.call('sendTrace', trace('answer', { queryId: 'q', text: 'blue' }));
    await framesUntil(ada, whole, closes(2));
    const log = await logOf(ada);
    expect(log.slice(-3).map((event) => event.type)).toEqual(['answer', 'execution_started', 'message']);
    expect(JSON.stringify(log.at(-1))).toContain('So blue.');
  });
});

/** The log of a runner that asked, and gave its lease back. */
async function parked(store: EventStore): Promise<void> {
  const { orchestrator } = start({}, { store });
  const ada = orchestrator.as(ADA);
  await create(ada);
  await ada.call('sendMessage', say('Paint it.'));
  const head = (await logOf(ada)).length;
  await orchestrator.close();
  const record = await store.getRecord('default', 'c1');
  if (record === null || record === 'gone') throw new Error('There is no conversation.');
  const rest = { conversationId: 'c1', finality: 'none', audience: 'everyone', ts: record.updatedAt };
  const payload = { executionId: 'e1', agentId: 'bot', turn: 2, fence: 0, attempt: 1 };
  const events = [
    {
      ...rest,
      seq: head + 1,
      turn: 0,
      author: 'system',
      type: 'execution_started',
      executionId: 'e1',
      payload,
    },
    {
      ...rest,
      seq: head + 2,
      turn: 2,
      author: 'bot',
      type: 'query',
      payload: { queryId: 'q', text: 'Which colour?' },
    },
  ] as ConversationEvent[];
  const appended = await store.append({
    conversationId: 'c1',
    tenant: 'default',
    expectedSeq: head,
    events: events.map((event) => ({ seq: event.seq, json: JSON.stringify(event) })),
    record: { ...record, head: head + 2 },
    runnable: false,
  });
  expect(appended).toEqual({ status: 'appended' });
}

describe('clearTurn', () => {
  it('takes back the caller’s own turn, which it may open again', async () => {
    const { ada, bot } = await conversation();
    await ada.call('sendMessage', say('Hello'));
    await bot.call('sendMessage', say('Half', { finality: 'none' }));
    await ada.call('sendMessage', say('Later'));
    const cleared = await bot.call('clearTurn', { ...command(), turn: 2 });
    const head = (await logOf(ada)).length;
    expect(cleared).toEqual({ seq: head, lastClosedSeq: head });
    expect((await logOf(ada)).at(-1)).toMatchObject({
      type: 'turn_cleared',
      author: 'bot',
      payload: { turn: 2, reason: 'restart' },
    });
    // Closed already: no fault.
    expect(await bot.call('clearTurn', { ...command(), turn: 2 })).toEqual(cleared);
    await bot.call('sendMessage', say('Whole', { lastClosedSeq: cleared.lastClosedSeq }));
    expect((await logOf(ada)).slice(-2).map((event) => [event.type, event.turn])).toEqual([
      ['message', 3],
      ['message', 4],
    ]);
  });

  it('of somebody else’s turn is an operator’s, who says whose it is', async () => {
    const { orchestrator, ada, bot, other } = await conversation();
    await bot.call('sendTrace', trace('thought', { text: 'x' }));
    const clear = (rest: object) => ({ ...command(), turn: 1, ...rest });
    await expect(other.call('clearTurn', clear({}))).rejects.toMatchObject({
      code: 'TurnOpen',
      details: { owner: 'bot' },
    });
    await expect(ada.call('clearTurn', clear({ agentId: 'bot' }))).rejects.toMatchObject({
      code: 'Forbidden',
    });
    const operator = orchestrator.as(OPERATOR);
    await expect(operator.call('clearTurn', clear({ agentId: 'other' }))).rejects.toMatchObject({
      code: 'TurnOpen',
    });
    await operator.call('clearTurn', clear({ agentId: 'bot' }));
    expect((await logOf(ada)).at(-1)?.type).toBe('turn_cleared');
  });
});
