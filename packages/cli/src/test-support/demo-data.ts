import { createOrchestrator } from '@agent-chat/core';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import { TENANT } from '../settings.js';

/** Makes data with one conversation of two people, and returns its id and its head. */
export async function makeData(folder: string): Promise<{ conversationId: string; head: number }> {
  const store = await createSqliteStore({ folder });
  const orchestrator = createOrchestrator({ store });
  const api = orchestrator.as({ kind: 'member', tenant: TENANT, participantId: 'ada' });
  const conversationId = 'c1';
  await api.call('createConversation', {
    clientRequestId: 'create',
    conversationId,
    title: 'Zahlen \u2028 und Wörter',
    participants: ['ada', 'bob'].map((participantId) => ({
      participantId,
      kind: 'user' as const,
      displayName: participantId,
    })),
  });
  const { seq } = await api.call('sendMessage', {
    conversationId,
    clientRequestId: 'r1',
    parts: [{ type: 'text', partId: 'p1', text: 'Guten Tag \u2028 🙂' }],
  });
  await orchestrator.close();
  await store.close();
  return { conversationId, head: seq };
}
