import { readFileSync } from 'node:fs';
import { AgentChatError } from '@agent-chat/protocol';

/**
 * The text of a file that the command line names.
 * @throws AgentChatError `InvalidConfiguration` when it cannot be read
 */
export function readNamedFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AgentChatError('InvalidConfiguration', `${file} cannot be read.`, { cause });
  }
}
