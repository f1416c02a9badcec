import { AgentChatError } from '@agent-chat/protocol';
import { joinChunks } from '../attachments/chunks.js';
import { type FileStore, isFileName } from '../ports/file-store.js';

/** The file store for tests and demos: its files end with the process. */
export function createMemoryFileStore(): FileStore {
  const files = new Map<string, Uint8Array>();
  // Each part may hold any character, so they are told apart by their JSON.
  const keyOf = (tenant: string, name: string): string => JSON.stringify([tenant, name]);
  return {
    async write(tenant, name, chunks) {
      if (!isFileName(name)) throw new AgentChatError('InvalidRequest', 'This is no name of a file.');
      files.set(keyOf(tenant, name), await joinChunks(chunks));
    },
    async read(tenant, name) {
      const bytes = files.get(keyOf(tenant, name));
      if (bytes === undefined) return null;
      async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
        if (bytes !== undefined && bytes.length > 0) yield bytes.slice();
      }
      return { sizeBytes: bytes.length, chunks: chunks() };
    },
    async delete(tenant, name) {
      return files.delete(keyOf(tenant, name));
    },
  };
}
