import { readFileSync } from 'node:fs';
import type { ModelRegistry } from '@agent-chat/agents';
import { type Environment, modelsFromEnvironment, modelsFromYaml } from '@agent-chat/agents/ai-sdk';
import { AgentChatError } from '@agent-chat/protocol';

/**
 * The models of `file`, else those that the environment has keys for; `null`: there are none.
 * @throws AgentChatError `InvalidConfiguration`
 */
export async function offeredModels(
  file: string | null,
  environment: Environment,
): Promise<ModelRegistry | null> {
  if (file === null) return modelsFromEnvironment(environment);
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AgentChatError('InvalidConfiguration', `${file} cannot be read.`, { cause });
  }
  return modelsFromYaml(file, source, environment);
}
