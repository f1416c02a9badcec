import { spawnSync } from 'node:child_process';
import { LLMock } from '@copilotkit/aimock';
import { FROM_SOURCE } from '@agent-chat/store-test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAgent } from '../loop/create-agent.js';
import { PROVIDERS, providerModel } from '../test-support/providers.js';
import { closingOf, runTurn, TestLog, textOfMessage } from '../test-support/test-log.js';
import { aiSdkModel } from './ai-sdk-model.js';
import { bareAnthropic, bareResponses } from './bare-models.js';
import { modelAddress, modelByName, modelFromEnvironment } from './model-from-environment.js';
import { modelsFromEnvironment } from './models-from-environment.js';
import { modelsFromYaml } from './models-from-yaml.js';
import { withPackage } from './providers.js';

const KEY = 'sk-very-secret';
const mock = new LLMock({ port: 0 });
beforeAll(async () => {
  mock.onMessage('hello', { content: 'Hello.' });
  await mock.start();
});
afterAll(() => mock.stop());

/** A program: the models of all providers, and what is left of their addresses. */
const ASK_EACH = `
const { modelByName } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
const models = [];
for (const name of ['claude-haiku-5-5', 'gpt-5.6-luna', 'gemini-flash-latest', 'a/b']) {
  models.push((await modelByName(name, process.env)).modelId);
}
const prefixes = ['ANTHROPIC', 'OPENAI', 'GOOGLE_GENERATIVE_AI', 'OPENROUTER'];
const addresses = prefixes.map((prefix) => process.env[prefix + '_BASE_URL']);
process.stdout.write(JSON.stringify({ models, addresses }));
`;

describe('modelAddress', () => {
  it.each([
    [{}, null],
    [{ OPENAI_API_KEY: KEY }, null],
    [{ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: ' ' }, null],
    [{ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }, null],
    [{ ANTHROPIC_API_KEY: KEY, OPENAI_API_KEY: KEY, OPENAI_BASE_URL: 'http://127.0.0.1:9' }, null],
    [{ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: 'http://127.0.0.1:9' }, 'http://127.0.0.1:9/v1'],
    [{ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `https://a.example/b?c=${KEY}` }, 'https://a.example/b'],
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
    { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `https://me:${KEY}@a.example/v1` },
    { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: `https://${KEY}@a.example` },
  ])('takes no address with a user or a password, and does not repeat it: %j', async (environment) => {
    const error: unknown = await modelFromEnvironment(environment).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'InvalidConfiguration' });
    expect(JSON.stringify(error) + String(error)).not.toContain(KEY);
    expect(() => modelAddress(environment)).toThrow('has a user or a password');
  });

  it.each(PROVIDERS)('logs nothing of an address at which %s cannot be asked', async (provider) => {
    const lines: unknown[] = [];
    const logger = { log: (...line: unknown[]) => void lines.push(line) };
    const model = aiSdkModel(providerModel(provider, `http://me:${KEY}@127.0.0.1:9`));
    const outputs = await runTurn(createAgent({ model, logger }), new TestLog().say('hello').open());
    expect(closingOf(outputs).outcome).toMatchObject({ status: 'failed' });
    expect(lines).toMatchObject([['warn', 'A model call failed.', { cause: expect.stringMatching(/./) }]]);
    expect(JSON.stringify([lines, outputs])).not.toContain(KEY);
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

  it('takes an empty address for none, also where the process has it, and leaves the process alone', () => {
    const prefixes = ['ANTHROPIC', 'OPENAI', 'GOOGLE_GENERATIVE_AI', 'OPENROUTER'];
    const empty = Object.fromEntries(prefixes.map((prefix) => [`${prefix}_BASE_URL`, ' ']));
    const keys = Object.fromEntries(prefixes.map((prefix) => [`${prefix}_API_KEY`, KEY]));
    // The packages look for an address while they are loaded, which happens once in a process.
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...FROM_SOURCE, '--input-type=module', '--eval', ASK_EACH],
      { encoding: 'utf8', env: { ...process.env, ...empty, ...keys } },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      models: ['claude-haiku-5-5', 'gpt-5.6-luna', 'gemini-flash-latest', 'a/b'],
      addresses: [' ', ' ', ' ', ' '],
    });
  });

  it.each([
    ['Anthropic', bareAnthropic, '/v1/messages'],
    ['OpenAI', bareResponses, '/v1/responses'],
  ])('asks %s the same, with the key, where its package cannot be loaded', async (_name, bare, path) => {
    mock.clearRequests();
    const model = aiSdkModel(await bare({ apiKey: KEY, baseURL: `${mock.url}/v1` }, 'm'));
    const outputs = await runTurn(createAgent({ model }), new TestLog().say('hello').open());
    expect(textOfMessage(closingOf(outputs))).toBe('Hello.');
    const request = mock.getLastRequest();
    expect(request?.path).toBe(path);
    expect(request?.body).toMatchObject({ model: 'm' });
  });

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

  it('shows pictures to a server with an address of its own only where it is said to take them', async () => {
    const environment = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${mock.url}/v1` };
    // As a program that is not checked as strictly passes on what it was not given.
    const unsaid = { images: undefined } as unknown as { images: boolean };
    for (const options of [{}, unsaid]) {
      expect((await modelByName('openai:some-model', environment, options)).imageTypes).toEqual([]);
    }
    const said = await modelByName('openai:some-model', environment, { images: true });
    expect(said.imageTypes).not.toEqual([]);
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

describe('a registry of the environment or of a file', () => {
  const atMock = () => ({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${mock.url}/v1` });

  it('tells who runs the model that is named, whichever key comes first', async () => {
    const keys = { ANTHROPIC_API_KEY: KEY, OPENAI_API_KEY: KEY, AGENT_CHAT_MODEL: 'gpt-5.6-terra' };
    expect((await modelsFromEnvironment(keys))?.models).toMatchObject([
      { modelId: 'gpt-5.6-terra', provider: 'openai', address: null },
    ]);
  });

  it('tells who runs each model of a file, and where', async () => {
    const models = ['claude-haiku-5-5', 'openai:llama', 'llama:8b', 'maker/model'];
    const source = `models:\n${models.map((name) => `  - { name: "${name}", model: "${name}" }\n`).join('')}`;
    const keys = { ANTHROPIC_API_KEY: KEY, OPENROUTER_API_KEY: KEY, ...atMock() };
    const told = (await modelsFromYaml('models.yaml', source, keys)).models;
    expect(told.map(({ modelId, provider, address }) => [modelId, provider, address])).toEqual([
      ['claude-haiku-5-5', 'anthropic', null],
      ['llama', 'openai', `${mock.url}/v1`],
      ['llama:8b', 'openai', `${mock.url}/v1`],
      ['maker/model', 'openrouter', null],
    ]);
    const { OPENAI_BASE_URL, ...others } = keys;
    const router = { ...others, OPENROUTER_BASE_URL: OPENAI_BASE_URL };
    const [served] = (await modelsFromYaml('models.yaml', 'models: [{ name: a, model: b }]', router)).models;
    expect(served).toMatchObject({ modelId: 'b', provider: 'openrouter', address: `${mock.url}/v1` });
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
