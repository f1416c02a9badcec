import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAgent, defineTool, type ModelPort } from '@agent-chat/agents';
import { createOrchestrator, type Orchestrator } from '@agent-chat/core';
import type { Caller, ConversationEvent } from '@agent-chat/protocol';
import { createSqliteStore, type SqliteStore } from '@agent-chat/store-sqlite';
import { expect, it, onTestFinished } from 'vitest';

const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };
const OPERATOR: Caller = { kind: 'operator', tenant: 'default', participantId: 'op' };

/** Pays once, then says so. */
const model: ModelPort = {
  modelId: 'script',
  async *step({ messages }) {
    const hasPaid = messages.some(({ role }) => role === 'tool');
    if (hasPaid) yield { type: 'text', append: 'Paid.' };
    else yield { type: 'tool_call', toolCallId: 'p1', name: 'pay', args: { amount: 3 } };
    yield { type: 'finish', reason: hasPaid ? 'stop' : 'tool_calls' };
  },
};

it('a turn that waits for a person goes on after a restart on SQLite, and its tool runs once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-chat-parked-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const runs: unknown[] = [];
  const pay = defineTool({
    name: 'pay',
    description: 'Pays.',
    parameters: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
    needsApproval: true,
    run: (args) => runs.push(args),
  });
  const open = async (): Promise<{ orchestrator: Orchestrator; store: SqliteStore }> => {
    const store = await createSqliteStore({ folder });
    const agents = { bot: createAgent({ model, tools: [pay] }) };
    const orchestrator = createOrchestrator({ store, agents });
    await orchestrator.start();
    return { orchestrator, store };
  };
  const logOf = async (orchestrator: Orchestrator): Promise<readonly ConversationEvent[]> =>
    (await orchestrator.as(ADA).call('getEvents', { conversationId: 'c1' })).events;

  const first = await open();
  const api = first.orchestrator.as(ADA);
  await api.call('createConversation', {
    clientRequestId: 'create',
    conversationId: 'c1',
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  });
  const parts = [{ type: 'text' as const, partId: 'p1', text: 'Pay' }];
  await api.call('sendMessage', { conversationId: 'c1', clientRequestId: 'ask', parts });
  const isAsked = ({ type }: ConversationEvent): boolean => type === 'approval_requested';
  await expect.poll(async () => (await logOf(first.orchestrator)).some(isAsked)).toBe(true);
  await first.orchestrator.close();
  await first.store.close();
  expect(runs).toEqual([]);

  const second = await open();
  const { approvalId, argsHash } = (await logOf(second.orchestrator)).find(isAsked)?.payload as {
    approvalId: string;
    argsHash: string;
  };
  await second.orchestrator.as(OPERATOR).call('resolveApproval', {
    conversationId: 'c1',
    clientRequestId: 'yes',
    approvalId,
    argsHash,
    decision: 'approve',
    editedArgs: { amount: 1 },
  });
  await expect.poll(async () => (await logOf(second.orchestrator)).at(-1)?.finality).toBe('turn');
  const log = await logOf(second.orchestrator);
  expect(log.at(-1)).toMatchObject({ author: 'bot', turn: 2, payload: { parts: [{ text: 'Paid.' }] } });
  expect(log.filter(({ type }) => type === 'tool_started')).toHaveLength(1);
  expect(runs).toEqual([{ amount: 1 }]);
  await second.orchestrator.close();
  await second.store.close();
});
