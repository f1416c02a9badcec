import { AgentChatError } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { ManualClock } from '../test-support/manual-clock.js';
import { createSessionUpkeep } from './session-upkeep.js';

/** One round, with readers of a session whose record cannot be looked at and of one that was removed. */
async function round(code: 'StoreDamaged' | 'Unavailable') {
  const revoked: string[] = [];
  const errors: unknown[] = [];
  let reaped = 0;
  const upkeep = createSessionUpkeep({
    sessions: {
      async look(sessionId) {
        if (sessionId === 'faulty') throw new AgentChatError(code, 'It cannot be read.');
        return null;
      },
      expiresAtMs: () => null,
    },
    connections: {
      sessionIds: () => new Set(['faulty', 'removed']),
      revoke: (sessionId) => void revoked.push(sessionId),
    },
    reaper: {
      async reap() {
        reaped += 1;
        return 0;
      },
    },
    syncClock: async () => undefined,
    now: () => 0,
    clock: new ManualClock(),
    everyMs: 1_000,
    onError: (error) => void errors.push(error),
  });
  upkeep.start();
  await upkeep.close();
  return { revoked, errors, reaped };
}

it('ends who is over, and does what is due, also where the record of somebody else cannot be read', async () => {
  const { revoked, errors, reaped } = await round('StoreDamaged');
  expect(errors).toMatchObject([{ code: 'StoreDamaged' }]);
  expect([revoked, reaped]).toEqual([['removed'], 1]);
});

it('waits for the next round where the store is away', async () => {
  const { revoked, errors, reaped } = await round('Unavailable');
  expect(errors).toMatchObject([{ code: 'Unavailable' }]);
  expect([revoked, reaped]).toEqual([[], 0]);
});
