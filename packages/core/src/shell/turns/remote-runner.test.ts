import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import type { EventStore } from '../../ports/event-store.js';
import {
  ADA,
  closes,
  echo,
  framesUntil,
  logOf,
  OPERATOR,
  PARTICIPANTS,
  say,
  start,
  whole,
} from '../../test-support/orchestrator-fixture.js';
import { answer, asked, begin, BOT, draft, OTHER, request, under } from '../../test-support/remote-runner.js';

describe('a runner that lives elsewhere', () => {
  it('takes the turn that is due, and its message closes it', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    expect(held.turn).toBe(2);
    await bot.call('sendTrace', {
      ...under(held),
      clientRequestId: request(),
      type: 'usage',
      payload: { model: 'm', inputTokens: 1, outputTokens: 2, latencyMs: 3 },
    });
    await answer(bot, held, 'Let me see.', { finality: 'none' });
    await answer(bot, held, 'Hello, Ada.');
    const events = await logOf(ada);
    expect(events.map(({ type, author, turn, finality }) => [type, author, turn, finality])).toEqual([
      ['created', 'ada', 0, 'none'],
      ['run_changed', 'ada', 0, 'none'],
      ['message', 'ada', 1, 'turn'],
      ['execution_started', 'system', 0, 'none'],
      ['message', 'bot', 2, 'none'],
      ['message', 'bot', 2, 'turn'],
    ]);
    expect(events.at(-1)).toMatchObject({
      executionId: held.executionId,
      payload: { role: 'assistant', outcome: { status: 'complete' } },
    });
    // The next turn can be started at once: the lease went back with the last message.
    await ada.call('sendMessage', say('And now?'));
    expect((await begin(bot)).turn).toBe(4);
  });

  it('is followed by an agent of this process as soon as it is done', async () => {
    const store = createMemoryEventStore();
    // A refusal arrives when the lease is free again.
    const slow: EventStore = new Proxy(store, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        if (name !== 'acquireLease') return member.bind(target) as unknown;
        return async (...args: Parameters<EventStore['acquireLease']>) => {
          const lease = await target.acquireLease(...args);
          if (lease === null) await new Promise((resolve) => setTimeout(resolve, 30));
          return lease;
        };
      },
    });
    const { orchestrator } = start(
      { two: echo },
      {
        store: slow,
        leaseMs: 60_000,
        schedulingPolicy: {
          name: 'relay',
          due: ({ lastClose }) => ({ ada: ['bot'], bot: ['two'] })[lastClose?.owner ?? ''] ?? ['ada'],
        },
      },
    );
    const ada = orchestrator.as(ADA);
    await ada.call('createConversation', {
      clientRequestId: 'create',
      conversationId: 'c1',
      participants: [...PARTICIPANTS, { participantId: 'two', kind: 'agent', displayName: 'Two' }],
    });
    await ada.call('sendMessage', say('Hello'));
    const bot = orchestrator.as(BOT);
    await answer(bot, await begin(bot), 'Over to you.');
    const frames = await framesUntil(ada, whole, closes(3));
    expect(frames.at(-1)?.data).toMatchObject({ author: 'two' });
  });

  it('closes a turn without text', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    await answer(bot, held, '', { outcome: { status: 'stopped' } });
    expect((await logOf(ada)).at(-1)).toMatchObject({ finality: 'turn', payload: { parts: [] } });
    await expect(ada.call('sendMessage', { ...say('x'), parts: [] })).rejects.toMatchObject({
      code: 'InvalidMessage',
    });
  });

  it('gets the first result for a retry of the message that closed its turn', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    const params = { clientRequestId: 'last', messageId: 'm1' };
    const first = await answer(bot, held, 'Hello.', params);
    expect(await answer(bot, held, 'Hello.', params)).toEqual(first);
    expect((await logOf(ada)).filter(({ author }) => author === 'bot')).toHaveLength(1);
    await expect(answer(bot, held, 'Other.', params)).rejects.toMatchObject({ code: 'IdempotencyMismatch' });
  });

  it('may not start what it is not to start', async () => {
    const { orchestrator, ada, bot } = await asked();
    const startAs = (api: ConversationApi, rest: object = {}) =>
      api.call('startExecution', { conversationId: 'c1', agentId: 'bot', ...rest });
    await expect(startAs(bot, { lastClosedSeq: 1 })).rejects.toMatchObject({
      code: 'CasConflict',
      details: { expected: 1, actual: 3 },
    });
    await expect(startAs(bot, { agentId: 'other' })).rejects.toMatchObject({ code: 'Forbidden' });
    await expect(startAs(orchestrator.as(OPERATOR), { agentId: 'ada' })).rejects.toMatchObject({
      code: 'NotOnRoster',
    });
    await expect(startAs(ada)).rejects.toMatchObject({ code: 'Forbidden' });
    await expect(startAs(orchestrator.as(OTHER))).rejects.toMatchObject({ code: 'Forbidden' });
    await expect(startAs(bot, { conversationId: 'c9' })).rejects.toMatchObject({
      code: 'UnknownConversation',
    });
    const held = await begin(bot);
    await expect(startAs(bot)).rejects.toMatchObject({ code: 'LeaseHeld', retryable: true });
    await answer(bot, held, 'Hello.');
    await expect(startAs(bot)).rejects.toMatchObject({
      code: 'NotDue',
      details: { nextParticipantId: 'ada' },
    });
    await ada.call('sendMessage', say('I was going to say', { finality: 'none' }));
    await expect(startAs(bot)).rejects.toMatchObject({ code: 'TurnOpen' });
    await expect(startAs(bot, { lastClosedSeq: 5 })).rejects.toMatchObject({ code: 'CasConflict' });
    await ada.call('sendMessage', say('goodbye', { finality: 'conversation' }));
    await expect(startAs(bot)).rejects.toMatchObject({ code: 'ConversationEnded' });
  });

  it('races another for a turn, and one of them wins', async () => {
    const { ada, bot } = await asked();
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        bot.call('startExecution', { conversationId: 'c1', agentId: 'bot', lastClosedSeq: 3 }),
      ),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = all.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(new Set(codes)).toEqual(new Set(['LeaseHeld']));
    expect((await logOf(ada)).filter(({ type }) => type === 'execution_started')).toHaveLength(1);
  });

  it('finds the execution again whose answer was lost, and nobody else does', async () => {
    const { orchestrator, ada, bot } = await asked();
    const params = { conversationId: 'c1', agentId: 'bot', executionId: 'a-name-of-the-runners-own' };
    const first = await bot.call('startExecution', params);
    expect(await bot.call('startExecution', params)).toEqual(first);
    expect((await logOf(ada)).filter(({ type }) => type === 'execution_started')).toHaveLength(1);
    await expect(
      orchestrator.as(OPERATOR).call('startExecution', { ...params, agentId: 'ada' }),
    ).rejects.toMatchObject({ code: 'NotOnRoster' });
    await answer(bot, { ...first, conversationId: 'c1' }, 'Hello.');
    await expect(bot.call('startExecution', params)).rejects.toMatchObject({ code: 'NotDue' });
  });

  it('answers an operator that acts for it, and nobody else', async () => {
    const { orchestrator, ada, bot } = await asked();
    const held = await begin(bot);
    await ada.call('sendMessage', say('x')).catch(() => undefined);
    await expect(draft(orchestrator.as(OPERATOR), held, 0, 'Hi')).resolves.toEqual({ length: 2 });
    await expect(answer(ada, held, 'It is me.')).rejects.toMatchObject({ code: 'Forbidden' });
    await expect(
      ada.call('sendMessage', { ...say('half'), executionId: held.executionId }),
    ).rejects.toMatchObject({ code: 'InvalidRequest' });
    await expect(answer(bot, held, 'x', { delivery: 'steer' })).rejects.toMatchObject({
      code: 'InvalidRequest',
      details: { path: 'delivery' },
    });
  });

  it('logs traces in the order of a call, and starts no tool by itself', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    const trace = (type: 'tool_call' | 'tool_started' | 'tool_result', payload: unknown) =>
      bot.call('sendTrace', { ...under(held), clientRequestId: request(), type, payload });
    await expect(trace('tool_result', { toolCallId: 't1', output: 1 })).rejects.toMatchObject({
      code: 'InvalidMessage',
    });
    await expect(trace('tool_call', { toolCallId: 5 })).rejects.toMatchObject({
      code: 'InvalidMessage',
      details: { path: 'payload.toolCallId' },
    });
    await expect(trace('tool_call', null)).rejects.toMatchObject({ code: 'InvalidMessage' });
    const look = { toolCallId: 't1', name: 'look', args: {}, newerField: 1 };
    await trace('tool_call', look);
    expect((await logOf(ada)).at(-1)?.payload).toEqual(look);
    await expect(
      trace('tool_started', { toolCallId: 't1', argsHash: 'x', attempt: 1 }),
    ).rejects.toMatchObject({ code: 'InvalidMessage' });
    await expect(
      trace('tool_result', { toolCallId: 't1', output: 'x'.repeat(70_000) }),
    ).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    const both = { output: 1, error: { code: 'x', message: 'x', retryable: false } };
    for (const result of [{}, both]) {
      await expect(trace('tool_result', { toolCallId: 't1', ...result })).rejects.toMatchObject({
        code: 'InvalidMessage',
      });
    }
    await trace('tool_result', { toolCallId: 't1', output: 1 });
  });

  it('clears its turn and starts it again', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    const clear = { ...under(held), clientRequestId: 'clear', turn: 2 };
    const cleared = await bot.call('clearTurn', clear);
    expect(await bot.call('clearTurn', clear)).toEqual(cleared);
    // Closed already, and its lease gone: that is no fault.
    const late = await bot.call('clearTurn', { ...clear, clientRequestId: 'late' });
    expect(late.lastClosedSeq).toBe(cleared.lastClosedSeq);
    expect((await logOf(ada)).at(-1)).toMatchObject({
      seq: cleared.lastClosedSeq,
      type: 'turn_cleared',
      payload: { turn: 2, reason: 'restart' },
    });
    expect((await begin(bot)).turn).toBe(3);
  });
});
