import { createMemoryStore, createOrchestrator, type SettingValue } from '@agent-chat/core';
import { type ConversationEvent, isKnownEvent } from '@agent-chat/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAgent } from '../loop/create-agent.js';
import { call, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import { defineTool } from '../tools/tool.js';
import * as z from 'zod';
import type { SettingsInChat } from './said-settings.js';

const ADA = { kind: 'member', tenant: 'test', participantId: 'ada' } as const;
const OPERATOR = { kind: 'operator', tenant: 'test', participantId: 'op' } as const;

/** A conversation with an agent that answers "Done.", through a real orchestrator. */
async function talking(settingsInChat: boolean | SettingsInChat) {
  const model = scriptedModel(({ messages }) =>
    messages[0]?.role === 'user' && messages[0].text === 'Work' && messages.length === 1
      ? [call('work'), toTools]
      : [text('Done.'), stop],
  );
  const work = defineTool({
    name: 'work',
    description: '',
    parameters: z.object({}),
    needsApproval: true,
    run: () => 'ok',
  });
  const bot = createAgent({ model, tools: [work], settingsInChat });
  const orchestrator = createOrchestrator({ store: createMemoryStore(), agents: { bot } });
  onTestFinished(() => orchestrator.close());
  const api = orchestrator.as(ADA);
  const operator = orchestrator.as(OPERATOR);
  const conversationId = 'c1';
  await api.call('createConversation', {
    clientRequestId: 'create',
    conversationId,
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  });
  const log = async (): Promise<readonly ConversationEvent[]> =>
    (await operator.call('getEvents', { conversationId, limit: 200 })).events;
  let requests = 0;
  const say = (words: string) =>
    api.call('sendMessage', {
      conversationId,
      clientRequestId: `say-${(requests += 1)}`,
      parts: [{ type: 'text', partId: 'p1', text: words }],
    });
  const answers = async () =>
    (await log()).filter(({ author, finality }) => author === 'bot' && finality === 'turn').length;
  return { api, operator, conversationId, model, log, say, answers };
}

const payloadsOf = (log: readonly ConversationEvent[], type: string) =>
  log.filter(isKnownEvent).flatMap((event) => (event.type === type ? [event.payload] : []));

describe('a setting that somebody writes to an agent', () => {
  it('applies as the control of the top bar does, and the model is told so', async () => {
    const { say, log, model, answers } = await talking(true);
    const { runId } = await say('Set autopilot L2 with $100 a day.');
    await expect.poll(answers).toBe(1);
    const events = await log();
    const set = events.filter(({ type }) => type === 'autopilot_set' || type === 'budget_set');
    expect(set.map(({ type, author, causedBy }) => ({ type, author, causedBy }))).toEqual([
      { type: 'autopilot_set', author: 'ada', causedBy: 3 },
      { type: 'budget_set', author: 'ada', causedBy: 3 },
    ]);
    expect(payloadsOf(events, 'budget_set')).toEqual([
      { meter: 'money', scope: { kind: 'run', id: runId }, window: 'day', limit: 100_000_000 },
    ]);
    expect(model.requests[0]?.messages.at(-1)).toEqual({
      role: 'user',
      text: '[Settings asked for above: autopilot L2 (in force now); a budget of $100.00 a day (in force now).]',
      isNote: true,
    });
  });

  it('is heard also when more is said before the agent is due, and once', async () => {
    const { api, operator, say, log, answers, conversationId, model } = await talking(true);
    const command = (clientRequestId: string) => ({ conversationId, clientRequestId });
    await operator.call('pause', command('pause'));
    await say('Set autopilot L2.');
    await say('Is anybody there?');
    await operator.call('resume', command('resume'));
    await expect.poll(answers).toBe(1);
    // Somebody has written since: so it is asked for.
    const asked = payloadsOf(await log(), 'approval_requested') as { approvalId: string; argsHash: string }[];
    expect(asked).toMatchObject([{ subject: { kind: 'setting', name: 'autopilot' }, approvers: ['ada'] }]);
    expect(model.requests[0]?.messages.at(-1)).toMatchObject({
      text: expect.stringContaining('autopilot L2 (waits for a yes'),
    });
    const { approvalId = '', argsHash = '' } = asked[0] ?? {};
    await api.call('resolveApproval', { ...command('no'), approvalId, argsHash, decision: 'deny' });
    await say('And now?');
    await expect.poll(answers).toBe(2);
    expect(payloadsOf(await log(), 'approval_requested')).toHaveLength(1);
  });

  it('sets nothing where the agent does not listen for it', async () => {
    const { say, log, answers } = await talking(false);
    await say('Set autopilot L2 with $100 a day.');
    await expect.poll(answers).toBe(1);
    expect(payloadsOf(await log(), 'autopilot_set')).toEqual([]);
  });

  it('in words that only the host understands is asked of its author, and applies with one click', async () => {
    const budget: SettingValue = { kind: 'budget', meter: 'money', window: 'day', limit: 50_000_000 };
    const read = (words: string) => (words.includes('fifty bucks') ? [budget] : []);
    const { api, say, log, answers, conversationId } = await talking({ read });
    await say('Use fifty bucks each day');
    await expect.poll(answers).toBe(1);
    const [asked] = payloadsOf(await log(), 'approval_requested') as [
      { approvalId: string; argsHash: string },
    ];
    expect(asked).toMatchObject({ subject: { kind: 'setting', name: 'budget' }, approvers: ['ada'] });
    expect(payloadsOf(await log(), 'budget_set')).toEqual([]);
    await api.call('resolveApproval', {
      conversationId,
      clientRequestId: 'yes',
      approvalId: asked.approvalId,
      argsHash: asked.argsHash,
      decision: 'approve',
    });
    expect(payloadsOf(await log(), 'budget_set')).toMatchObject([{ limit: 50_000_000, window: 'day' }]);
  });

  it('is proposed once, also when its turn waits for a person and goes on', async () => {
    const { api, operator, say, log, answers, conversationId } = await talking(true);
    await say('Work');
    await expect.poll(async () => payloadsOf(await log(), 'approval_requested').length).toBe(1);
    await api.call('sendMessage', {
      conversationId,
      clientRequestId: 'steer',
      delivery: 'steer',
      parts: [{ type: 'text', partId: 'p1', text: 'Set autopilot L3' }],
    });
    await expect.poll(async () => payloadsOf(await log(), 'autopilot_set').length).toBe(1);
    // A person takes it back while the turn still waits: the old words do not ask for it again.
    await operator.call('setAutopilot', { conversationId, clientRequestId: 'back', level: 1 });
    const [asked] = payloadsOf(await log(), 'approval_requested') as [
      { approvalId: string; argsHash: string },
    ];
    await operator.call('resolveApproval', {
      conversationId,
      clientRequestId: 'yes',
      approvalId: asked.approvalId,
      argsHash: asked.argsHash,
      decision: 'approve',
    });
    await expect.poll(answers).toBe(1);
    expect(payloadsOf(await log(), 'approval_requested')).toHaveLength(1);
  });
});
