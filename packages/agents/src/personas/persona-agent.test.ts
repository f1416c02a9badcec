import { createMemoryStore, createMemoryRecordStore, createOrchestrator } from '@agent-chat/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import type { ModelDelta, ModelPort } from '../model/model-port.js';
import type { ModelUsage } from '../model/model-usage.js';
import { createModelRegistry } from '../models/model-registry.js';
import { scriptedModel, stop, text } from '../test-support/scripted-model.js';
import { runTurn, TestLog } from '../test-support/test-log.js';
import { defineTool, type Tool } from '../tools/tool.js';
import type { ToolSource } from '../tools/tool-source.js';
import { parsePersona } from './persona.js';
import { createPersonaAgent } from './persona-agent.js';
import { createPersonaLibrary } from './persona-library.js';

const tool = (name: string) =>
  defineTool({ name, description: name, parameters: z.object({}), run: () => `${name} ran` });
const yaml = (prompt: string, more = ''): string => `name: Somebody\nsystemPrompt: ${prompt}\n${more}`;

function world(tools: readonly (Tool | ToolSource)[] = [tool('look'), tool('write')]) {
  const model = scriptedModel(() => [text('Yes.'), stop]);
  const large = { ...scriptedModel((request) => model.step(request)), modelId: 'large-1' };
  const registry = createModelRegistry({
    models: [
      { name: 'small', provider: 'test', model },
      { name: 'large', provider: 'test', model: large },
    ],
  });
  const records = createMemoryRecordStore();
  const library = createPersonaLibrary({
    records,
    personas: [
      parsePersona('a', 'guide', yaml('Guide people.', 'default: true\nallowedTools: [look]\n')),
      parsePersona('b', 'critic', yaml('Find faults.', 'model: large\nlimits: { maxOutputTokens: 50 }\n')),
    ],
  });
  const agent = createPersonaAgent({
    personas: library,
    model: registry.forTurn,
    tools,
    systemPrompt: 'Nobody in particular.',
  });
  const orchestrator = createOrchestrator({
    store: createMemoryStore(),
    agents: { bot: agent },
    personas: library,
  });
  onTestFinished(() => orchestrator.close());
  const api = orchestrator.as({ kind: 'member', tenant: 'default', participantId: 'ada' });
  const create = (conversationId: string, persona?: string) =>
    api.call('createConversation', {
      clientRequestId: conversationId,
      conversationId,
      participants: [
        { participantId: 'ada', kind: 'user', displayName: 'Ada' },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
      ],
      ...(persona !== undefined && { persona }),
    });
  let asked = 0;
  const ask = async (conversationId: string) => {
    asked += 1;
    const parts = [{ type: 'text' as const, partId: 'p1', text: 'Hello' }];
    await api.call('sendMessage', { conversationId, clientRequestId: `ask ${asked}`, parts });
    await api.call('runToCompletion', { conversationId });
    const request = model.requests.at(-1);
    const { events } = await api.call('getEvents', { conversationId });
    return { request, events, tools: request?.tools.map(({ name }) => name) };
  };
  return { library, records, create, ask, api };
}

describe('an agent with personas', () => {
  it('has the prompt, the tools, the model and the limits of the conversation’s persona', async () => {
    const { create, ask } = world();
    await create('c1');
    await create('c2', 'critic');
    const guide = await ask('c1');
    expect(guide.request?.system).toBe('Guide people.');
    expect(guide.tools).toEqual(['look']);
    expect(guide.events.find(({ type }) => type === 'created')?.payload).toMatchObject({
      persona: { personaId: 'guide', version: expect.any(String) },
    });
    const critic = await ask('c2');
    expect(critic.request).toMatchObject({ system: 'Find faults.', maxOutputTokens: 50 });
    expect(critic.tools).toEqual([]);
  });

  it('stays what it was in a conversation, and is new in new ones, also after a restart', async () => {
    const { library, records, create, ask } = world();
    await create('c1');
    library.replace([parsePersona('a', 'guide', yaml('Guide them better.', 'default: true\n'))]);
    expect((await ask('c1')).request?.system).toBe('Guide people.');
    await create('c2');
    expect((await ask('c2')).request?.system).toBe('Guide them better.');
    const restarted = createPersonaLibrary({ records, personas: [] });
    const { events } = await ask('c1');
    const created = events.find(({ type }) => type === 'created')?.payload as {
      persona: { personaId: string; version: string };
    };
    expect((await restarted.get('default', created.persona))?.systemPrompt).toBe('Guide people.');
    expect(await restarted.get('another', created.persona)).toBeNull();
  });

  it('prefers the model that people have chosen', async () => {
    const { create, ask, api } = world();
    await create('c1', 'critic');
    await api.call('setModel', { conversationId: 'c1', clientRequestId: 'm', model: 'small' });
    const { events } = await ask('c1');
    expect(events.filter(({ type }) => type === 'message')).toHaveLength(2);
  });

  it('does not pass for another where its version is gone', async () => {
    const log = new TestLog().say('Hello').open();
    const model = scriptedModel(() => [text('Yes.'), stop]);
    const agent = createPersonaAgent({ model: () => model });
    const persona = { personaId: 'guide', version: 'gone' };
    const outputs = await runTurn(
      { run: (input) => agent.run({ ...input, turn: { ...input.turn, persona } }) },
      log,
    );
    expect(outputs).toMatchObject([{ outcome: { status: 'failed', reason: { code: 'persona_missing' } } }]);
    expect(model.requests).toHaveLength(0);
  });

  it('has of its sources, too, the tools that its persona allows', async () => {
    const source: ToolSource = {
      list: async () => ({ tools: [tool('look'), tool('write')], failures: [] }),
    };
    const { create, ask } = world([source]);
    await create('c1');
    expect((await ask('c1')).tools).toEqual(['look']);
  });

  it('spends money with a limit of its own as without one, whatever its model is made of', async () => {
    class DearModel implements ModelPort {
      readonly modelId = 'dear';
      readonly #rate = 3;
      async *step(): AsyncGenerator<ModelDelta> {
        yield text('Yes.');
        yield { type: 'finish', reason: 'stop', usage: { inputTokens: 10, outputTokens: this.#rate } };
      }
      costOf({ outputTokens }: ModelUsage): number {
        return outputTokens * this.#rate;
      }
    }
    const records = createMemoryRecordStore();
    const limited = parsePersona(
      'a',
      'guide',
      yaml('Hi.', 'default: true\nlimits: { maxOutputTokens: 50 }\n'),
    );
    const personas = createPersonaLibrary({ records, personas: [limited] });
    const agent = createPersonaAgent({ personas, model: () => new DearModel() });
    const persona = (await personas.pin('default', null)) ?? undefined;
    const spent: unknown[] = [];
    const money = (amounts: readonly { meter: string; amount: number }[]) =>
      amounts.find(({ meter }) => meter === 'money')?.amount;
    await runTurn(
      { run: (input) => agent.run({ ...input, turn: { ...input.turn, ...(persona && { persona }) } }) },
      new TestLog().say('Hello').open(),
      {
        control: {
          reserve: async (amounts) => {
            spent.push(money(amounts));
            return 'r';
          },
          settle: async (_id, amounts) => void spent.push(money(amounts)),
        },
      },
    );
    expect(spent).toEqual([150, 9]);
  });
});

describe('visitors', () => {
  it('may choose the personas that are marked for them, or all where the host says so', () => {
    const personas = [
      parsePersona('a', 'open', yaml('Hello.', 'visitors: true\n')),
      parsePersona('b', 'inner', yaml('Hello.')),
    ];
    const caller = {
      kind: 'visitor' as const,
      tenant: 'default',
      participantId: 'v',
      conversationId: 'c',
    };
    const records = createMemoryRecordStore();
    const strict = createPersonaLibrary({ records, personas });
    expect(strict.visitorChoices().map(({ personaId }) => personaId)).toEqual(['open']);
    expect(strict.mayChoose?.(caller, 'open')).toBe(true);
    expect(strict.mayChoose?.(caller, 'inner')).toBe(false);
    const open = createPersonaLibrary({ records, personas, openToVisitors: true });
    expect(open.mayChoose?.(caller, 'inner')).toBe(true);
  });
});
