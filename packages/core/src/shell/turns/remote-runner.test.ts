import type { Caller, Frame } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import {
  ADA,
  closes,
  create,
  echo,
  framesUntil,
  logOf,
  OPERATOR,
  PARTICIPANTS,
  say,
  start,
  textIn,
  whole,
} from '../../test-support/orchestrator-fixture.js';
import type { EventStore } from '../../ports/event-store.js';
import { createManualClock } from '../../testing/manual-clock.js';
import { MAX_DRAFT_LENGTH } from '../conversation/draft-board.js';

const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
const OTHER: Caller = { kind: 'agent', tenant: 'default', participantId: 'other' };

type Held = { readonly conversationId: 'c1'; readonly executionId: string; readonly fence: number };

async function begin(bot: ConversationApi): Promise<Held & { readonly turn: number }> {
  const { executionId, fence, turn } = await bot.call('startExecution', {
    conversationId: 'c1',
    agentId: 'bot',
  });
  return { conversationId: 'c1', executionId, fence, turn };
}

let requests = 0;
const request = (): string => `remote-${++requests}`;
const under = ({ conversationId, executionId, fence }: Held) => ({ conversationId, executionId, fence });

function answer(bot: ConversationApi, held: Held, text: string, rest: object = {}) {
  return bot.call('sendMessage', {
    ...under(held),
    clientRequestId: request(),
    parts: text === '' ? [] : [{ type: 'text', partId: 'p1', text }],
    ...rest,
  });
}

function draft(bot: ConversationApi, held: Held, offset: number, text: string, messageId = 'm1') {
  return bot.call('appendDraft', {
    ...under(held),
    kind: 'text',
    messageId,
    partId: 'p1',
    offset,
    text,
  });
}

async function asked(options: Parameters<typeof start>[1] = {}, agents: Parameters<typeof start>[0] = {}) {
  const { orchestrator, store } = start(agents, options);
  const ada = orchestrator.as(ADA);
  await create(ada);
  await ada.call('sendMessage', say('Hello'));
  return { orchestrator, store, ada, bot: orchestrator.as(BOT) };
}

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
        policy: {
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

describe('a stale fence', () => {
  it('writes nothing, whatever is asked for, once another has taken over', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    const stale = await begin(bot);
    await draft(bot, stale, 0, 'Old text');
    clock.advance(1_001);
    const held = await begin(bot);
    expect(held.fence).toBeGreaterThan(stale.fence);
    const before = await logOf(ada);
    const of = under(stale);
    const calls: Promise<unknown>[] = [
      bot.call('heartbeat', of),
      draft(bot, stale, 8, ' goes on'),
      draft(bot, { ...held, fence: stale.fence }, 0, 'Right execution'),
      draft(bot, { ...held, executionId: stale.executionId }, 0, 'Right fence'),
      bot.call('dropDraft', { ...of, messageId: 'm1' }),
      bot.call('endExecution', { ...of, reason: 'released' }),
      answer(bot, stale, 'Stale.'),
      answer(bot, { ...held, fence: stale.fence }, 'Stale.'),
      bot.call('sendTrace', { ...of, clientRequestId: 's', type: 'thought', payload: { text: 'Stale' } }),
      bot.call('clearTurn', { ...of, clientRequestId: 'c', turn: held.turn }),
    ];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'StaleFence' } });
    }
    expect(await logOf(ada)).toEqual(before);
    const seen = await framesUntil(ada, whole, (frame) => frame.kind === 'caught_up');
    expect(seen.filter(({ kind }) => kind === 'draft')).toEqual([]);
    await answer(bot, held, 'Fresh.');
  });

  it('is noticed although nobody has taken over, also by a draft', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    const held = await begin(bot);
    clock.advance(1_001);
    await expect(draft(bot, held, 0, 'Late')).rejects.toMatchObject({ code: 'StaleFence' });
    await expect(bot.call('heartbeat', under(held))).rejects.toMatchObject({ code: 'StaleFence' });
    await expect(answer(bot, held, 'Late.')).rejects.toMatchObject({ code: 'StaleFence' });
    expect((await logOf(ada)).at(-1)?.type).toBe('execution_started');
  });

  it('is put off by heartbeats and by drafts, by the clock of the store', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { bot } = await asked({ store, clock, leaseMs: 1_000 });
    const held = await begin(bot);
    for (let offset = 0; offset < 4; offset++) {
      clock.advance(600);
      await draft(bot, held, offset, 'x');
    }
    clock.advance(600);
    expect(await bot.call('heartbeat', under(held))).toEqual({ leaseMs: 1_000, stop: null });
    clock.advance(600);
    await answer(bot, held, 'Here.');
  });
});

describe('what a dead runner left', () => {
  it('is cleared and begun again, or resumed where a tool had started', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    await begin(bot);
    clock.advance(1_001);
    // The precondition is the one that it saw before: what it leaves itself does not break it.
    const second = await bot.call('startExecution', {
      conversationId: 'c1',
      agentId: 'bot',
      lastClosedSeq: 3,
    });
    expect(second).toMatchObject({ turn: 3, attempt: 2 });
    expect((await logOf(ada)).find(ofTurnCleared)?.payload).toEqual({ turn: 2, reason: 'restart' });
  });

  it('is resumed where a tool had started, without the text that nobody is going to finish', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    const dead = await begin(bot);
    await bot.call('sendTrace', {
      ...under(dead),
      clientRequestId: request(),
      type: 'tool_call',
      payload: { toolCallId: 't1', name: 'send', args: {} },
    });
    await bot.call('startTool', { ...under(dead), clientRequestId: request(), toolCallId: 't1' });
    await draft(bot, dead, 0, 'I am about to');
    clock.advance(1_001);
    expect(await bot.call('startExecution', { conversationId: 'c1', agentId: 'bot' })).toMatchObject({
      turn: dead.turn,
      attempt: 2,
    });
    const seen = await framesUntil(ada, whole, (frame) => frame.kind === 'caught_up');
    expect(drafted(seen)).toEqual([]);
  });

  it('is cleared as stopped when somebody stopped it, and nobody goes on with it', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    await begin(bot);
    clock.advance(1_001);
    const watching = framesUntil(ada, whole, closes(2));
    await ada.call('stop', { conversationId: 'c1', clientRequestId: 's', turn: 2, mode: 'hard' });
    expect((await watching).at(-1)?.data).toMatchObject({ payload: { turn: 2, reason: 'stopped' } });
    await expect(begin(bot)).rejects.toMatchObject({ code: 'NotDue' });
  });

  it('is taken up by a runner of this process when it has one, and not before', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const remote = await asked({ store, clock, leaseMs: 1_000 });
    await begin(remote.bot);
    const local = start({ bot: echo }, { store, clock, leaseMs: 1_000 });
    await local.orchestrator.start();
    const api = local.orchestrator.as(ADA);
    const watching = framesUntil(api, whole, closes(3));
    clock.advance(900);
    expect((await logOf(api)).at(-1)?.type).toBe('execution_started');
    let isDone = false;
    void watching.then(() => {
      isDone = true;
    });
    // In steps, so that a lease that is taken meanwhile lasts.
    for (; !isDone; await Promise.resolve()) clock.advance(1);
    const events = (await watching).flatMap((frame) => (frame.kind === 'event' ? [frame.data] : []));
    expect(textIn(events.at(-1))).toBe('You said: Hello');
    expect(events.filter(({ type }) => type === 'turn_cleared')).toHaveLength(1);
  });

  it('is free at once when it lets go of its turn', async () => {
    const { bot } = await asked();
    const held = await begin(bot);
    await bot.call('endExecution', { ...under(held), reason: 'released' });
    await expect(bot.call('heartbeat', under(held))).rejects.toMatchObject({ code: 'StaleFence' });
    await begin(bot);
  });
});

describe('a stop', () => {
  it('reaches the runner by its heartbeat; at once means that its lease runs out', async () => {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const { ada, bot } = await asked({ store, clock, leaseMs: 1_000 });
    const held = await begin(bot);
    const stop = (mode: 'graceful' | 'hard') =>
      ada.call('stop', { conversationId: 'c1', clientRequestId: mode, turn: 2, mode });
    await stop('graceful');
    expect(await bot.call('heartbeat', under(held))).toEqual({ leaseMs: 1_000, stop: 'graceful' });
    await stop('hard');
    expect(await bot.call('heartbeat', under(held))).toEqual({ leaseMs: 0, stop: 'hard' });
    const watching = framesUntil(ada, whole, closes(2));
    // It beats on and does not stop.
    for (let beat = 0; beat < 3; beat++) {
      clock.advance(600);
      await bot.call('heartbeat', under(held)).catch(() => undefined);
    }
    expect((await watching).at(-1)?.data).toMatchObject({ payload: { turn: 2, reason: 'stopped' } });
    await expect(answer(bot, held, 'Too late.')).rejects.toMatchObject({ code: 'StaleFence' });
  });

  it('lets the runner log what was written', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    await draft(bot, held, 0, 'Half an answer');
    await ada.call('stop', { conversationId: 'c1', clientRequestId: 's', turn: 2, mode: 'hard' });
    await answer(bot, held, 'Half an answer', { messageId: 'm1', outcome: { status: 'stopped' } });
    expect((await logOf(ada)).at(-1)).toMatchObject({ payload: { outcome: { status: 'stopped' } } });
  });
});

describe('a tool of a runner that lives elsewhere', () => {
  const callTool = (bot: ConversationApi, held: Held, toolCallId: string, args: unknown = {}) =>
    bot.call('sendTrace', {
      ...under(held),
      clientRequestId: request(),
      type: 'tool_call',
      payload: { toolCallId, name: 'send', args },
    });

  it('starts when it is allowed, once, and the same way for a retry', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    await callTool(bot, held, 't1', { to: 5 });
    const ask = { ...under(held), clientRequestId: 'start', toolCallId: 't1' };
    const started = await bot.call('startTool', ask);
    expect(started).toMatchObject({ status: 'started', args: { to: 5 }, attempt: 1 });
    expect(await bot.call('startTool', ask)).toEqual(started);
    await expect(bot.call('startTool', { ...ask, clientRequestId: 'again' })).rejects.toMatchObject({
      code: 'ToolMayNotRepeat',
    });
    expect(
      await bot.call('startTool', { ...ask, clientRequestId: 'idem', tool: { idempotent: true } }),
    ).toMatchObject({ status: 'started', attempt: 2 });
    await expect(
      bot.call('startTool', { ...ask, clientRequestId: 'no', toolCallId: 't9' }),
    ).rejects.toMatchObject({ code: 'UnknownToolCall' });
    await expect(ada.call('startTool', ask)).rejects.toMatchObject({ code: 'Forbidden' });
    expect((await logOf(ada)).filter(({ type }) => type === 'tool_started')).toHaveLength(2);
  });

  it('waits for a person without a lease, and goes on with what the person allowed', async () => {
    const { orchestrator, ada, bot } = await asked();
    const held = await begin(bot);
    await callTool(bot, held, 't1', { to: 5 });
    const ask = { ...under(held), clientRequestId: 'start', toolCallId: 't1', tool: { needsApproval: true } };
    const waiting = await bot.call('startTool', ask);
    expect(waiting).toMatchObject({ status: 'waiting' });
    await bot.call('endExecution', { ...under(held), reason: 'parked' });
    await expect(begin(bot)).rejects.toMatchObject({ code: 'NotDue', details: { waitingFor: 'approval' } });
    await expect(bot.call('startTool', { ...ask, clientRequestId: 'late' })).rejects.toMatchObject({
      code: 'StaleFence',
    });
    const request = (await logOf(orchestrator.as(OPERATOR))).find(({ type }) => type === 'approval_requested')
      ?.payload as { approvalId: string; argsHash: string };
    await orchestrator.as(OPERATOR).call('resolveApproval', {
      conversationId: 'c1',
      clientRequestId: 'yes',
      approvalId: request.approvalId,
      decision: 'approve',
      argsHash: request.argsHash,
    });
    const next = await begin(bot);
    expect(next.turn).toBe(held.turn);
    expect(await bot.call('startTool', { ...ask, ...under(next), clientRequestId: 'go' })).toMatchObject({
      status: 'started',
      args: { to: 5 },
      approvalId: request.approvalId,
    });
    await answer(bot, next, 'Sent.');
    expect((await logOf(ada)).filter(({ type }) => type === 'turn_cleared')).toEqual([]);
  });

  it('is asked for when the runner wants it so', async () => {
    const { orchestrator, bot } = await asked();
    const held = await begin(bot);
    await callTool(bot, held, 't1');
    const ask = { ...under(held), clientRequestId: 'ask', toolCallId: 't1' };
    const { approvalId } = await bot.call('requestApproval', ask);
    expect(await bot.call('requestApproval', ask)).toMatchObject({ approvalId });
    const page = await orchestrator.as(OPERATOR).call('getEvents', { conversationId: 'c1' });
    expect(page.events.filter(({ type }) => type === 'approval_requested')).toHaveLength(1);
  });

  it('spends what a budget allows, and a retry counts once', async () => {
    const { orchestrator, ada, bot } = await asked();
    await orchestrator.as(OPERATOR).call('setBudget', {
      conversationId: 'c1',
      clientRequestId: 'budget',
      budget: { meter: 'sends', scope: { kind: 'conversation', id: 'c1' }, window: 'total', limit: 10 },
    });
    const held = await begin(bot);
    const sends = (amount: number) => ({ amounts: [{ meter: 'sends', amount }] });
    const ask = { ...under(held), clientRequestId: 'reserve', ...sends(6) };
    const { reservationId } = await bot.call('reserve', ask);
    expect(await bot.call('reserve', ask)).toEqual({ reservationId });
    const settle = { ...under(held), clientRequestId: 'settle', reservationId };
    await bot.call('settle', { ...settle, ...sends(4) });
    const { reservationId: unused } = await bot.call('reserve', { ...ask, clientRequestId: 'more' });
    await bot.call('release', { ...settle, clientRequestId: 'release', reservationId: unused });
    await expect(
      bot.call('settle', { ...settle, clientRequestId: 'no', reservationId: 'another', ...sends(1) }),
    ).rejects.toMatchObject({ code: 'UnknownReservation' });
    await expect(
      bot.call('reserve', { ...ask, fence: held.fence - 1, clientRequestId: 'stale' }),
    ).rejects.toMatchObject({ code: 'StaleFence' });
    await expect(bot.call('reserve', { ...ask, clientRequestId: 'much', ...sends(7) })).rejects.toMatchObject(
      { code: 'BudgetExceeded' },
    );
    await expect(bot.call('reserve', { ...ask, clientRequestId: 'late', ...sends(1) })).rejects.toMatchObject(
      { code: 'Paused' },
    );
    await answer(bot, held, 'Four were sent.');
    await ada.call('sendMessage', say('Go on.'));
    await expect(begin(bot)).rejects.toMatchObject({ code: 'Paused' });
  });

  it('may have been steered in the meantime', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    await ada.call('sendMessage', say('To six, please.', { delivery: 'steer' }));
    const take = { ...under(held), clientRequestId: 'take' };
    const first = await bot.call('takeSteered', take);
    expect(first.events.map(textIn)).toEqual(['To six, please.']);
    expect(await bot.call('takeSteered', take)).toEqual(first);
    expect((await bot.call('takeSteered', { ...take, clientRequestId: 'more' })).events).toEqual([]);
  });
});

describe('a draft of a runner that lives elsewhere', () => {
  it('is shown once, whatever is sent again; a gap says where to go on', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    expect(await draft(bot, held, 0, 'Hello ')).toEqual({ length: 6 });
    expect(await draft(bot, held, 0, 'Hello ')).toEqual({ length: 6 });
    expect(await draft(bot, held, 3, 'lo you')).toEqual({ length: 9 });
    await expect(draft(bot, held, 12, '!')).rejects.toMatchObject({
      code: 'InvalidRequest',
      details: { expected: 9 },
    });
    await expect(draft(bot, held, 3, 'p!')).rejects.toMatchObject({ code: 'InvalidRequest' });
    // Half a character waits for its other half.
    await draft(bot, held, 9, '\ud83d');
    const seen = await framesUntil(ada, whole, (frame) => frame.kind === 'caught_up');
    expect(drafted(seen)).toEqual([{ draftId: 'm1/p1/1', offset: 0, text: 'Hello you' }]);
    await draft(bot, held, 10, '\ude00');
    await answer(bot, held, 'Hello you\ud83d\ude00', { messageId: 'm1' });
    // One that comes late finds its message logged.
    await expect(draft(bot, held, 11, 'late')).rejects.toMatchObject({ code: 'StaleFence' });
  });

  it('does not come back when its message is logged and the turn goes on', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    await draft(bot, held, 0, 'One.');
    await answer(bot, held, 'One.', { messageId: 'm1', finality: 'none' });
    expect(await draft(bot, held, 0, 'One.')).toEqual({ length: 4 });
    const seen = await framesUntil(ada, whole, (frame) => frame.kind === 'caught_up');
    expect(drafted(seen)).toEqual([]);
    await expect(answer(bot, held, 'Again.', { messageId: 'm1' })).rejects.toMatchObject({
      code: 'InvalidMessage',
    });
  });

  it('is taken back, and what follows is another draft', async () => {
    const { ada, bot } = await asked();
    const held = await begin(bot);
    const watching = framesUntil(ada, whole, closes(2));
    await draft(bot, held, 0, 'Wrong');
    await framesUntil(ada, whole, (frame) => frame.kind === 'draft');
    await bot.call('dropDraft', { ...under(held), messageId: 'm1' });
    await bot.call('dropDraft', { ...under(held), messageId: 'm1' });
    await draft(bot, held, 0, 'Right');
    const late = await framesUntil(ada, whole, (frame) => frame.kind === 'caught_up');
    expect(drafted(late)).toEqual([{ draftId: 'm1/p1/1.1', offset: 0, text: 'Right' }]);
    await answer(bot, held, 'Right', { messageId: 'm1' });
    const frames = await watching;
    expect(frames.filter(({ kind }) => kind === 'draft_dropped').map(({ data }) => data)).toEqual([
      { draftId: 'm1/p1/1' },
    ]);
  });

  it('names what it is of, and is bounded with all others of its turn', async () => {
    const { bot } = await asked();
    const held = await begin(bot);
    const of = { ...under(held), offset: 0, text: 'x' };
    for (const wrong of [
      { ...of, kind: 'text', messageId: 'm1' },
      { ...of, kind: 'text', toolCallId: 't1' },
      { ...of, kind: 'tool_input', messageId: 'm1', partId: 'p1' },
      { ...of, kind: 'tool_input', toolCallId: 't1', messageId: 'm1' },
    ] as const) {
      await expect(bot.call('appendDraft', wrong)).rejects.toMatchObject({ code: 'InvalidRequest' });
    }
    await expect(bot.call('dropDraft', under(held))).rejects.toMatchObject({ code: 'InvalidRequest' });
    await bot.call('appendDraft', { ...of, kind: 'tool_input', toolCallId: 't1', toolName: 'look' });
    const piece = 'x'.repeat(MAX_DRAFT_LENGTH / 4);
    for (const name of ['a', 'b', 'c']) await draft(bot, held, 0, piece, name);
    await expect(draft(bot, held, 0, piece, 'd')).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    await answer(bot, held, 'First.', { messageId: 'a', finality: 'none' });
    await draft(bot, held, 0, piece, 'd');
  });
});

const ofTurnCleared = ({ type }: { type: string }): boolean => type === 'turn_cleared';

function drafted(frames: readonly Frame[]): unknown[] {
  return frames.flatMap((frame) => {
    if (frame.kind !== 'draft') return [];
    const { draftId, offset, text } = frame.data;
    return [{ draftId, offset, text }];
  });
}
