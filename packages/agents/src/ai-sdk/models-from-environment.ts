import { createModelRegistry, type ModelRegistry, type RegisteredModel } from '../models/model-registry.js';
import type { AiSdkModelOptions } from './ai-sdk-model.js';
import {
  type Environment,
  chosenModel,
  configuredProviders,
  loadModel,
  setting,
} from './model-from-environment.js';

/**
 * The models that the environment offers, or `null` when it has no key. With `AGENT_CHAT_MODEL` that one
 * is the only one; else those that each provider with a key has by itself, the cheapest of the first
 * provider being the default. A provider with an address of its own has what `AGENT_CHAT_MODEL` names.
 *
 * @throws AgentChatError `InvalidConfiguration` as `modelFromEnvironment`
 */
export async function modelsFromEnvironment(
  environment: Environment,
  options: AiSdkModelOptions = {},
): Promise<ModelRegistry | null> {
  const providers = configuredProviders(environment);
  const [first] = providers;
  if (first === undefined) return null;
  const isNamed = setting(environment, 'AGENT_CHAT_MODEL') !== undefined;
  if (isNamed || first.models.length === 0 || setting(environment, first.baseUrlName) !== undefined) {
    const chosen = chosenModel(environment);
    if (chosen === null) return null;
    const loaded = await loadModel(chosen, environment, options);
    return createModelRegistry({ models: [{ name: chosen.modelId, ...loaded }] });
  }
  const offered = providers
    .filter(({ baseUrlName }) => setting(environment, baseUrlName) === undefined)
    .flatMap((provider) => provider.models.map((model) => ({ provider, model })));
  const models: RegisteredModel[] = [];
  for (const {
    provider,
    model: { name, modelId, label, description },
  } of offered) {
    const loaded = await loadModel({ provider, modelId }, environment, options);
    models.push({ name, ...loaded, label, description });
  }
  return createModelRegistry({ models });
}
