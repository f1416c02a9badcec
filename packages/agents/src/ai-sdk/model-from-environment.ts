import { AgentChatError } from '@agent-chat/protocol';
import type { ModelPort } from '../model/model-port.js';
import type { RegisteredModel } from '../models/model-registry.js';
import { type AiSdkModelOptions, aiSdkModel } from './ai-sdk-model.js';
import { type NamedModel, providerOfModel, requireProviderOfModel } from './provider-of-model.js';
import { type Provider, PROVIDERS, withPackage } from './providers.js';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The model that the environment names, or `null` when it has no key. `AGENT_CHAT_MODEL` names it, and
 * with it its provider where the name tells; else the first of `ANTHROPIC_API_KEY`, `OPENAI_API_KEY`,
 * `GOOGLE_GENERATIVE_AI_API_KEY` and `OPENROUTER_API_KEY` that is set decides on the provider.
 * `…_BASE_URL` is its address. Only that provider's package is loaded. Keys are passed to it and
 * nowhere else.
 *
 * @throws AgentChatError `InvalidConfiguration` when the package is not installed, the base URL is
 * none or has a user or a password, the provider of the named model has no key, or OpenRouter has no named model.
 */
export async function modelFromEnvironment(
  environment: Environment,
  options: AiSdkModelOptions = {},
): Promise<ModelPort | null> {
  const named = chosenModel(environment);
  return named === null ? null : (await loadModel(named, environment, options)).model;
}

/**
 * The model of that name, by the keys of the environment: `provider:model`, or a name that tells its
 * provider, as `claude-haiku-5-5` does.
 *
 * @throws AgentChatError `InvalidConfiguration` as `modelFromEnvironment`, and for a name that does not
 * tell its provider
 */
export async function modelByName(
  name: string,
  environment: Environment,
  options: AiSdkModelOptions = {},
): Promise<ModelPort> {
  return (await loadModelByName(name, environment, options)).model;
}

/** As `modelByName`. */
export function loadModelByName(
  name: string,
  environment: Environment,
  options: AiSdkModelOptions,
): Promise<LoadedModel> {
  return loadModel(namedModel(name, environment) ?? requireProviderOfModel(name), environment, options);
}

/**
 * Where the model of `modelFromEnvironment` is asked, and so where its key is sent, without the query;
 * `null` when that is the provider's own address, or when there is no model.
 *
 * @throws AgentChatError `InvalidConfiguration` when the base URL is none, or has a user or a password
 */
export function modelAddress(environment: Environment): string | null {
  const provider = chosenModel(environment)?.provider;
  return provider === undefined ? null : withoutQuery(baseUrlOf(provider, environment));
}

function withoutQuery(baseURL: string | undefined): string | null {
  if (baseURL === undefined) return null;
  const { origin, pathname } = new URL(baseURL);
  return origin + pathname;
}

/** The providers whose keys the environment has. */
export function configuredProviders(environment: Environment): readonly Provider[] {
  return PROVIDERS.filter(({ keyName }) => setting(environment, keyName) !== undefined);
}

export function setting(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

/** As a registry has it: who runs it, and where it is asked unless that is the provider's own address. */
export type LoadedModel = Required<Pick<RegisteredModel, 'model' | 'provider' | 'address'>>;

export async function loadModel(
  { provider, modelId }: NamedModel,
  environment: Environment,
  options: AiSdkModelOptions,
): Promise<LoadedModel> {
  const { keyName } = provider;
  const apiKey = setting(environment, keyName);
  if (apiKey === undefined) {
    throw new AgentChatError('InvalidConfiguration', `The model "${modelId}" needs ${keyName}.`, {
      details: { name: keyName },
    });
  }
  const settings = { apiKey, baseURL: baseUrlOf(provider, environment) };
  const load = () => provider.load(settings, modelId);
  const packageName = provider.packageName(settings);
  // Servers that speak another's language have models of any kind: whether one takes pictures is to be said.
  const isAnyKind = packageName === '@ai-sdk/openai-compatible';
  const settled = isAnyKind ? { ...options, images: options.images ?? false } : options;
  const model = aiSdkModel(await withPackage(packageName, keyName, load), settled);
  return { model, provider: provider.name, address: withoutQuery(settings.baseURL) };
}

export function chosenModel(environment: Environment): NamedModel | null {
  const name = setting(environment, 'AGENT_CHAT_MODEL');
  const [provider] = configuredProviders(environment);
  if (provider === undefined) return null;
  if (name !== undefined) return namedModel(name, environment) ?? { provider, modelId: name };
  const [cheapest] = provider.models;
  if (cheapest !== undefined) return { provider, modelId: cheapest.modelId };
  throw new AgentChatError(
    'InvalidConfiguration',
    `With ${provider.keyName} alone, AGENT_CHAT_MODEL has to name a model of ${provider.name}.`,
    { details: { name: 'AGENT_CHAT_MODEL' } },
  );
}

/**
 * Who runs it: as the name tells, unless that provider has no key and a server with an address of its
 * own is there, which may have models of any name. `null` where nothing tells.
 */
function namedModel(name: string, environment: Environment): NamedModel | null {
  const told = providerOfModel(name);
  if (told !== null && setting(environment, told.provider.keyName) !== undefined) return told;
  const server = configuredProviders(environment).find(
    ({ baseUrlName }) => setting(environment, baseUrlName) !== undefined,
  );
  return server === undefined ? told : { provider: server, modelId: name };
}

function baseUrlOf(
  { baseUrlName, keyName, apiPath }: Provider,
  environment: Environment,
): string | undefined {
  const value = setting(environment, baseUrlName);
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new AgentChatError('InvalidConfiguration', `${baseUrlName} is not an http(s) address.`, {
      details: { name: baseUrlName },
    });
  }
  if (url.username !== '' || url.password !== '') {
    const message = `${baseUrlName} has a user or a password, with which nothing can be asked: ${keyName} is what is sent.`;
    throw new AgentChatError('InvalidConfiguration', message, { details: { name: baseUrlName } });
  }
  return url.pathname === '/' ? new URL(apiPath, url).href : value;
}
