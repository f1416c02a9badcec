import { createOrchestrator } from '@agent-chat/core';
import { expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

const OPERATOR = { kind: 'operator', tenant: 'default', participantId: 'olga' } as const;
const SENDS = {
  tenant: 'default',
  meter: 'sends',
  scope: { kind: 'tenant', id: 'default' },
  window: 'total',
} as const;

it('what a budget has counted is still counted after a restart', async () => {
  const folder = temporaryFolder();
  const first = await createSqliteStore({ folder });
  const orchestrator = createOrchestrator({ store: first });
  const api = orchestrator.as(OPERATOR);
  const { conversationId } = await api.call('createConversation', {
    clientRequestId: 'create',
    participants: [{ participantId: 'olga', kind: 'user', displayName: 'Olga' }],
  });
  const { tenant: _, ...account } = SENDS;
  await api.call('setBudget', { conversationId, clientRequestId: 'cap', budget: { ...account, limit: 10 } });
  await api.call('recordUsage', {
    conversationId,
    clientRequestId: 'sent',
    amounts: [{ meter: 'sends', amount: 7 }],
  });
  await orchestrator.close();
  await first.close();
  const second = await createSqliteStore({ folder });
  expect(await second.ledger.spent(SENDS)).toEqual({ spent: 7, reserved: 0 });
  await second.close();
});
