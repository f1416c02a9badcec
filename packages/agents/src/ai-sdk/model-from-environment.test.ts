import { LLMock } from '@copilotkit/aimock';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAgent } from '../loop/create-agent.js';
import { closingOf, runTurn, TestLog, textOfMessage } from '../test-support/test-log.js';
import { modelAddress, modelByName, modelFromEnvironment } from './model-from-environment.js';
import { withPackage } from './providers.js';

const KEY = 'sk-very-secret';
const mock = new LLMock({ port: 0 });
beforeAll(async () => {
  mock.onMessage('hello', { content: 'Hello.' });
  await mock.start();
});
afterAll(() => mock.stop());
afterEach(() => vi.unstubAllEnvs());

describe('modelAddress', () => {
  it.each([
    [{}, null],
    [{ OPENAI_API_KEY: KEY }, null],
    [{ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: ' ' }, null],
    [{ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }, null],
    [{ ANTHROPIC_API_KEY: KEY, OPENAI_API_KEY: KEY, OPENAI_BASE_URL: 'http://127.0.0.1:9' }, null],
    [{ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: 'http://127.0.0.1:9' }, 'http://127.0.0.1:9/v1'],
    [
      { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `https://me:${KEY}@a.example/b?c=${KEY}` },
      'https://a.example/b',
    ],
  ])(
    'tells where the key of %j goes when it is not the provider’s own, and no secret',
    (environment, address) => {
      expect(modelAddress(environment)).toBe(address);
    },
  );
});

describe('modelFromEnvironment', () => {
  it('is nothing without a key', async () => {
    expect(await modelFromEnvironment({})).toBeNull();
    expect(await modelFromEnvironment({ ANTHROPIC_API_KEY: ' ', AGENT_CHAT_MODEL: 'x' })).toBeNull();
  });

  it('takes the first key that is set, and that provider’s default model', async () => {
    const google = { GOOGLE_GENERATIVE_AI_API_KEY: KEY };
    const openai = { ...google, OPENAI_API_KEY: KEY };
    const anthropic = { ...openai, ANTHROPIC_API_KEY: KEY };
    expect((await modelFromEnvironment(google))?.modelId).toBe('gemini-flash-latest');
    expect((await modelFromEnvironment(openai))?.modelId).toBe('gpt-5.6-luna');
    expect((await modelFromEnvironment(anthropic))?.modelId).toBe('claude-haiku-5-5');
  });

  it.each([
    ['ANTHROPIC', 'ANTHROPIC_API_KEY', '/v1/messages'],
    ['OPENAI', 'OPENAI_API_KEY', '/v1/chat/completions'],
    ['GOOGLE_GENERATIVE_AI', 'GOOGLE_GENERATIVE_AI_API_KEY', '/v1beta/models/my-model:streamGenerateContent'],
    ['OPENROUTER', 'OPENROUTER_API_KEY', '/api/v1/chat/completions'],
  ])('talks to %s_BASE_URL, with the model that is named', async (prefix, keyName, path) => {
    mock.clearRequests();
    const model = await modelFromEnvironment({
      [keyName]: KEY,
      [`${prefix}_BASE_URL`]: mock.url,
      AGENT_CHAT_MODEL: 'my-model',
    });
    if (model === null) throw new Error('There is a key.');
    const outputs = await runTurn(createAgent({ model }), new TestLog().say('hello').open());
    expect(textOfMessage(closingOf(outputs))).toBe('Hello.');
    expect(model.modelId).toBe('my-model');
    expect(mock.getLastRequest()?.path.replace(/\?.*/, '')).toBe(path);
  });

  it.each(['ANTHROPIC', 'OPENAI', 'GOOGLE_GENERATIVE_AI', 'OPENROUTER'])(
    'takes an empty %s_BASE_URL for none, also where the process has it',
    async (prefix) => {
      vi.stubEnv(`${prefix}_BASE_URL`, '');
      const environment = { [`${prefix}_API_KEY`]: KEY, [`${prefix}_BASE_URL`]: '', AGENT_CHAT_MODEL: 'm' };
      expect((await modelFromEnvironment(environment))?.modelId).toBe('m');
      // The packages look for it when they are loaded, which happens once in a process.
      expect(process.env).not.toHaveProperty(`${prefix}_BASE_URL`);
    },
  );

  it('asks the provider that the model’s name tells, whichever key comes first', async () => {
    const keys = { ANTHROPIC_API_KEY: KEY, OPENAI_API_KEY: KEY, OPENROUTER_API_KEY: KEY };
    const idOf = async (name: string) =>
      (await modelFromEnvironment({ ...keys, AGENT_CHAT_MODEL: name }))?.modelId;
    expect(await idOf('openai:gpt-5.6-terra')).toBe('gpt-5.6-terra');
    expect(await idOf('anthropic/claude-haiku-5.5')).toBe('anthropic/claude-haiku-5.5');
    await expect(
      modelFromEnvironment({ ANTHROPIC_API_KEY: KEY, AGENT_CHAT_MODEL: 'gemini-flash-latest' }),
    ).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      message: 'The model "gemini-flash-latest" needs GOOGLE_GENERATIVE_AI_API_KEY.',
    });
  });

  it('leaves any name to a server with an address of its own', async () => {
    const model = await modelFromEnvironment({
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: mock.url,
      AGENT_CHAT_MODEL: 'claude-haiku-5-5',
    });
    expect(model?.modelId).toBe('claude-haiku-5-5');
  });

  it('asks for a model where the only key is one of OpenRouter', async () => {
    await expect(modelFromEnvironment({ OPENROUTER_API_KEY: KEY })).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      message: expect.stringContaining('AGENT_CHAT_MODEL'),
    });
  });

  it('refuses an address that is none, without repeating the key', async () => {
    for (const address of ['nowhere', 'ftp://example.com', 'file:///etc/passwd']) {
      const error = await modelFromEnvironment({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: address }).catch(
        (e: unknown) => e,
      );
      expect(error).toMatchObject({
        code: 'InvalidConfiguration',
        message: expect.stringContaining('OPENAI_BASE_URL'),
      });
      expect(JSON.stringify(error)).not.toContain(KEY);
    }
  });
});

describe('modelByName', () => {
  it('says how to name a model whose name tells nothing', async () => {
    await expect(modelByName('mystery', { OPENAI_API_KEY: KEY })).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      message: expect.stringContaining('openai:mystery'),
    });
  });
});

describe('withPackage', () => {
  it('says which package to install', async () => {
    const name: string = '@ai-sdk/not-installed';
    const missing = (): Promise<unknown> => import(name);
    await expect(withPackage('@ai-sdk/not-installed', 'SOME_KEY', missing)).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      message:
        'SOME_KEY is set, but the package @ai-sdk/not-installed is not installed: npm install @ai-sdk/not-installed',
    });
  });

  it('passes any other fault on', async () => {
    await expect(withPackage('a', 'B', () => Promise.reject(new TypeError('Other.')))).rejects.toThrow(
      TypeError,
    );
  });
});
