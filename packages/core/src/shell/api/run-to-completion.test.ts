import { expect, it } from 'vitest';
import type { Clock } from '../../ports/environment.js';
import type { SchedulingPolicy } from '../../ports/scheduling-policy.js';
import {
  ADA,
  create,
  OPERATOR,
  say,
  settled,
  start,
  waiting,
} from '../../test-support/orchestrator-fixture.js';
import { createManualClock } from '../../testing/manual-clock.js';

it('is waited for by so many at once, and no more', async () => {
  const { orchestrator } = start({ bot: waiting() });
  const ada = orchestrator.as(ADA);
  await create(ada);
  await ada.call('sendMessage', say('Hello'));
  const waits = () => ada.call('runToCompletion', { conversationId: 'c1', timeoutMs: 600_000 });
  const all = Array.from({ length: 33 }, waits);
  await expect(Promise.race(all)).rejects.toMatchObject({ code: 'RateLimited' });
  await orchestrator
    .as(OPERATOR)
    .call('stop', { conversationId: 'c1', clientRequestId: 'stop', turn: 2, mode: 'hard' });
  const ends = await Promise.allSettled(all);
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(32);
  // Who has had an answer makes room.
  expect(await waits()).toMatchObject({ status: 'waiting' });
});

it('leaves nothing waiting behind where the policy of the host fails', async () => {
  const clock = createManualClock();
  let waiting = 0;
  const counted: Clock = {
    now: () => clock.now(),
    after(delayMs, callback) {
      waiting += 1;
      const cancel = clock.after(delayMs, callback);
      return () => {
        waiting -= 1;
        cancel();
      };
    },
  };
  let isBroken = false;
  const broken: SchedulingPolicy = {
    name: 'broken',
    due: () => {
      if (isBroken) throw new Error('Broken.');
      return [];
    },
  };
  const { orchestrator } = start({}, { clock: counted, schedulingPolicy: broken });
  const ada = orchestrator.as(ADA);
  await create(ada);
  const before = waiting;
  isBroken = true;
  expect(await ada.call('runToCompletion', { conversationId: 'c1' })).toMatchObject({ status: 'waiting' });
  expect(waiting).toBe(before);
});

it.each([
  ['before the call', 0],
  ['right after the call', 1],
  ['while it waits', 2],
])('is given up with Aborted by a signal %s, and makes room', async (_, when) => {
  const { orchestrator } = start({ bot: waiting() });
  const ada = orchestrator.as(ADA);
  await create(ada);
  await ada.call('sendMessage', say('Hello'));
  const params = { conversationId: 'c1', timeoutMs: 600_000 };
  for (let round = 0; round < 40; round++) {
    const caller = new AbortController();
    if (when === 0) caller.abort('enough');
    const waited = ada.call('runToCompletion', params, { signal: caller.signal });
    const ended = expect(waited).rejects.toMatchObject({ code: 'Aborted', cause: 'enough' });
    if (when === 2) await settled();
    caller.abort('enough');
    await ended;
  }
});
