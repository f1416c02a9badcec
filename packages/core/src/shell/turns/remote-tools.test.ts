import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import {
  framesUntil,
  logOf,
  ofType,
  OPERATOR,
  say,
  settled,
  textIn,
  whole,
} from '../../test-support/orchestrator-fixture.js';
import {
  answer,
  asked,
  begin,
  type Held,
  ofTurnCleared,
  request,
  under,
} from '../../test-support/remote-runner.js';
import { createManualClock } from '../../testing/manual-clock.js';

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

  it('is the same reservation for a retry, also when a budget was set in the meantime', async () => {
    const { orchestrator, bot } = await asked();
    const operator = orchestrator.as(OPERATOR);
    const held = await begin(bot);
    const sends = (amount: number) => ({ amounts: [{ meter: 'sends', amount }] });
    const ask = { ...under(held), clientRequestId: 'reserve', ...sends(6) };
    const first = await bot.call('reserve', ask);
    await operator.call('setBudget', {
      conversationId: 'c1',
      clientRequestId: 'budget',
      budget: { meter: 'sends', scope: { kind: 'conversation', id: 'c1' }, window: 'day', limit: 10 },
    });
    expect(await bot.call('reserve', ask)).toEqual(first);
    await expect(bot.call('reserve', { ...ask, ...sends(7) })).rejects.toMatchObject({
      code: 'IdempotencyMismatch',
    });
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

    const { messageId } = await ada.call('sendMessage', say('And to Bob.'));
    const edit = {
      conversationId: 'c1',
      messageId,
      parts: [{ type: 'text', partId: 'p1', text: 'Bob too.' }],
    };
    await ada.call('editQueued', { ...edit, clientRequestId: 'now', delivery: 'steer' });
    await ada.call('editQueued', { ...edit, clientRequestId: 'again' });
    const second = await bot.call('takeSteered', { ...take, clientRequestId: 'second' });
    expect(second.events.map((event) => [event.payload, textIn(event)])).toEqual([
      [expect.objectContaining({ messageId }), 'Bob too.'],
    ]);
  });
});

describe('a turn that waited for a person for longer than a silent one is left', () => {
  const IDLE_MS = 60_000;
  const HOUR_MS = 3_600_000;

  async function parked(audience: 'everyone' | 'operators') {
    const clock = createManualClock();
    const { orchestrator, ada, bot } = await asked({
      clock,
      idleTurnMs: IDLE_MS,
      approvalTtlMs: 2 * HOUR_MS,
    });
    const held = await begin(bot);
    await bot.call('sendTrace', {
      ...under(held),
      clientRequestId: request(),
      type: 'tool_call',
      payload: { toolCallId: 't1', name: 'send', args: {} },
      audience,
    });
    const ask = { ...under(held), clientRequestId: request(), toolCallId: 't1' };
    await bot.call('startTool', { ...ask, tool: { needsApproval: true } });
    await bot.call('endExecution', { ...under(held), reason: 'parked' });
    clock.advance(HOUR_MS);
    const operator = orchestrator.as(OPERATOR);
    const cleared = async () => (await logOf(operator)).filter(ofTurnCleared);
    const approve = async () => {
      const asking = (await logOf(operator)).find(({ type }) => type === 'approval_requested');
      const { approvalId, argsHash } = asking?.payload as { approvalId: string; argsHash: string };
      const resolution = { approvalId, argsHash, decision: 'approve' as const };
      await operator.call('resolveApproval', {
        conversationId: 'c1',
        clientRequestId: request(),
        ...resolution,
      });
    };
    return { clock, ada, bot, held, cleared, approve };
  }
  type Parked = Awaited<ReturnType<typeof parked>>;

  it.each<[string, 'everyone' | 'operators', (turn: Parked) => unknown]>([
    ['is approved', 'everyone', ({ approve }) => approve()],
    ['is approved, where not all may see that', 'operators', ({ approve }) => approve()],
    ['is not answered in time', 'everyone', ({ clock }) => clock.advance(HOUR_MS)],
    [
      'is steered by a message',
      'everyone',
      ({ ada }) => ada.call('sendMessage', say('To six, please.', { delivery: 'steer' })),
    ],
  ])('is there for its runner from when it %s', async (_what, audience, act) => {
    const turn = await parked(audience);
    await act(turn);
    await settled();
    turn.clock.advance(IDLE_MS - 1);
    await settled();
    expect(await turn.cleared()).toEqual([]);
    expect((await begin(turn.bot)).turn).toBe(turn.held.turn);
  });

  it('is cleared when nobody takes it up from there', async () => {
    const { clock, ada, approve, cleared } = await parked('everyone');
    await approve();
    await settled();
    clock.advance(IDLE_MS);
    await framesUntil(ada, whole, ofType('turn_cleared'));
    expect(await cleared()).toMatchObject([{ payload: { reason: 'idle' } }]);
  });
});
