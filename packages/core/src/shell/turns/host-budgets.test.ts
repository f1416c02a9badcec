import type { Budget } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import type { BudgetedWork } from '../../ports/budget-rule.js';
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
const command = (conversationId = 'c1') => ({ conversationId, clientRequestId: `host-${++requests}` });
const spring = { kind: 'campaign', id: 'spring' } as const;
const sends = (limit: number, scope: Budget['scope'] = spring): Budget => ({
  meter: 'sends',
  scope,
  window: 'day',
  limit,
});

/** An agent that sends twice in each turn. */
function sender(codes: string[]) {
  return agent(async function* ({ control }) {
    for (let time = 0; time < 2; time += 1) {
      try {
        const reservation = await control.reserve([{ meter: 'sends', amount: 1 }]);
        await control.settle(reservation, [{ meter: 'sends', amount: 1 }]);
        codes.push('sent');
      } catch (error) {
        codes.push((error as { code: string }).code);
      }
    }
    yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
  });
}

/** Conversations of a host that has budgets of its own, of which those with a campaign send in turn. */
async function conversations(
  budgetsFor: (work: BudgetedWork) => readonly Budget[] | Promise<readonly Budget[]>,
  campaigns: Readonly<Record<string, string | undefined>>,
) {
  const codes: string[] = [];
  const { orchestrator } = start({ bot: sender(codes) }, { budgetsFor });
  const api = orchestrator.as(ADA);
  for (const [conversationId, campaignId] of Object.entries(campaigns)) {
    await create(api, conversationId);
    await api.call('changeRun', { ...command(conversationId), ...(campaignId && { campaignId }) });
    await api.call('sendMessage', { ...say('Go'), conversationId });
    await framesUntil(api, { conversationId, cursor: '0' }, closes(2));
  }
  return { api, operator: orchestrator.as(OPERATOR), codes };
}

describe('a budget of the host', () => {
  it('caps a campaign in all of its conversations, where nobody has set anything', async () => {
    const asked: BudgetedWork[] = [];
    const { codes, operator } = await conversations(
      async (work) => {
        asked.push(work);
        return [sends(3)];
      },
      { c1: 'spring', c2: 'spring', c3: undefined, c4: 'autumn' },
    );
    expect(codes).toEqual(['sent', 'sent', 'sent', 'BudgetExceeded', 'sent', 'sent', 'sent', 'sent']);
    expect(asked[0]).toEqual({
      tenant: 'default',
      conversationId: 'c1',
      runId: expect.any(String),
      campaignId: 'spring',
      interfaceId: null,
    });
    const { events } = await operator.call('getEvents', { conversationId: 'c2', limit: 100 });
    expect(events.find(({ type }) => type === 'budget_exceeded')?.payload).toEqual({
      budget: sends(3),
      used: 3,
      requested: 1,
    });
    expect(events.some(({ type }) => type === 'paused')).toBe(true);
  });

  it('is neither raised nor lifted by one that people set, and holds as soon as the host changes it', async () => {
    let limit = 1;
    const { api, codes } = await conversations(() => [sends(limit)], { c1: 'spring' });
    expect(codes).toEqual(['sent', 'BudgetExceeded']);
    const { runId } = await api.call('sendMessage', say('More'));
    const resume = () => api.call('resume', { ...command(), runId: runId ?? '' });
    await api.call('setBudget', { ...command(), budget: sends(100) });
    await resume();
    await framesUntil(api, whole, closes(4));
    expect(codes.slice(2)).toEqual(['BudgetExceeded', 'Paused']);
    limit = 50;
    await api.call('setBudget', { ...command(), budget: sends(2) });
    await api.call('sendMessage', say('More'));
    await resume();
    await framesUntil(api, whole, closes(6));
    // That of the conversation is the lower one now.
    expect(codes.slice(4)).toEqual(['sent', 'BudgetExceeded']);
  });

  it('may be a rate, which a report breaks', async () => {
    const rate: Budget = {
      meter: 'bounces',
      per: { meter: 'sends', min: 2 },
      scope: spring,
      window: 'day',
      limit: 30_000,
    };
    const { api, operator } = await conversations(() => [rate], { c1: 'spring' });
    await operator.call('recordUsage', { ...command(), amounts: [{ meter: 'bounces', amount: 1 }] });
    const exceeded = (await logOf(api)).filter(({ type }) => type === 'budget_exceeded');
    expect(exceeded.map(({ payload }) => payload)).toMatchObject([{ used: 500_000 }]);
  });

  it('that cannot be told lets nothing be reserved', async () => {
    const { codes } = await conversations(() => Promise.reject(new Error('The database is away.')), {
      c1: 'spring',
    });
    expect(codes).not.toContain('sent');
  });
});
