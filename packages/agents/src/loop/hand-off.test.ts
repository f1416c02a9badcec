import { createMemoryStore, createOrchestrator, moderatorPolicy } from '@agent-chat/core';
import type { Caller, ConversationEvent } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { startAgents } from '../remote/start-agents.js';
import { call, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import { defineTool } from '../tools/tool.js';
import { createAgent } from './create-agent.js';

const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };
const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };

const ask = defineTool({
  name: 'ask',
  description: 'Gives the word to another participant.',
  parameters: z.object({ participantId: z.string() }),
  idempotent: true,
  async run({ participantId }, { handOff }) {
    await handOff(participantId, 'The model chose.');
    return 'It is asked.';
  },
});

/** Chooses somebody who is not there, then one who is; and nobody when that one has answered. */
const choosing = () =>
  scriptedModel(function* (_request, step) {
    const next = ['nobody', 'cal'][step];
    if (next === undefined) yield text('There you are.');
    else yield call('ask', { participantId: next }, `call-${step}`);
    yield next === undefined ? stop : toTools;
  });

async function until(
  api: ConversationApi,
  found: (event: ConversationEvent) => boolean,
): Promise<ConversationEvent[]> {
  const events: ConversationEvent[] = [];
  for await (const frame of api.subscribe({ conversationId: 'c1', cursor: '0' })) {
    if (frame.kind !== 'event') continue;
    events.push(frame.data);
    if (found(frame.data)) return events;
  }
  throw new Error('The stream has ended.');
}

it.each(['in the orchestrator', 'elsewhere'])(
  'a model chooses who speaks next by a tool, %s',
  async (place) => {
    const bot = createAgent({ model: choosing(), tools: [ask] });
    const cal = createAgent({
      model: scriptedModel(function* () {
        yield text('It is I.');
        yield stop;
      }),
    });
    const orchestrator = createOrchestrator({
      store: createMemoryStore(),
      agents: place === 'elsewhere' ? { cal } : { bot, cal },
      schedulingPolicy: moderatorPolicy({ moderatorId: 'bot' }),
    });
    onTestFinished(() => orchestrator.close());
    const ada = orchestrator.as(ADA);
    await ada.call('createConversation', {
      clientRequestId: 'create',
      conversationId: 'c1',
      participants: [
        { participantId: 'ada', kind: 'user', displayName: 'Ada' },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
        { participantId: 'cal', kind: 'agent', displayName: 'Cal' },
      ],
    });
    if (place === 'elsewhere') {
      const transport = orchestrator.as(BOT);
      const started = startAgents({ transport, conversationId: 'c1', agents: { bot } });
      onTestFinished(() => started.stop());
    }
    const parts = [{ type: 'text' as const, partId: 'p1', text: 'Who knows?' }];
    await ada.call('sendMessage', { conversationId: 'c1', clientRequestId: 'say', parts });
    const log = await until(ada, ({ turn, finality }) => turn === 4 && finality === 'turn');
    const closing = log.filter(({ finality }) => finality === 'turn');
    expect(closing.map(({ author }) => author)).toEqual(['ada', 'bot', 'cal', 'bot']);
    expect(log.filter(({ type }) => type === 'handoff')).toMatchObject([
      { author: 'bot', payload: { to: 'cal', reason: 'The model chose.' } },
    ]);
    expect(log.filter(({ type }) => type === 'tool_result').map(({ payload }) => payload)).toMatchObject([
      { error: { code: 'NotOnRoster' } },
      { output: 'It is asked.' },
    ]);
  },
);
