import { AgentChatError } from '@agent-chat/protocol';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { bareAnthropic, bareResponses, isEmptyHere } from './bare-models.js';

export interface ProviderSettings {
  readonly apiKey: string;
  /** `undefined`: the provider's own address. */
  readonly baseURL: string | undefined;
}

/** A model that a provider offers without being asked for one by name: `name` is what people pick. */
export interface OfferedModel {
  readonly name: string;
  readonly modelId: string;
  readonly label: string;
  readonly description: string;
}

/** A company, or a server, that runs models. */
export interface Provider {
  readonly name: string;
  readonly keyName: string;
  readonly baseUrlName: string;
  /** What its models are called; `null`: as they like. */
  readonly modelNames: RegExp | null;
  /** At the time of writing; the first is its fast, cheap one. None: a model has to be named. */
  readonly models: readonly OfferedModel[];
  /** Where its API begins on its own host: added to a base URL that names a host only. */
  readonly apiPath: string;
  packageName(settings: Pick<ProviderSettings, 'baseURL'>): string;
  load(settings: ProviderSettings, modelId: string): Promise<LanguageModelV4>;
}

const CHEAP = 'Fast and cheap, for most questions.';
const ANTHROPIC = 'https://api.anthropic.com/v1';
const OPENAI = 'https://api.openai.com/v1';
const GOOGLE = 'https://generativelanguage.googleapis.com/v1beta';
const OPENROUTER = 'https://openrouter.ai/api/v1';

const CAREFUL = 'Slower and dearer, for hard questions.';

/** In the order in which they are looked for. */
export const PROVIDERS: readonly Provider[] = [
  {
    name: 'anthropic',
    keyName: 'ANTHROPIC_API_KEY',
    baseUrlName: 'ANTHROPIC_BASE_URL',
    modelNames: /^claude-/,
    models: [
      { name: 'haiku', modelId: 'claude-haiku-5-5', label: 'Haiku', description: CHEAP },
      { name: 'sonnet', modelId: 'claude-sonnet-5-5', label: 'Sonnet', description: 'Fast and thorough.' },
      { name: 'opus', modelId: 'claude-opus-5-5', label: 'Opus', description: CAREFUL },
    ],
    apiPath: '/v1',
    packageName: () => '@ai-sdk/anthropic',
    async load({ apiKey, baseURL = ANTHROPIC }, modelId) {
      if (isEmptyHere('ANTHROPIC_BASE_URL')) return bareAnthropic({ apiKey, baseURL }, modelId);
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({ apiKey, baseURL })(modelId);
    },
  },
  {
    name: 'openai',
    keyName: 'OPENAI_API_KEY',
    baseUrlName: 'OPENAI_BASE_URL',
    modelNames: /^(?:gpt-|chatgpt-|o\d)/,
    models: [
      { name: 'luna', modelId: 'gpt-5.6-luna', label: 'GPT Luna', description: CHEAP },
      { name: 'terra', modelId: 'gpt-5.6-terra', label: 'GPT Terra', description: CAREFUL },
    ],
    apiPath: '/v1',
    packageName: ({ baseURL }) => (baseURL === undefined ? '@ai-sdk/openai' : '@ai-sdk/openai-compatible'),
    async load({ apiKey, baseURL }, modelId) {
      // Servers that speak OpenAI's language mostly speak Chat Completions, few of them Responses.
      if (baseURL !== undefined) return compatibleModel('openai', { apiKey, baseURL }, modelId);
      if (isEmptyHere('OPENAI_BASE_URL')) return bareResponses({ apiKey, baseURL: OPENAI }, modelId);
      const { createOpenAI } = await import('@ai-sdk/openai');
      return createOpenAI({ apiKey, baseURL: OPENAI }).responses(modelId);
    },
  },
  {
    name: 'google',
    keyName: 'GOOGLE_GENERATIVE_AI_API_KEY',
    baseUrlName: 'GOOGLE_GENERATIVE_AI_BASE_URL',
    modelNames: /^(?:gemini|gemma)-/,
    models: [{ name: 'flash', modelId: 'gemini-flash-latest', label: 'Gemini Flash', description: CHEAP }],
    apiPath: '/v1beta',
    packageName: () => '@ai-sdk/google',
    async load({ apiKey, baseURL = GOOGLE }, modelId) {
      const { createGoogle } = await import('@ai-sdk/google');
      return createGoogle({ apiKey, baseURL })(modelId);
    },
  },
  {
    name: 'openrouter',
    keyName: 'OPENROUTER_API_KEY',
    baseUrlName: 'OPENROUTER_BASE_URL',
    modelNames: /^[\w.-]+\/[\w.:-]+$/,
    models: [],
    apiPath: '/api/v1',
    packageName: () => '@ai-sdk/openai-compatible',
    load: ({ apiKey, baseURL = OPENROUTER }, modelId) =>
      compatibleModel('openrouter', { apiKey, baseURL }, modelId),
  },
];

/** A model of any server that speaks OpenAI's Chat Completions, its reasoning and its usage included. */
async function compatibleModel(
  name: string,
  { apiKey, baseURL }: { readonly apiKey: string; readonly baseURL: string },
  modelId: string,
): Promise<LanguageModelV4> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  return createOpenAICompatible({ name, apiKey, baseURL, includeUsage: true })(modelId);
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
