import type { Budget, MethodParams } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import {
  ADA,
  agent,
  closes,
  create,
  framesUntil,
  logOf,
  OPERATOR,
  say,
  start,
  whole,
} from '../../test-support/orchestrator-fixture.js';

let requests = 0;
const command = () => ({ conversationId: 'c1', clientRequestId: `rate-${++requests}` });
const ofConversation = { kind: 'conversation', id: 'c1' } as const;
const bounces = (rest: Partial<Budget> = {}): Budget => ({
  meter: 'bounces',
  scope: ofConversation,
  window: 'total',
  limit: 30_000,
  per: { meter: 'sends', min: 50 },
  ...rest,
});
const ofRun = (id: string) => ({ kind: 'run', id }) as const;

/** A conversation with two open runs, of which the second is the current one. */
async function twoRuns() {
  const { orchestrator } = start();
  const api = orchestrator.as(ADA);
  await create(api);
  const operator = orchestrator.as(OPERATOR);
  const open = async () => (await api.call('changeRun', { ...command(), campaignId: 'spring' })).runId;
  const [r1, r2] = [await open(), await open()];
  const set = (budget: Budget) => api.call('setBudget', { ...command(), budget });
  const report = (runId: string, amounts: MethodParams<'recordUsage'>['amounts']) =>
    operator.call('recordUsage', { ...command(), runId, amounts });
  return { api, operator, r1, r2, set, report };
}

const BOUNCED = [
  { meter: 'sends', amount: 100 },
  { meter: 'bounces', amount: 20 },
];

describe('a rate', () => {
  it.each<Partial<Budget>>([
    { window: 'day' },
    { scope: { kind: 'campaign', id: 'spring' } },
    { scope: { kind: 'tenant', id: 'default' }, window: 'month' },
  ])('counts what was reserved and settled, also for %j', async (rest) => {
    const bot = agent(async function* ({ control }) {
      const reservation = await control.reserve([{ meter: 'sends', amount: 100 }]);
      await control.settle(reservation, [{ meter: 'sends', amount: 100 }]);
      yield { type: 'message', parts: [{ type: 'text', text: 'Sent.' }], finality: 'turn' };
    });
    const { orchestrator } = start({ bot });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('changeRun', { ...command(), campaignId: 'spring' });
    await api.call('setBudget', { ...command(), budget: bounces(rest) });
    await api.call('sendMessage', say('Send'));
    await framesUntil(api, whole, closes(2));
    const amounts = [{ meter: 'bounces', amount: 20 }];
    await orchestrator.as(OPERATOR).call('recordUsage', { ...command(), amounts });
    const log = await logOf(api);
    // 20 of 100.
    expect(log.find(({ type }) => type === 'budget_exceeded')?.payload).toMatchObject({ used: 200_000 });
    expect(log.some(({ type }) => type === 'paused')).toBe(true);
  });

  it('that is broken in a run which is paused does not hide those that are broken behind it', async () => {
    const { api, r1, set, report } = await twoRuns();
    await set(bounces({ scope: ofRun(r1) }));
    await report(r1, BOUNCED);
    // Of the same meter, for all that the conversation does.
    await set(bounces({ limit: 100_000 }));
    await report(r1, [{ meter: 'bounces', amount: 20 }]);
    const paused = (await logOf(api)).filter(({ type }) => type === 'paused');
    expect(paused.map(({ payload }) => payload)).toEqual([
      expect.objectContaining({ runId: r1 }),
      expect.not.objectContaining({ runId: r1 }),
    ]);
  });

  it('tells with all others that are broken by the same report, in one append', async () => {
    const { api, r1, set, report } = await twoRuns();
    await set(bounces({ scope: ofRun(r1) }));
    await set(bounces({ scope: ofRun(r1), meter: 'complaints', limit: 1_000 }));
    await set(bounces({ limit: 100_000 }));
    const before = (await logOf(api)).length;
    await report(r1, [...BOUNCED, { meter: 'complaints', amount: 1 }]);
    const told = (await logOf(api)).slice(before);
    expect(told.map(({ type }) => type)).toEqual([
      'budget_exceeded',
      'budget_exceeded',
      'budget_exceeded',
      'paused',
      'paused',
      'message',
    ]);
    expect(told[3]?.payload).toMatchObject({
      runId: r1,
      reason: { message: 'The budgets for bounces, complaints are used up.' },
    });
    const { parts } = told[5]?.payload as { parts: { partId: string }[] };
    expect(parts.map(({ partId }) => partId)).toEqual(['escalation', 'escalation-2', 'escalation-3']);
    // Nothing is told again of what is paused.
    await report(r1, [{ meter: 'bounces', amount: 1 }]);
    expect(await logOf(api)).toHaveLength(before + told.length);
  });

  it('is told of in the run that broke it, whichever is the current one', async () => {
    const { api, r1, r2, set, report } = await twoRuns();
    await set(bounces({ scope: ofRun(r1) }));
    await report(r1, BOUNCED);
    const log = await logOf(api);
    const at = log.findIndex(({ type }) => type === 'budget_exceeded');
    expect(log.slice(at).map(({ type, runId }) => [type, runId])).toEqual([
      ['budget_exceeded', r1],
      ['paused', r1],
      ['message', r1],
    ]);
    // The other run is the one that agents work on.
    expect(log.find(({ runId }) => runId === r2)).toBeDefined();
    const seen: string[] = [];
    const params = { ...whole, filters: { runId: r1 } };
    await framesUntil(api, params, (frame) => {
      if (frame.kind === 'event') seen.push(frame.data.type);
      return frame.kind === 'caught_up';
    });
    expect(seen).toEqual(expect.arrayContaining(['budget_exceeded', 'paused', 'message']));
  });
});
