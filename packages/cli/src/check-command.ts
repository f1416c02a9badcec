import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AgentChatError } from '@agent-chat/protocol';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import type { Settings } from './settings.js';
import type { Terminal } from './terminal.js';

/**
 * Opens the data as a start does, which looks at all of it, and closes it again.
 * @throws AgentChatError with a `Store…` code
 */
export async function check({ dataFolder }: Settings, terminal: Terminal): Promise<void> {
  if (!existsSync(join(dataFolder, 'agent-chat.db'))) {
    throw new AgentChatError('InvalidConfiguration', `There is no data in ${dataFolder}.`);
  }
  const store = await createSqliteStore({ folder: dataFolder });
  await store.close();
  terminal.say(`The data in ${dataFolder} is sound.`);
}
