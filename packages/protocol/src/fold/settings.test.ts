import { expect, it } from 'vitest';
import { LogWriter, ROSTER } from '../test-support/log-writer.js';

function withRun(): LogWriter {
  const log = new LogWriter();
  log.write('created', 'system', { participants: [...ROSTER] });
  log.write('run_changed', 'ada', { runId: 'r1', status: 'running', previousStatus: null, campaignId: 'k' });
  return log;
}
const MONEY = { meter: 'money', scope: { kind: 'run', id: 'r1' }, window: 'day' } as const;

it('replaces a budget on the same in its place, keeps another, and lifts one by null', () => {
  const log = withRun();
  log.write('budget_set', 'ada', { ...MONEY, limit: 5 });
  log.write('budget_set', 'ada', { ...MONEY, limit: 7 });
  log.write('budget_set', 'ada', { ...MONEY, window: 'week', limit: 9 });
  expect(log.control.budgets.map((budget) => budget.limit)).toEqual([7, 9]);
  log.write('budget_set', 'ada', { ...MONEY, limit: 8 });
  expect(log.control.budgets.map((budget) => budget.limit)).toEqual([8, 9]);
  log.write('budget_set', 'ada', { ...MONEY, limit: null });
  expect(log.control.budgets.map((budget) => budget.limit)).toEqual([9]);
});

it('has no budgets of a run that is over among what is open, but in the run', () => {
  const log = withRun();
  log.write('budget_set', 'ada', { ...MONEY, limit: 5 });
  log.write('run_changed', 'ada', { runId: 'r1', status: 'completed', previousStatus: 'running' });
  expect(log.control).toMatchObject({ budgets: [], runs: [], currentRunId: null });
  const run = log.state.timeline.runs.get('r1');
  expect(run).toMatchObject({ status: 'completed', campaignId: 'k', budgets: [{ limit: 5 }] });
});

it('keeps the policy that those see who do not see a newer one, until one is for everyone', () => {
  const log = withRun();
  const policy = (version: number, audience: 'everyone' | 'operators'): unknown =>
    log.write('policy_changed', 'ada', { policyId: 'p', version, source: '', hash: '' }, { audience });
  const versions = (): number[] => log.control.policies.map((one) => one.version);
  policy(1, 'everyone');
  policy(2, 'operators');
  expect(versions()).toEqual([1, 2]);
  policy(3, 'operators');
  expect(versions()).toEqual([1, 3]);
  policy(4, 'everyone');
  expect(versions()).toEqual([4]);
});

it('patches the state of a run, and leaves it where a patch does not fit', () => {
  const log = withRun();
  log.write('state_patched', 'bot', { runId: 'r1', patch: [{ op: 'add', path: '/n', value: 1 }] });
  log.write('state_patched', 'bot', { runId: 'r1', patch: [{ op: 'remove', path: '/x' }] });
  expect(log.state.timeline.runs.get('r1')?.state).toEqual({ n: 1 });
});

it('pauses a run, and the conversation', () => {
  const log = withRun();
  const reason = { code: 'asked', message: 'Wait.' };
  log.write('paused', 'ada', { runId: 'r1', reason });
  log.write('paused', 'ada', { reason });
  expect(log.control).toMatchObject({ paused: reason, runs: [{ status: 'paused' }] });
  log.write('resumed', 'ada', { runId: 'r1' });
  log.write('resumed', 'ada', {});
  expect(log.control).toMatchObject({ paused: null, runs: [{ status: 'running' }] });
});
