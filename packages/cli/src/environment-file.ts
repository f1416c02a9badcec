import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvFile } from 'node:process';
import { AgentChatError } from '@agent-chat/protocol';

/**
 * Reads `.env` of `folder` into the environment, if there is one. What is set already stays.
 * @throws AgentChatError `InvalidConfiguration` when it cannot be read
 */
export function loadEnvironmentFile(folder: string): void {
  const file = join(folder, '.env');
  if (!existsSync(file)) return;
  try {
    loadEnvFile(file);
  } catch (cause) {
    throw new AgentChatError('InvalidConfiguration', `${file} cannot be read.`, { cause });
  }
}
