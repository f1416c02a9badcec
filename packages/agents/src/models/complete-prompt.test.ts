import { describe, expect, it } from 'vitest';
import { ModelError } from '../model/model-error.js';
import { scriptedModel, stop, text } from '../test-support/scripted-model.js';
import { completePrompt } from './complete-prompt.js';

const ask = (model: ReturnType<typeof scriptedModel>) =>
  completePrompt(model, {
    system: 'Be brief.',
    messages: [{ role: 'user', text: 'Hello' }],
    maxOutputTokens: 5,
    signal: new AbortController().signal,
  });

describe('completePrompt', () => {
  it('gives the whole text, and the request as it was made', async () => {
    const usage = { inputTokens: 3, outputTokens: 2 };
    const model = scriptedModel(() => [text('Hel'), text('lo.'), { ...stop, usage }]);
    expect(await ask({ ...model, costOf: () => 1.2 })).toEqual({
      modelId: 'scripted',
      text: 'Hello.',
      finishReason: 'stop',
      usage,
      costMicroUsd: 2,
    });
    expect(model.requests[0]).toMatchObject({ system: 'Be brief.', maxOutputTokens: 5, tools: [] });
  });

  it('is no answer where the stream broke off', async () => {
    await expect(ask(scriptedModel(() => [text('Hel')]))).rejects.toMatchObject({
      code: 'Unavailable',
      details: { code: 'stream_truncated' },
    });
  });

  it('tells why a provider failed, and whether it may pass', async () => {
    const failing = scriptedModel(() => {
      throw new ModelError('provider_auth', 'The key was refused.', { retryable: false });
    });
    await expect(ask(failing)).rejects.toMatchObject({
      code: 'Unavailable',
      retryable: false,
      details: { code: 'provider_auth' },
    });
  });
});
