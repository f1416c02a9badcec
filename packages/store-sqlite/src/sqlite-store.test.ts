import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreConformance, ledgerConformance, recordStoreConformance } from '@agent-chat/core/testing';
import { createSqliteStore } from './sqlite-store.js';

const newFolder = () => mkdtempSync(join(tmpdir(), 'agent-chat-store-'));

for (const durability of ['full', 'normal'] as const) {
  eventStoreConformance({
    name: `SQLite, durability ${durability}`,
    persistent: true,
    async open({ clock }) {
      let folder = newFolder();
      let store = await createSqliteStore({ folder, clock, durability });
      const dead: { folder: string; close(): Promise<void> }[] = [];
      return {
        store: store.events,
        async reopen() {
          await store.close();
          store = await createSqliteStore({ folder, clock, durability });
          return store.events;
        },
        /** As the disk has it at this moment: nothing was brought into the database for the occasion. */
        async crash() {
          const left = newFolder();
          for (const name of ['agent-chat.db', 'agent-chat.db-wal']) {
            if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(left, name));
          }
          dead.push({ folder, close: store.close });
          folder = left;
          store = await createSqliteStore({ folder, clock, durability });
          return store.events;
        },
        async close() {
          for (const one of [...dead, { folder, close: store.close }]) {
            await one.close();
            rmSync(one.folder, { recursive: true });
          }
        },
      };
    },
  });
}

recordStoreConformance({
  name: 'SQLite',
  persistent: true,
  async open() {
    const folder = newFolder();
    let store = await createSqliteStore({ folder });
    return {
      store: store.records,
      async reopen() {
        await store.close();
        store = await createSqliteStore({ folder });
        return store.records;
      },
      async close() {
        await store.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
});

ledgerConformance({
  name: 'SQLite',
  persistent: true,
  async open({ clock }) {
    const folder = newFolder();
    let store = await createSqliteStore({ folder, clock });
    return {
      ledger: store.ledger,
      async reopen() {
        await store.close();
        store = await createSqliteStore({ folder, clock });
        return store.ledger;
      },
      async close() {
        await store.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
});
