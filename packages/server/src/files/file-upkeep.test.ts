import { createMemoryStore } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { ManualClock } from '../test-support/manual-clock.js';
import { createFileUpkeep } from './file-upkeep.js';

it.each([
  ['goes on with the other tenants where the files of one cannot be removed', 'StoreUnwritable', ['b', 'c']],
  ['waits for the next round where the store is away', 'Unavailable', []],
] as const)('%s', async (_, code, expected) => {
  const { events, records } = createMemoryStore();
  const errors: unknown[] = [];
  const reaped: string[] = [];
  const upkeep = createFileUpkeep({
    attachments: {
      async reap({ tenant }) {
        if (tenant === 'a') throw new AgentChatError(code, 'They cannot be removed.');
        reaped.push(tenant);
        return 0;
      },
    },
    events,
    records,
    reapAfterMs: 600_000,
    now: () => 0,
    clock: new ManualClock(),
    onError: (error) => void errors.push(error),
  });
  for (const tenant of ['a', 'b', 'c']) await upkeep.noteTenant(tenant);
  upkeep.start();
  await upkeep.close();
  expect(errors).toMatchObject([{ code }]);
  expect(reaped).toEqual(expected);
});
