import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { AgentChatError, type Frame } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock } from '../test-support/manual-clock.js';
import { startAgents } from './start-agents.js';

const RETRY_AFTER_MS = 3_000;
const busy = (): AgentChatError =>
  new AgentChatError('Unavailable', 'Later.', { details: { retryAfterMs: RETRY_AFTER_MS } });

/** An agent with a turn to take, whose server is as `change` makes it. */
async function world(change: (api: ConversationApi) => ConversationApi, random: () => number) {
  const orchestrator = createOrchestrator({ store: createMemoryStore(), leaseMs: 600_000 });
  onTestFinished(() => orchestrator.close());
  const ada = orchestrator.as({ kind: 'member', tenant: 'default', participantId: 'ada' });
  await ada.call('createConversation', {
    clientRequestId: 'create',
    conversationId: 'c1',
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  });
  const parts = [{ type: 'text' as const, partId: 'p1', text: 'Hello' }];
  await ada.call('sendMessage', { conversationId: 'c1', clientRequestId: 'say', parts });
  const clock = new ManualClock();
  const transport = change(orchestrator.as({ kind: 'agent', tenant: 'default', participantId: 'bot' }));
  const bot = {
    async *run() {
      const text = [{ type: 'text' as const, text: 'Hi.' }];
      yield { type: 'message' as const, parts: text, finality: 'turn' as const };
    },
  };
  const started = startAgents({ transport, conversationId: 'c1', agents: { bot }, clock, random });
  onTestFinished(() => started.stop());
  const answers = async (): Promise<number> =>
    (await ada.call('getEvents', { conversationId: 'c1' })).events.filter(({ author }) => author === 'bot')
      .length;
  return { clock, answers };
}

describe('a server that asks to wait', () => {
  it.each([
    [0, RETRY_AFTER_MS],
    [0.5, RETRY_AFTER_MS + 50],
  ])('is not subscribed to before, and by each a little later (%d)', async (random, waitMs) => {
    let asked = 0;
    const { clock } = await world(
      (api) => ({
        ...api,
        subscribe() {
          asked += 1;
          throw busy();
        },
      }),
      () => random,
    );
    await expect.poll(() => clock.waiting).toEqual([waitMs]);
    clock.advance(waitMs - 1);
    expect(asked).toBe(1);
    clock.advance(1);
    await expect.poll(() => asked).toBe(2);
  });

  it('is not subscribed to before after it said good-bye, nor by all at once', async () => {
    let asked = 0;
    const bye: Frame = { kind: 'bye', data: { reason: 'shutdown', retryAfterMs: RETRY_AFTER_MS } };
    const { clock } = await world(
      (api) => ({
        ...api,
        async *subscribe() {
          asked += 1;
          yield bye;
        },
      }),
      () => 0.5,
    );
    await expect.poll(() => clock.waiting).toEqual([RETRY_AFTER_MS + 50]);
    expect(asked).toBe(1);
  });

  it.each(['startExecution', 'sendMessage'])('is not asked again before: %s', async (busyMethod) => {
    let asked = 0;
    const { clock, answers } = await world(
      (api) => ({
        ...api,
        async call(method, params, options) {
          if (method === busyMethod) {
            asked += 1;
            if (asked === 1) throw busy();
          }
          return api.call(method, params, options);
        },
      }),
      () => 0,
    );
    await expect.poll(() => asked).toBe(1);
    await expect.poll(() => clock.waiting).toContain(RETRY_AFTER_MS);
    clock.advance(RETRY_AFTER_MS - 1);
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked).toBe(1);
    clock.advance(1);
    await expect.poll(answers).toBe(1);
    expect(asked).toBe(2);
  });
});
