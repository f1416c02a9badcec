import { expect, it } from 'vitest';
import { ADA, create, OPERATOR, say, start, waiting } from '../../test-support/orchestrator-fixture.js';

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
