import { describe, expect, it } from 'vitest';
import { OPERATOR_TOKEN, startTestServer } from '../test-support/test-server.js';
import type { LlmHelpers } from './llm-methods.js';

const price = { input: 0.1, output: 0.5 };
const llm: LlmHelpers = {
  defaultModel: 'small',
  models: [
    { provider: 'one', model: 'small', modelId: 's-1', isDefault: true, anonymous: true, price },
    { provider: 'two', model: 'other', modelId: 'o-1', isDefault: false, anonymous: false, price: null },
    { provider: 'one', model: 'large', modelId: 'l-1', isDefault: false, anonymous: false, price: null },
  ],
  complete: async ({ model = 'small', messages }) => ({
    model,
    modelId: 's-1',
    text: messages.map(({ text }) => text.toUpperCase()).join(' '),
    finishReason: 'stop',
    usage: { inputTokens: 1, outputTokens: 2 },
    costMicroUsd: 1,
  }),
};
const token = OPERATOR_TOKEN;

describe('the models of a server', () => {
  it('are listed by provider, for operators', async () => {
    const server = await startTestServer({ llm });
    const listed = await server.call('GET', '/api/llm/providers', { token });
    expect(await listed.json()).toEqual({
      defaultModel: 'small',
      providers: [
        {
          provider: 'one',
          models: [
            { model: 'small', modelId: 's-1', isDefault: true, anonymous: true, price },
            { model: 'large', modelId: 'l-1', isDefault: false, anonymous: false, price: null },
          ],
        },
        {
          provider: 'two',
          models: [{ model: 'other', modelId: 'o-1', isDefault: false, anonymous: false, price: null }],
        },
      ],
    });
    const { sessionToken } = await server.createSession();
    expect((await server.call('GET', '/api/llm/providers', { token: sessionToken })).status).toBe(403);
  });

  it('complete what an operator asks, and refuse a body that is none', async () => {
    const server = await startTestServer({ llm });
    const complete = (body: unknown) => server.call('POST', '/api/llm/complete', { token, body });
    const answer = await complete({ messages: [{ role: 'user', text: 'hello' }] });
    expect(await answer.json()).toMatchObject({ model: 'small', text: 'HELLO', costMicroUsd: 1 });
    for (const body of [{}, { messages: [] }, { messages: [{ role: 'tool', text: 'x' }] }]) {
      expect((await complete(body)).status).toBe(400);
    }
  });

  it('are none where the host gives none', async () => {
    const server = await startTestServer();
    const listed = await server.call('GET', '/api/llm/providers', { token });
    expect(await listed.json()).toEqual({ providers: [], defaultModel: null });
    const body = { messages: [{ role: 'user', text: 'hello' }] };
    expect((await server.call('POST', '/api/llm/complete', { token, body })).status).toBe(400);
  });
});

describe('what visitors may choose', () => {
  it('is in what anyone may know of an interface, and an interface may say otherwise', async () => {
    const visitorChoices = () => ({
      models: [{ model: 'small', label: 'Small' }],
      personas: [{ personaId: 'guide', name: 'Guide' }],
    });
    const server = await startTestServer({ visitorChoices, demo: { models: [] } });
    const view = await server.call('GET', '/api/public/interfaces/demo');
    expect(await view.json()).toMatchObject({
      models: [],
      personas: [{ personaId: 'guide', name: 'Guide' }],
    });
  });
});
