import { canonicalHash, type ConversationEvent } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import type { SettingProposal } from '../../decide/propose-setting.js';
import type { SettingValue } from '../../guard/setting.js';
import {
  ADA,
  agent,
  closes,
  create,
  framesUntil,
  logOf,
  say,
  start,
  whole,
} from '../../test-support/orchestrator-fixture.js';

let requests = 0;
const command = () => ({ conversationId: 'c1', clientRequestId: `approved-${++requests}` });
const payloadsOf = (log: readonly ConversationEvent[], type: string) =>
  log.filter((event) => event.type === type).map(({ payload }) => payload);

/** A setting that an agent has asked for in the run `runId`. */
async function asked(setting: SettingValue, options: { autopilot?: 0 } = {}) {
  const outcomes: SettingProposal[] = [];
  const bot = agent(async function* ({ events, control }) {
    const message = events.findLast(({ type, author }) => type === 'message' && author === 'ada');
    outcomes.push(await control.proposeSetting(setting, message?.seq ?? 0));
    yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
  });
  const { orchestrator } = start({ bot });
  const api = orchestrator.as(ADA);
  await create(api);
  const { runId } = await api.call('sendMessage', say('Please do as you like.', { options }));
  await framesUntil(api, whole, closes(2));
  const [{ approvalId = '' } = {}] = outcomes;
  const answer = (decision: 'approve' | 'deny' = 'approve') =>
    api.call('resolveApproval', { ...command(), approvalId, argsHash: canonicalHash(setting), decision });
  const openAnother = async () =>
    (await api.call('changeRun', { ...command(), title: 'The next one' })).runId;
  return { api, runId, answer, openAnother };
}

const BUDGET: SettingValue = { kind: 'budget', meter: 'money', window: 'day', limit: 500_000_000 };
const RATE: SettingValue = { kind: 'rate_threshold', meter: 'bounces', per: 'sends', limit: 30_000 };

describe('a setting that a person approves', () => {
  it.each([BUDGET, RATE])('$kind holds for the run that it was asked for in', async (setting) => {
    const { api, runId, answer, openAnother } = await asked(setting);
    const other = await openAnother();
    await answer();
    const log = await logOf(api);
    expect(payloadsOf(log, 'budget_set')).toMatchObject([{ scope: { kind: 'run', id: runId } }]);
    expect(log.find(({ type }) => type === 'budget_set')?.runId).toBe(runId);
    expect(other).not.toBe(runId);
  });

  it('of autopilot is not put above the level of a run that was opened since', async () => {
    const { api, runId, answer, openAnother } = await asked(
      { kind: 'autopilot', level: 2 },
      { autopilot: 0 },
    );
    const other = await openAnother();
    await api.call('setAutopilot', { ...command(), runId: other, level: 0 });
    const before = payloadsOf(await logOf(api), 'autopilot_set').length;
    await answer();
    expect(payloadsOf(await logOf(api), 'autopilot_set').slice(before)).toEqual([
      { level: 2 },
      { level: 2, runId },
    ]);
  });

  it.each<SettingValue>([BUDGET, RATE, { kind: 'autopilot', level: 2 }])(
    '$kind is refused when its run is over, and may be denied',
    async (setting) => {
      const { api, runId, answer } = await asked(setting);
      await api.call('changeRun', { ...command(), runId, status: 'completed' });
      const head = (await logOf(api)).length;
      await expect(answer()).rejects.toMatchObject({ code: 'RunClosed' });
      expect(await logOf(api)).toHaveLength(head);
      await answer('deny');
    },
  );

  it('of the whole conversation is applied also after the end of the run', async () => {
    const { api, runId, answer } = await asked({ kind: 'model', model: 'small' });
    await api.call('changeRun', { ...command(), runId, status: 'completed' });
    await answer();
    expect(payloadsOf(await logOf(api), 'updated')).toEqual([{ model: 'small' }]);
  });

  it('is refused when a policy has come to forbid it', async () => {
    const { api, answer } = await asked(BUDGET);
    const source =
      'rules:\n  - {id: small, when: {settings: budget}, require: [{path: /limit, max: 5}], effect: block}\n';
    await api.call('setPolicy', { ...command(), source });
    await expect(answer()).rejects.toMatchObject({
      code: 'PolicyViolation',
      details: { results: [{ rule: 'small', path: '/limit' }] },
    });
    expect(payloadsOf(await logOf(api), 'budget_set')).toEqual([]);
    await api.call('setPolicy', { ...command(), source: 'rules: []\n' });
    await answer();
    expect(payloadsOf(await logOf(api), 'budget_set')).toHaveLength(1);
  });
});
