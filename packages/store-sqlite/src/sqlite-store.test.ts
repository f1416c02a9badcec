import { mkdtempSync, rmSync } from 'node:fs';
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
      const folder = newFolder();
      let store = await createSqliteStore({ folder, clock, durability });
      return {
        store: store.events,
        async reopen() {
          await store.close();
          store = await createSqliteStore({ folder, clock, durability });
          return store.events;
        },
        async close() {
          await store.close();
          rmSync(folder, { recursive: true });
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
