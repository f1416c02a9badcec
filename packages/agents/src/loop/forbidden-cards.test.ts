import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { type Card, type ConversationEvent, isMessageEvent, textOf } from '@agent-chat/protocol';
import { expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { startAgents } from '../remote/start-agents.js';
import type { AgentTelemetry } from '../telemetry/agent-telemetry.js';
import { call, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import { defineTool } from '../tools/tool.js';
import { createAgent } from './create-agent.js';

const POLICY =
  'rules:\n  - {id: mild, when: {cards: report}, forbid: [{path: /text, contains: risk}], effect: block, note: Be mild.}\n';

const report = defineTool({
  name: 'report',
  description: 'Shows a report.',
  parameters: z.object({ text: z.string() }),
  run: (args) => args,
  card: (output): Card => ({ type: 'report', version: 1, data: output as { text: string } }),
});

interface Where {
  readonly telemetry?: AgentTelemetry;
  readonly isElsewhere?: boolean;
}

/** What the agent with this model says in its turn, under a policy for reports. */
async function turnOf(model: ReturnType<typeof scriptedModel>, { telemetry, isElsewhere }: Where = {}) {
  const bot = createAgent({ model, tools: [report], maxSteps: 5, ...(telemetry && { telemetry }) });
  const agents = isElsewhere ? {} : { bot };
  const orchestrator = createOrchestrator({ store: createMemoryStore(), agents });
  onTestFinished(() => orchestrator.close());
  const api = orchestrator.as({ kind: 'member', tenant: 'test', participantId: 'ada' });
  const { conversationId } = await api.call('createConversation', {
    clientRequestId: 'create',
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  });
  if (isElsewhere) {
    const transport = orchestrator.as({ kind: 'agent', tenant: 'test', participantId: 'bot' });
    const started = startAgents({ transport, conversationId, agents: { bot } });
    onTestFinished(() => started.stop());
  }
  await api.call('setPolicy', { conversationId, clientRequestId: 'policy', source: POLICY });
  const parts = [{ type: 'text' as const, partId: 'p1', text: 'Report, please.' }];
  await api.call('sendMessage', { conversationId, clientRequestId: 'ask', parts });
  const events: ConversationEvent[] = [];
  for await (const frame of api.subscribe({ conversationId, cursor: '0' })) {
    if (frame.kind !== 'event') continue;
    events.push(frame.data);
    if (frame.data.author === 'bot' && frame.data.finality !== 'none') break;
  }
  const said = events.filter(isMessageEvent).filter(({ author }) => author === 'bot');
  return said.map(({ payload, finality }) => ({
    finality,
    text: textOf(payload.parts),
    cards: payload.parts.flatMap((part) => ('card' in part ? [part.card.data] : [])),
    status: payload.outcome?.status,
  }));
}

const spans: AgentTelemetry = {
  startTurn: () => ({
    ids: null,
    within: (work) => work(),
    startModel: () => ({ ids: null, within: (work) => work(), end: () => undefined }),
    startTool: () => ({ end: () => undefined }),
    end: () => undefined,
  }),
};

it.each<[string, Where]>([
  ['in the orchestrator', {}],
  ['with telemetry', { telemetry: spans }],
  ['elsewhere', { isElsewhere: true }],
])(
  'a card that the policy forbids is left out, and the model hears why and does better, %s',
  async (_, where) => {
    const model = scriptedModel((_request, step) =>
      step % 2 === 0
        ? [call('report', { text: step === 0 ? 'A risk' : 'All is well' }, `r${step}`), toTools]
        : [text(step === 1 ? 'Here it is.' : 'Here is a milder one.'), stop],
    );
    expect(await turnOf(model, where)).toEqual([
      { finality: 'none', text: 'Here it is.', cards: [], status: undefined },
      {
        finality: 'turn',
        text: 'Here is a milder one.',
        cards: [{ text: 'All is well' }],
        status: 'complete',
      },
    ]);
    expect(JSON.stringify(model.requests[2]?.messages)).toContain(
      'The guard policy forbids this card of type report: Be mild.',
    );
  },
);

it('a card that is forbidden beside one that is not goes alone', async () => {
  const model = scriptedModel((_request, step) =>
    step === 0
      ? [call('report', { text: 'Fine' }, 'a'), call('report', { text: 'A risk' }, 'b'), toTools]
      : [text(step === 1 ? 'Both.' : 'That is all.'), stop],
  );
  expect(await turnOf(model)).toMatchObject([
    { finality: 'none', text: 'Both.', cards: [{ text: 'Fine' }] },
    { finality: 'turn', text: 'That is all.', cards: [], status: 'complete' },
  ]);
});

it('a model that shows it again and again, or has nothing else to say, ends all the same', async () => {
  const stubborn = scriptedModel((_request, step) =>
    step % 2 === 0 ? [call('report', { text: 'A risk' }, `r${step}`), toTools] : [stop],
  );
  const said = await turnOf(stubborn);
  expect(said.flatMap(({ cards }) => cards)).toEqual([]);
  expect(said.at(-1)).toMatchObject({ finality: 'turn' });
  const silent = scriptedModel((_request, step) =>
    step === 0 ? [call('report', { text: 'A risk' }, 'r'), toTools] : [stop],
  );
  expect(await turnOf(silent)).toMatchObject([{ finality: 'turn', cards: [], status: 'failed' }]);
});
