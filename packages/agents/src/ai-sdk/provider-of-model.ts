import { AgentChatError } from '@agent-chat/protocol';
import { type Provider, PROVIDERS } from './providers.js';

export interface NamedModel {
  readonly provider: Provider;
  /** As the provider calls it. */
  readonly modelId: string;
}

/**
 * Who runs the model of that name: `provider:model` says it, and of many others the name does, such as
 * `claude-…`, `gpt-…`, `gemini-…` and, for OpenRouter, `maker/model`. `null` where it does not tell.
 *
 * A prefix that is no provider is taken for a part of the name, as in `llama:8b`.
 */
export function providerOfModel(name: string): NamedModel | null {
  const [, prefix, modelId] = /^([a-z][a-z-]*):(.+)$/.exec(name) ?? [];
  if (prefix !== undefined && modelId !== undefined) {
    const provider = PROVIDERS.find((each) => each.name === prefix);
    if (provider !== undefined) return { provider, modelId };
    // `llama:8b` is the name of a model; who else would be meant is told.
    return null;
  }
  const provider = PROVIDERS.find(({ modelNames }) => modelNames?.test(name) ?? false);
  return provider === undefined ? null : { provider, modelId: name };
}

/** @throws AgentChatError `InvalidConfiguration` for a name that does not tell its provider */
export function requireProviderOfModel(name: string): NamedModel {
  const found = providerOfModel(name);
  if (found !== null) return found;
  const names = PROVIDERS.map((provider) => provider.name).join(', ');
  throw new AgentChatError(
    'InvalidConfiguration',
    `"${name}" does not tell who runs the model: write provider:model, for example openai:${name}. The providers are ${names}.`,
    { details: { model: name, providers: PROVIDERS.map((provider) => provider.name) } },
  );
}
