import type { ModelRegistry } from '@agent-chat/agents';
import { type Environment, modelsFromEnvironment, modelsFromYaml } from '@agent-chat/agents/ai-sdk';
import { readNamedFile } from './named-file.js';

/**
 * The models of `file`, else those that the environment has keys for; `null`: there are none.
 * @throws AgentChatError `InvalidConfiguration`
 */
export async function offeredModels(
  file: string | null,
  environment: Environment,
): Promise<ModelRegistry | null> {
  return file === null
    ? modelsFromEnvironment(environment)
    : modelsFromYaml(file, readNamedFile(file), environment);
}
