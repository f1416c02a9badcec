import { expect, it } from 'vitest';
import { collectGarbage } from '../test-support/collect-garbage.js';
import { LogWriter, ROSTER } from '../test-support/log-writer.js';

it('keeps nothing of what the state of a run was', async () => {
  const log = new LogWriter();
  log.write('created', 'system', { participants: [...ROSTER] });
  log.write('run_changed', 'ada', { runId: 'r1', status: 'running', previousStatus: null });
  const patch = (value: unknown): unknown =>
    log.write('state_patched', 'bot', { runId: 'r1', patch: [{ op: 'add', path: '/rows', value }] });
  const stateOf = (): object => log.state.timeline.runs.get('r1')?.state as object;
  patch([1]);
  const former = new WeakRef(stateOf());
  patch([2]);
  // What a WeakRef has given is kept to the end of the job.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(former.deref()).toBeUndefined();
  expect(stateOf()).toEqual({ rows: [2] });
});
