import { createReadStream, existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  attachmentImporter,
  exportConversation,
  exportedAttachments,
  importConversation,
} from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { createSqliteStore, type SqliteStore } from '@agent-chat/store-sqlite';
import { attachmentsIn } from './data-files.js';
import { type Settings, TENANT } from './settings.js';
import type { Terminal } from './terminal.js';

/** Written at once; one line may be longer. */
const CHUNK_CHARACTERS = 65_536;

/**
 * Writes one conversation. An output that ends too early has no trailer, and an import refuses it.
 * @throws AgentChatError `UnknownConversation`, a `Store…` code, or `InvalidConfiguration` without data
 */
export async function exportToOutput(
  settings: Settings,
  conversationId: string,
  output: NodeJS.WritableStream,
): Promise<void> {
  const { dataFolder } = settings;
  if (!existsSync(join(dataFolder, 'agent-chat.db'))) {
    throw new AgentChatError('InvalidConfiguration', `There is no data in ${dataFolder}.`);
  }
  await withStore(settings, async ({ events, records }) => {
    let waiting = '';
    const files = attachmentsIn(dataFolder, records);
    const attachments = exportedAttachments(files, { tenant: TENANT, conversationId });
    for await (const line of exportConversation({
      store: events,
      tenant: TENANT,
      conversationId,
      attachments,
    })) {
      waiting += line;
      if (waiting.length < CHUNK_CHARACTERS) continue;
      await write(output, waiting);
      waiting = '';
    }
    await write(output, waiting);
  });
}

/**
 * Adds the conversation of an exported file.
 * @throws AgentChatError `InvalidRequest`, `PayloadTooLarge`, `ConversationExists`, a `Store…` code,
 * or `InvalidConfiguration` when there is no such file
 */
export async function importFile(settings: Settings, file: string, terminal: Terminal): Promise<void> {
  const path = resolve(file);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new AgentChatError('InvalidConfiguration', `There is no file "${path}".`);
  }
  await withStore(settings, async ({ events, records }) => {
    const source = createReadStream(path);
    const { record, dueAgentId } = await importConversation({
      store: events,
      tenant: TENANT,
      source,
      writeAttachments: attachmentImporter(attachmentsIn(settings.dataFolder, records), TENANT),
    });
    terminal.say(`The conversation ${record.conversationId} is there, with ${record.head} events.`);
    if (dueAgentId !== null)
      terminal.say(`It is the turn of ${dueAgentId}, who goes on when somebody opens it.`);
  });
}

async function withStore(
  { dataFolder }: Settings,
  work: (store: SqliteStore) => Promise<void>,
): Promise<void> {
  const store = await createSqliteStore({ folder: dataFolder });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

/** Resolves when it is written, so that a slow reader is waited for and one that left is noticed. */
function write(output: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
