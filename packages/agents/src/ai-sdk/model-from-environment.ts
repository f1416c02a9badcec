import { AgentChatError } from '@agent-chat/protocol';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ModelPort } from '../model/model-port.js';
import { type AiSdkModelOptions, aiSdkModel } from './ai-sdk-model.js';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Settings {
  readonly apiKey: string;
  readonly baseURL: string | undefined;
  readonly modelId: string | undefined;
}

interface Provider {
  readonly keyName: string;
  readonly baseUrlName: string;
  readonly packageName: string;
  /** The provider's fast, cheap model at the time of writing. */
  readonly defaultModel: string;
  /** Where its API begins on its own host: added to a base URL that names a host only. */
  readonly apiPath: string;
  load(settings: Settings & { readonly modelId: string }): Promise<LanguageModelV4>;
}

/** In the order in which they are looked for. */
const PROVIDERS: readonly Provider[] = [
  {
    keyName: 'ANTHROPIC_API_KEY',
    baseUrlName: 'ANTHROPIC_BASE_URL',
    packageName: '@ai-sdk/anthropic',
    defaultModel: 'claude-haiku-5-5',
    apiPath: '/v1',
    async load({ apiKey, baseURL, modelId }) {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({ apiKey, ...(baseURL !== undefined && { baseURL }) })(modelId);
    },
  },
  {
    keyName: 'OPENAI_API_KEY',
    baseUrlName: 'OPENAI_BASE_URL',
    packageName: '@ai-sdk/openai',
    defaultModel: 'gpt-5.6-luna',
    apiPath: '/v1',
    async load({ apiKey, baseURL, modelId }) {
      const { createOpenAI } = await import('@ai-sdk/openai');
      const openai = createOpenAI({ apiKey, ...(baseURL !== undefined && { baseURL }) });
      // Servers that speak OpenAI's language mostly speak Chat Completions, few of them Responses.
      return baseURL === undefined ? openai.responses(modelId) : openai.chat(modelId);
    },
  },
  {
    keyName: 'GOOGLE_GENERATIVE_AI_API_KEY',
    baseUrlName: 'GOOGLE_GENERATIVE_AI_BASE_URL',
    packageName: '@ai-sdk/google',
    defaultModel: 'gemini-flash-latest',
    apiPath: '/v1beta',
    async load({ apiKey, baseURL, modelId }) {
      const { createGoogle } = await import('@ai-sdk/google');
      return createGoogle({ apiKey, ...(baseURL !== undefined && { baseURL }) })(modelId);
    },
  },
];

/**
 * The model that the environment names, or `null` when it has no key. The first of
 * `ANTHROPIC_API_KEY`, `OPENAI_API_KEY` and `GOOGLE_GENERATIVE_AI_API_KEY` that is set decides on
 * the provider, `…_BASE_URL` on its address, `AGENT_CHAT_MODEL` on the model. Only that provider's
 * package is loaded. Keys are passed to it and nowhere else.
 *
 * @throws AgentChatError `InvalidConfiguration` when the package is not installed, or the base URL
 * is none.
 */
export async function modelFromEnvironment(
  environment: Environment,
  options: AiSdkModelOptions = {},
): Promise<ModelPort | null> {
  const provider = chosenProvider(environment);
  const apiKey = provider && setting(environment, provider.keyName);
  if (!provider || apiKey === undefined) return null;
  const baseURL = baseUrlOf(provider, environment);
  const modelId = setting(environment, 'AGENT_CHAT_MODEL') ?? provider.defaultModel;
  const load = (): Promise<LanguageModelV4> => provider.load({ apiKey, baseURL, modelId });
  return aiSdkModel(await withPackage(provider.packageName, provider.keyName, load), options);
}

/**
 * Where the model of `modelFromEnvironment` is asked, and so where its key is sent, without a user
 * and a password; `null` when that is the provider's own address, or when there is no model.
 *
 * @throws AgentChatError `InvalidConfiguration` when the base URL is none
 */
export function modelAddress(environment: Environment): string | null {
  const provider = chosenProvider(environment);
  const baseURL = provider && baseUrlOf(provider, environment);
  if (baseURL === undefined) return null;
  const { origin, pathname } = new URL(baseURL);
  return origin + pathname;
}

function chosenProvider(environment: Environment): Provider | undefined {
  return PROVIDERS.find(({ keyName }) => setting(environment, keyName) !== undefined);
}

function setting(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

function baseUrlOf({ baseUrlName, apiPath }: Provider, environment: Environment): string | undefined {
  const value = setting(environment, baseUrlName);
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new AgentChatError('InvalidConfiguration', `${baseUrlName} is not an http(s) address.`, {
      details: { name: baseUrlName },
    });
  }
  return url.pathname === '/' ? new URL(apiPath, url).href : value;
}

/** Runs `load`, and says plainly when `packageName`, which it imports, is missing. */
export async function withPackage<T>(
  packageName: string,
  because: string,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw cause;
    throw new AgentChatError(
      'InvalidConfiguration',
      `${because} is set, but the package ${packageName} is not installed: npm install ${packageName}`,
      { details: { packageName }, cause },
    );
  }
}
