import { createMemoryStore, createOrchestrator, type RunnerInput } from '@agent-chat/core';
import { describe, expect, it } from 'vitest';
import { createAgent } from '../loop/create-agent.js';
import { scriptedModel, stop, text } from '../test-support/scripted-model.js';
import { closingOf, runTurn, TestLog, textOfMessage } from '../test-support/test-log.js';
import type { ModelPort } from '../model/model-port.js';
import { createModelRegistry, type RegisteredModel } from './model-registry.js';

/** Says its name, and that it read 1,000 tokens and wrote 100. */
function named(modelId: string): RegisteredModel {
  const usage = { inputTokens: 1_000, outputTokens: 100 };
  const model = { ...scriptedModel(() => [text(`I am ${modelId}.`), { ...stop, usage }]), modelId };
  return { name: modelId, model, provider: 'test' };
}

const registry = createModelRegistry({
  models: [
    { ...named('small'), label: 'Small', description: 'Cheap.' },
    { ...named('shared'), anonymous: true },
    named('large'),
  ],
  prices: { small: { input: 0.1, output: 0.5 }, large: { input: 4, output: 20 } },
});

async function answerWith(model?: string) {
  const log = new TestLog().say('Hello').open();
  const agent = createAgent({ model: registry.forTurn });
  const runner = {
    run: (given: RunnerInput) =>
      agent.run({ ...given, turn: { ...given.turn, ...(model !== undefined && { model }) } }),
  };
  const outputs = await runTurn(runner, log);
  return { closing: closingOf(outputs), usage: outputs.find(({ type }) => type === 'usage') };
}

describe('a registry of models', () => {
  it('answers with the first one unless another was chosen, and knows what it cost', async () => {
    const cheap = await answerWith();
    expect(textOfMessage(cheap.closing)).toBe('I am small.');
    expect(cheap.usage).toMatchObject({ model: 'small', costMicroUsd: 150 });
    const dear = await answerWith('large');
    expect(textOfMessage(dear.closing)).toBe('I am large.');
    expect(dear.usage).toMatchObject({ model: 'large', costMicroUsd: 6_000 });
  });

  it('says no cost of a model without a price', async () => {
    expect((await answerWith('shared')).usage).not.toHaveProperty('costMicroUsd');
  });

  it('keeps the limit and the provider of a model that it knows the price of', () => {
    const model: ModelPort = {
      modelId: 'limited',
      provider: 'anthropic',
      maxOutputTokens: 100,
      imageTypes: ['image/png'],
      async *step() {
        yield { type: 'finish', reason: 'stop' };
      },
    };
    const price = { input: 1, output: 1 };
    const priced = createModelRegistry({ models: [{ name: 'it', model, provider: 'us', price }] }).get();
    expect(priced).toMatchObject({
      provider: 'anthropic',
      maxOutputTokens: 100,
      imageTypes: ['image/png'],
    });
  });

  it('keeps what a model that is a class has by its prototype', () => {
    class ClassModel implements ModelPort {
      readonly modelId = 'class';
      get provider(): string {
        return 'anthropic';
      }
      get maxOutputTokens(): number {
        return 100;
      }
      get imageTypes(): readonly string[] {
        return ['image/png'];
      }
      async *step(): AsyncGenerator<never> {}
      costOf(): number {
        return 7;
      }
    }
    const has = { modelId: 'class', provider: 'anthropic', maxOutputTokens: 100 };
    const model = new ClassModel();
    const priced = { name: 'priced', model, provider: 'us', price: { input: 1, output: 1 } };
    const blind = { name: 'blind', model, provider: 'us', images: false };
    const registry = createModelRegistry({ models: [priced, blind] });
    expect(registry.get('priced')).toMatchObject({ ...has, imageTypes: ['image/png'] });
    expect(registry.get('blind')).toMatchObject({ ...has, imageTypes: [] });
    expect(registry.get('blind').costOf?.({ inputTokens: 1, outputTokens: 1 })).toBe(7);
  });

  it('does not put another in the place of one that is not offered any more', async () => {
    const { closing } = await answerWith('withdrawn');
    expect(closing).toMatchObject({
      parts: [],
      outcome: {
        status: 'failed',
        reason: { code: 'provider_rejected', message: expect.stringContaining('"withdrawn"') },
      },
    });
  });

  it('holds visitors to the default and to what is marked for them', async () => {
    expect(registry.modelsFor({ kind: 'visitor' })).toEqual(['small', 'shared']);
    expect(registry.modelsFor({ kind: 'member' })).toEqual(['small', 'shared', 'large']);
    expect(registry.modelsFor({ kind: 'agent' })).toEqual([]);
  });

  it('keeps the choice of a conversation, over the orchestrator', async () => {
    const orchestrator = createOrchestrator({
      store: createMemoryStore(),
      agents: { bot: createAgent({ model: registry.forTurn }) },
      modelsFor: registry.modelsFor,
    });
    const operator = orchestrator.as({ kind: 'operator', tenant: 'default', participantId: 'op' });
    const participants = [
      { participantId: 'vi', kind: 'user' as const, displayName: 'Vi' },
      { participantId: 'bot', kind: 'agent' as const, displayName: 'Bot' },
    ];
    const conversationId = 'c';
    await operator.call('createConversation', { clientRequestId: 'c', conversationId, participants });
    const visitor = orchestrator.as({
      kind: 'visitor',
      tenant: 'default',
      participantId: 'vi',
      conversationId,
    });
    await expect(
      visitor.call('setModel', { conversationId, clientRequestId: 'm1', model: 'large' }),
    ).rejects.toMatchObject({ code: 'Forbidden', details: { models: ['small', 'shared'] } });
    await visitor.call('setModel', { conversationId, clientRequestId: 'm2', model: 'shared' });
    for (const place of [1, 2]) {
      const parts = [{ type: 'text' as const, partId: 'p1', text: 'Hello' }];
      await visitor.call('sendMessage', { conversationId, clientRequestId: `s${place}`, parts });
      await operator.call('runToCompletion', { conversationId });
    }
    const { events } = await operator.call('getEvents', { conversationId });
    const models = events.filter(({ type }) => type === 'usage').map(({ payload }) => payload);
    expect(models).toMatchObject([{ model: 'shared' }, { model: 'shared' }]);
    await orchestrator.close();
  });

  it.each([
    [{ models: [] }, 'at least one'],
    [{ models: [named('a'), named('a')] }, 'Two models'],
    [{ models: [named('a')], defaultModel: 'b' }, '"b"'],
  ])('refuses %j', (options, why) => {
    expect(() => createModelRegistry(options)).toThrow(why);
  });
});
