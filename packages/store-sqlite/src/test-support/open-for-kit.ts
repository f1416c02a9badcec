import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteStore, type SqliteStore, type SqliteStoreOptions } from '../sqlite-store.js';

/** A port of a store in a folder of a case's own, as the conformance kits take it. */
export interface OpenedForKit<Port> {
  readonly port: Port;
  /** Where its database is now. */
  file(): string;
  reopen(): Promise<Port>;
  crash(): Promise<Port>;
  close(): Promise<void>;
}

export async function openForKit<Port>(
  portOf: (store: SqliteStore) => Port,
  options: Pick<SqliteStoreOptions, 'clock' | 'durability'> = {},
): Promise<OpenedForKit<Port>> {
  let folder = newFolder();
  let store = await createSqliteStore({ ...options, folder });
  const dead: { readonly folder: string; close(): Promise<void> }[] = [];
  return {
    port: portOf(store),
    file: () => join(folder, 'agent-chat.db'),
    async reopen() {
      await store.close();
      store = await createSqliteStore({ ...options, folder });
      return portOf(store);
    },
    /** As the disk has it at this moment: nothing was brought into the database for the occasion. */
    async crash() {
      const left = newFolder();
      for (const name of ['agent-chat.db', 'agent-chat.db-wal']) {
        if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(left, name));
      }
      dead.push({ folder, close: store.close });
      folder = left;
      store = await createSqliteStore({ ...options, folder });
      return portOf(store);
    },
    async close() {
      for (const one of [...dead, { folder, close: store.close }]) {
        await one.close();
        rmSync(one.folder, { recursive: true });
      }
    },
  };
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'agent-chat-store-'));
}
