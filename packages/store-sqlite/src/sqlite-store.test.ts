import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  attachmentsConformance,
  blobStoreConformance,
  eventStoreConformance,
  ledgerConformance,
  recordStoreConformance,
} from '@agent-chat/core/testing';
import { errorOf } from '@agent-chat/store-test-support';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

const newFolder = () => mkdtempSync(join(tmpdir(), 'agent-chat-store-'));

// They differ in what is flushed when, which is tested by itself: durability.test.ts.
const DURABILITIES =
  process.env['AGENT_CHAT_TEST'] === 'full' ? (['full', 'normal'] as const) : (['full'] as const);
for (const durability of DURABILITIES) {
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

blobStoreConformance({
  name: 'SQLite',
  persistent: true,
  async open() {
    const folder = newFolder();
    let store = await createSqliteStore({ folder });
    return {
      store: store.blobs,
      async count() {
        const database = new Database(join(folder, 'agent-chat.db'), { readonly: true });
        const count = database.prepare('SELECT count(*) FROM blobs').pluck().get();
        database.close();
        return Number(count);
      },
      async reopen() {
        await store.close();
        store = await createSqliteStore({ folder });
        return store.blobs;
      },
      async close() {
        await store.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
});

attachmentsConformance({
  name: 'SQLite',
  async open() {
    const folder = newFolder();
    const { blobs, records, close } = await createSqliteStore({ folder });
    return {
      blobs,
      records,
      async close() {
        await close();
        rmSync(folder, { recursive: true });
      },
    };
  },
});

describe('a blob that was deleted', () => {
  it('is in none of the files any more', async () => {
    const folder = temporaryFolder();
    const store = await createSqliteStore({ folder });
    const secrets = ['a small secret ', 'a large secret '].map((text, index) =>
      text.repeat(index === 0 ? 3 : 5_000),
    );
    for (const secret of secrets) {
      const { hash } = await store.blobs.put('tenant', Buffer.from(secret));
      await store.blobs.delete('tenant', hash);
    }
    await store.compact();
    for (const name of readdirSync(folder)) {
      const content = readFileSync(join(folder, name), 'latin1');
      for (const secret of secrets) expect(content).not.toContain(secret.slice(0, 30));
    }
    await store.close();
  });
});

describe('a blob that rotted on the disk', () => {
  it('is never handed out', async () => {
    const folder = temporaryFolder();
    let store = await createSqliteStore({ folder });
    const { hash } = await store.blobs.put('tenant', new TextEncoder().encode('as it was'));
    await store.close();
    const database = new Database(join(folder, 'agent-chat.db'));
    database.prepare('UPDATE blobs SET content = ?').run(Buffer.from('as it is '));
    database.close();
    store = await createSqliteStore({ folder });
    expect((await errorOf(store.blobs.get('tenant', hash))).code).toBe('StoreDamaged');
    await store.close();
  });
});
