import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  attachmentsConformance,
  blobStoreConformance,
  eventStoreConformance,
  ledgerConformance,
  recordStoreConformance,
} from '@agent-chat/core/testing';
import { errorOf, FULL } from '@agent-chat/protocol/test-support';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.js';
import { openForKit } from './test-support/open-for-kit.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

// They differ in what is flushed when, which is tested by itself: durability.test.ts.
const DURABILITIES = FULL ? (['full', 'normal'] as const) : (['full'] as const);
for (const durability of DURABILITIES) {
  eventStoreConformance({
    name: `SQLite, durability ${durability}`,
    persistent: true,
    async open({ clock }) {
      const { port: store, ...rest } = await openForKit(({ events }) => events, { clock, durability });
      return { store, ...rest };
    },
  });
}

recordStoreConformance({
  name: 'SQLite',
  persistent: true,
  async open() {
    const { port: store, ...rest } = await openForKit(({ records }) => records);
    return { store, ...rest };
  },
});

ledgerConformance({
  name: 'SQLite',
  persistent: true,
  async open({ clock }) {
    const { port, ...rest } = await openForKit(({ ledger }) => ledger, { clock });
    return { ledger: port, ...rest };
  },
});

blobStoreConformance({
  name: 'SQLite',
  persistent: true,
  async open() {
    const { port: store, file, ...rest } = await openForKit(({ blobs }) => blobs);
    return {
      store,
      ...rest,
      async count() {
        const database = new Database(file(), { readonly: true });
        const count = database.prepare('SELECT count(*) FROM blobs').pluck().get();
        database.close();
        return Number(count);
      },
    };
  },
});

attachmentsConformance({
  name: 'SQLite',
  async open() {
    const { port, close } = await openForKit(({ blobs, records }) => ({ blobs, records }));
    return { ...port, close };
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
