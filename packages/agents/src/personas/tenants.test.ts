import {
  type Attachments,
  createAttachments,
  createMemoryBlobStore,
  createMemoryStore,
  createMemoryRecordStore,
  createOrchestrator,
  randomIds,
  systemClock,
} from '@agent-chat/core';
import type { Caller } from '@agent-chat/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { startAgents } from '../remote/start-agents.js';
import { call, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import { defineTool, type ToolCallPlace } from '../tools/tool.js';
import { parsePersona } from './persona.js';
import { createPersonaAgent } from './persona-agent.js';
import { createPersonaLibrary } from './persona-library.js';

const TENANTS = ['alpha', 'beta'];
const PERSONA = 'name: Guide\nsystemPrompt: Guide people.\ndefault: true\nallowedTools: [list]\n';

/** One agent with one library, which keeps long results as the documentation says. */
function agentOf(attachments: Attachments, places: ToolCallPlace[]) {
  const personas = createPersonaLibrary({
    records: createMemoryRecordStore(),
    personas: [parsePersona('a', 'guide', PERSONA)],
  });
  const list = defineTool({
    name: 'list',
    description: 'Lists everything.',
    parameters: z.object({}),
    maxResultBytes: 10,
    run: (_args, { call }) => {
      places.push(call);
      return 'a list that is too long';
    },
  });
  const model = scriptedModel(({ messages }) =>
    messages.at(-1)?.role === 'tool' ? [text('Yes.'), stop] : [call('list'), toTools],
  );
  const runner = createPersonaAgent({
    personas,
    model: () => model,
    tools: [list],
    keepResult: (result, { tenant, conversationId, agentId }) =>
      attachments.put({ tenant, conversationId, createdBy: agentId, ...result }),
  });
  return { personas, runner };
}

describe.each(['in the orchestrator', 'elsewhere'])('an agent of several tenants, %s', (place) => {
  it.each(TENANTS)('answers as its persona and keeps long results for %s', async (tenant) => {
    const records = createMemoryRecordStore();
    const attachments = createAttachments({
      records,
      blobs: createMemoryBlobStore(),
      clock: systemClock(),
      ids: randomIds(),
    });
    const places: ToolCallPlace[] = [];
    const { personas, runner } = agentOf(attachments, places);
    const isHere = place === 'in the orchestrator';
    const orchestrator = createOrchestrator({
      store: createMemoryStore(),
      agents: isHere ? { bot: runner } : {},
      personas,
      attachments,
    });
    onTestFinished(() => orchestrator.close());
    const ada = orchestrator.as({ kind: 'member', tenant, participantId: 'ada' });
    const conversationId = `of-${tenant}`;
    await ada.call('createConversation', {
      clientRequestId: 'create',
      conversationId,
      participants: [
        { participantId: 'ada', kind: 'user', displayName: 'Ada' },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
      ],
    });
    if (!isHere) {
      const bot: Caller = { kind: 'agent', tenant, participantId: 'bot' };
      const started = startAgents({
        transport: orchestrator.as(bot),
        conversationId,
        agents: { bot: runner },
      });
      onTestFinished(() => started.stop());
    }
    const parts = [{ type: 'text' as const, partId: 'p1', text: 'List everything.' }];
    await ada.call('sendMessage', { conversationId, clientRequestId: 'ask', parts });
    const events = async () => (await ada.call('getEvents', { conversationId })).events;
    await expect.poll(async () => (await events()).at(-1)).toMatchObject({ author: 'bot', finality: 'turn' });
    const log = await events();
    expect(log.at(-1)?.payload).toMatchObject({ parts: [{ text: 'Yes.' }], outcome: { status: 'complete' } });
    expect(places).toMatchObject([{ tenant, conversationId, toolCallId: 'call-list' }]);
    const [kept] = await attachments.list({ tenant, conversationId });
    expect(log.find(({ type }) => type === 'tool_result')?.payload).toMatchObject({
      output: { attachment: { attachmentId: kept?.attachmentId } },
    });
    const { bytes } = await attachments.content({ tenant, attachmentId: kept?.attachmentId ?? '' });
    expect(new TextDecoder().decode(bytes)).toBe('a list that is too long');
  });
});
