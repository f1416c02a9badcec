import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { isMessageEvent } from '@agent-chat/protocol';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { ModelPort } from '../model/model-port.js';
import { createAgent } from './create-agent.js';

vi.setConfig({ testTimeout: 60_000 });

const TURNS = 200;
const LIMIT = 200_000;
const MAX_OUTPUT = 200;

it('200 turns at once against one budget of their tenant overspend nothing, and the rest are told', async () => {
  let asked = 0;
  const model: ModelPort = {
    modelId: 'costly',
    maxOutputTokens: MAX_OUTPUT,
    costOf: ({ inputTokens, outputTokens }) => inputTokens + 50 * outputTokens,
    async *step() {
      asked += 1;
      const outputTokens = (asked * 37) % (MAX_OUTPUT + 1);
      // Others reserve meanwhile.
      await new Promise((resolve) => setImmediate(resolve));
      yield { type: 'text', append: 'Done.' };
      yield { type: 'finish', reason: 'stop', usage: { inputTokens: 12, outputTokens } };
    },
  };
  const store = createMemoryStore();
  const orchestrator = createOrchestrator({
    store,
    agents: { bot: createAgent({ model }) },
  });
  onTestFinished(() => orchestrator.close());
  const api = orchestrator.as({ kind: 'operator', tenant: 'test', participantId: 'op' });
  const ids = Array.from({ length: TURNS }, (_, index) => `c${index}`);
  const scope = { kind: 'tenant', id: 'test' } as const;
  const budget = { meter: 'money', scope, window: 'total', limit: LIMIT } as const;
  const participants = [
    { participantId: 'op', kind: 'user' as const, displayName: 'Op' },
    { participantId: 'bot', kind: 'agent' as const, displayName: 'Bot' },
  ];
  for (const conversationId of ids) {
    await api.call('createConversation', {
      clientRequestId: `make-${conversationId}`,
      conversationId,
      participants,
    });
    await api.call('setBudget', { clientRequestId: `cap-${conversationId}`, conversationId, budget });
  }
  const parts = [{ type: 'text' as const, partId: 't', text: 'Go' }];
  await Promise.all(
    ids.map((conversationId) => api.call('sendMessage', { conversationId, clientRequestId: 'go', parts })),
  );
  const endOf = async (conversationId: string) => {
    const { events } = await api.call('getEvents', { conversationId, limit: 100 });
    return events
      .filter(isMessageEvent)
      .find(({ author, finality }) => author === 'bot' && finality === 'turn')?.payload.outcome;
  };
  const ends = await Promise.all(
    ids.map(async (conversationId) => {
      await expect.poll(() => endOf(conversationId), { timeout: 30_000, interval: 20 }).toBeDefined();
      return endOf(conversationId);
    }),
  );
  const { spent, reserved } = await store.ledger.spent({
    tenant: 'test',
    meter: 'money',
    scope,
    window: 'total',
  });
  expect(spent).toBeLessThanOrEqual(LIMIT);
  expect(reserved).toBe(0);
  const codes = ends.map((outcome) => outcome?.reason?.code ?? outcome?.status);
  const done = codes.filter((code) => code === 'complete').length;
  expect(done).toBe(asked);
  expect(done).toBeGreaterThan(10);
  expect(codes.filter((code) => code === 'budget_exceeded')).toHaveLength(TURNS - done);
  expect(done).toBeLessThan(TURNS);
});
