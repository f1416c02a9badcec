import type { Budget, ConversationEvent, MethodParams } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../memory/memory-ledger.js';
import {
  ADA,
  agent,
  closes,
  create,
  framesUntil,
  logOf,
  ofType,
  OPERATOR,
  say,
  start,
  whole,
} from '../../test-support/orchestrator-fixture.js';

let requests = 0;
const setBudget = (budget: Budget): MethodParams<'setBudget'> => ({
  conversationId: 'c1',
  clientRequestId: `budget-${++requests}`,
  budget,
});
const record = (amounts: { meter: string; amount: number }[]): MethodParams<'recordUsage'> => ({
  conversationId: 'c1',
  clientRequestId: `usage-${++requests}`,
  amounts,
});
const ofConversation = { kind: 'conversation', id: 'c1' } as const;
const sends = (limit: number | null): Budget => ({
  meter: 'sends',
  scope: ofConversation,
  window: 'total',
  limit,
});

/** An agent that sends as often at once as it is told, and notes how often it might. */
function sender(times: number, amount = 1) {
  const codes: string[] = [];
  let allowed = 0;
  const bot = agent(async function* ({ control }) {
    const tries = await Promise.allSettled(
      Array.from({ length: times }, async () => {
        const reservation = await control.reserve([{ meter: 'sends', amount }]);
        allowed += 1;
        await control.settle(reservation, [{ meter: 'sends', amount }]);
      }),
    );
    for (const one of tries) if (one.status === 'rejected') codes.push(one.reason.code);
    yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
  });
  return { bot, codes, allowed: () => allowed };
}

async function talk(api: ConversationApi, text = 'Go'): Promise<void> {
  await api.call('sendMessage', say(text));
}

describe('a budget', () => {
  it('is never overspent by 200 reservations at once; the rest are refused, and people are told once', async () => {
    const { bot, codes, allowed } = sender(200);
    const ledger = createMemoryLedger();
    const { orchestrator } = start({ bot }, { ledger });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('setBudget', setBudget(sends(17)));
    await talk(api);
    await framesUntil(api, whole, closes(2));
    expect(allowed()).toBe(17);
    expect(codes).toHaveLength(183);
    // Whoever asks after the pause is told of that.
    for (const code of codes) expect(['BudgetExceeded', 'Paused']).toContain(code);
    const account = { tenant: 'default', meter: 'sends', scope: ofConversation, window: 'total' } as const;
    expect(await ledger.spent(account)).toEqual({ spent: 17, reserved: 0 });
    const log = await logOf(api);
    expect(log.filter(({ type }) => type === 'budget_exceeded')).toHaveLength(1);
    expect(log.filter(({ type }) => type === 'paused')).toHaveLength(1);
  });

  it('that breaks is logged with its pause and a card that says so, in one append', async () => {
    const { bot } = sender(1, 5);
    const { orchestrator } = start({ bot });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('setBudget', setBudget(sends(4)));
    await talk(api);
    await framesUntil(api, whole, closes(2));
    const log = await logOf(api);
    const at = log.findIndex(({ type }) => type === 'budget_exceeded');
    expect(log.slice(at, at + 3).map(({ type }) => type)).toEqual(['budget_exceeded', 'paused', 'message']);
    expect(log[at]?.payload).toEqual({ budget: sends(4), used: 0, requested: 5 });
    expect(log[at + 2]).toMatchObject({
      author: 'system',
      finality: 'none',
      payload: {
        role: 'system',
        parts: [{ type: 'card', card: { type: 'escalation', version: 1, data: { used: 0, requested: 5 } } }],
      },
    });
    const { card } = (log[at + 2]?.payload as { parts: { card: { fallbackText: string } }[] }).parts[0] ?? {};
    expect(card?.fallbackText).toContain('0 used, 5 more needed, 4 allowed');
  });

  it('of a run pauses the run; raised and resumed, the work goes on', async () => {
    const first = sender(2);
    const { orchestrator } = start({ bot: first.bot });
    const api = orchestrator.as(ADA);
    await create(api);
    const { runId } = await api.call('changeRun', {
      conversationId: 'c1',
      clientRequestId: 'run',
      campaignId: 'spring',
    });
    const scope = { kind: 'run', id: runId } as const;
    await api.call('setBudget', setBudget({ ...sends(1), scope }));
    await talk(api);
    await framesUntil(api, whole, closes(2));
    expect(first.codes).toEqual(['BudgetExceeded']);
    expect((await logOf(api)).find(({ type }) => type === 'paused')?.payload).toMatchObject({ runId });
    // Nobody starts while it is paused.
    await talk(api, 'More');
    await api.call('setBudget', setBudget({ ...sends(10), scope }));
    expect((await logOf(api)).filter(({ type }) => type === 'execution_started')).toHaveLength(1);
    await api.call('resume', { conversationId: 'c1', clientRequestId: 'resume', runId });
    await framesUntil(api, whole, closes(4));
    expect(first.allowed()).toBe(3);
  });

  it('of a campaign counts what other conversations of it have spent', async () => {
    const { bot, codes } = sender(2);
    const { orchestrator } = start({ bot });
    const api = orchestrator.as(ADA);
    const budget = { ...sends(3), scope: { kind: 'campaign', id: 'spring' } } as const;
    for (const conversationId of ['c1', 'c2']) {
      await create(api, conversationId);
      const campaign = { conversationId, clientRequestId: `run-${conversationId}`, campaignId: 'spring' };
      await api.call('changeRun', campaign);
      await api.call('setBudget', { ...setBudget(budget), conversationId });
      await api.call('sendMessage', { ...say('Go'), conversationId });
      await framesUntil(api, { conversationId, cursor: '0' }, closes(2));
    }
    expect(codes).toEqual(['BudgetExceeded']);
  });

  it('is lifted by null, and at most 64 are kept', async () => {
    const { orchestrator } = start();
    const api = orchestrator.as(ADA);
    await create(api);
    const head = (await api.call('setBudget', setBudget(sends(3)))).seq;
    expect((await api.call('setBudget', setBudget(sends(3)))).seq).toBe(head);
    await api.call('setBudget', setBudget(sends(null)));
    for (let count = 0; count < 64; count++) {
      await api.call('setBudget', setBudget({ ...sends(1), meter: `m${count}` }));
    }
    await expect(api.call('setBudget', setBudget(sends(1)))).rejects.toMatchObject({ code: 'RateLimited' });
    await api.call('setBudget', setBudget({ ...sends(2), meter: 'm0' }));
  });

  it('is refused for what the conversation is no part of', async () => {
    const { orchestrator } = start();
    const api = orchestrator.as(ADA);
    await create(api);
    for (const [kind, id, code] of [
      ['run', 'other', 'UnknownRun'],
      ['conversation', 'other', 'InvalidRequest'],
      ['interface', 'other', 'InvalidRequest'],
      ['tenant', 'other', 'InvalidRequest'],
    ] as const) {
      const params = setBudget({ ...sends(1), scope: { kind, id } });
      await expect(api.call('setBudget', params)).rejects.toMatchObject({ code });
    }
    await api.call('setBudget', setBudget({ ...sends(1), scope: { kind: 'tenant', id: 'default' } }));
  });
});

describe('what the host counts', () => {
  const bounces: Budget = {
    meter: 'bounces',
    scope: ofConversation,
    window: 'total',
    limit: 30_000,
    per: { meter: 'sends', min: 50 },
  };

  it('pauses the conversation when a rate rises above its threshold, from a fair sample on', async () => {
    const { orchestrator } = start();
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('setBudget', setBudget(bounces));
    const operator = orchestrator.as(OPERATOR);
    // 5 of 40 is far above 3 %, and says nothing yet.
    await operator.call(
      'recordUsage',
      record([
        { meter: 'sends', amount: 40 },
        { meter: 'bounces', amount: 5 },
      ]),
    );
    expect((await logOf(api)).some(({ type }) => type === 'paused')).toBe(false);
    await operator.call('recordUsage', record([{ meter: 'sends', amount: 60 }]));
    const log = await logOf(api);
    expect(log.find(({ type }) => type === 'budget_exceeded')?.payload).toMatchObject({ used: 50_000 });
    expect(log.at(-1)).toMatchObject({ type: 'message', author: 'system', finality: 'turn' });
  });

  it('is counted once, however often it is reported', async () => {
    const ledger = createMemoryLedger();
    const { orchestrator } = start({}, { ledger });
    const api = orchestrator.as(ADA);
    await create(api);
    const operator = orchestrator.as(OPERATOR);
    const report = record([{ meter: 'sends', amount: 7 }]);
    await operator.call('recordUsage', report);
    await api.call('setBudget', setBudget(sends(5)));
    await operator.call('recordUsage', report);
    const account = { tenant: 'default', meter: 'sends', scope: ofConversation, window: 'total' } as const;
    expect(await ledger.spent(account)).toMatchObject({ spent: 7 });
    await expect(
      operator.call('recordUsage', { ...report, amounts: [{ meter: 'sends', amount: 8 }] }),
    ).rejects.toMatchObject({ code: 'IdempotencyMismatch' });
    expect(await ledger.spent(account)).toMatchObject({ spent: 7 });
  });

  it('is not counted under a request that was another one', async () => {
    const ledger = createMemoryLedger();
    const { orchestrator } = start({}, { ledger });
    const [api, operator] = [orchestrator.as(ADA), orchestrator.as(OPERATOR)];
    await create(api);
    await operator.call('addNote', { conversationId: 'c1', clientRequestId: 'used', text: 'Hm.' });
    const spent = async () =>
      (await ledger.spent({ tenant: 'default', meter: 'sends', scope: ofConversation, window: 'total' }))
        .spent;
    const report = record([{ meter: 'sends', amount: 6 }]);
    await expect(operator.call('recordUsage', { ...report, clientRequestId: 'used' })).rejects.toMatchObject({
      code: 'IdempotencyMismatch',
    });
    expect(await spent()).toBe(0);
    await operator.call('recordUsage', report);
    expect(await spent()).toBe(6);
  });

  it('answers a retry as at first when its run is over since', async () => {
    const { orchestrator } = start({});
    const api = orchestrator.as(OPERATOR);
    await create(api);
    const run = { conversationId: 'c1' };
    const { runId } = await api.call('changeRun', { ...run, clientRequestId: 'open' });
    const report = { ...record([{ meter: 'sends', amount: 7 }]), runId };
    const first = await api.call('recordUsage', report);
    await api.call('changeRun', { ...run, clientRequestId: 'close', runId, status: 'completed' });
    expect(await api.call('recordUsage', report)).toEqual(first);
    const other = { ...record([{ meter: 'sends', amount: 7 }]), runId };
    await expect(api.call('recordUsage', other)).rejects.toMatchObject({ code: 'UnknownRun' });
  });

  it('belongs to a run that is open', async () => {
    const { orchestrator } = start();
    await create(orchestrator.as(ADA));
    await expect(
      orchestrator
        .as(OPERATOR)
        .call('recordUsage', { ...record([{ meter: 'sends', amount: 1 }]), runId: 'x' }),
    ).rejects.toMatchObject({ code: 'UnknownRun' });
  });
});

describe('a reservation', () => {
  it('is nobody else’s to settle', async () => {
    const codes: string[] = [];
    const bot = agent(async function* ({ control }) {
      const own = await control.reserve([{ meter: 'sends', amount: 1 }]);
      for (const id of ['other/1', own.replace(/\/.*/, '/made-up')]) {
        await control.settle(id, [{ meter: 'sends', amount: 1 }]).catch((error: { code: string }) => {
          codes.push(error.code);
        });
      }
      await control.release(own);
      yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
    });
    const { orchestrator } = start({ bot });
    const api = orchestrator.as(ADA);
    await create(api);
    await talk(api);
    await framesUntil(api, whole, closes(2));
    expect(codes).toEqual(['UnknownReservation', 'UnknownReservation']);
  });

  it('is refused while a person has paused the work', async () => {
    const codes: string[] = [];
    const paused = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const bot = agent(async function* ({ control }) {
      begun.resolve();
      await paused.promise;
      yield { type: 'tool_call', toolCallId: 't1', name: 'send', args: {} };
      for (const ask of [
        () => control.reserve([{ meter: 'sends', amount: 1 }]),
        () => control.startTool('t1'),
      ]) {
        await ask().catch((error: { code: string }) => codes.push(error.code));
      }
      yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
    });
    const { orchestrator } = start({ bot });
    const api = orchestrator.as(ADA);
    await create(api);
    await talk(api);
    await begun.promise;
    await api.call('pause', { conversationId: 'c1', clientRequestId: 'pause' });
    paused.resolve();
    const frames = await framesUntil(api, whole, closes(2));
    expect(codes).toEqual(['Paused', 'Paused']);
    expect(frames.some(ofType('tool_started'))).toBe(false);
    expect((frames.at(-1)?.data as ConversationEvent).author).toBe('bot');
  });
});
