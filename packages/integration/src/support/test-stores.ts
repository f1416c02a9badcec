import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Clock,
  createMemoryBlobStore,
  createMemoryEventStore,
  createMemoryLedger,
  createMemoryRecordStore,
  type Store,
} from '@agent-chat/core';
import { createPostgresStore } from '@agent-chat/store-postgres';
import {
  databaseClock,
  following,
  postgresUrl,
  withoutPostgres,
} from '@agent-chat/store-postgres/test-support';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import { rowsOfSchema, rowsOfSqlite, type StoredRows, watchedPorts } from './stored-rows.js';
import { createTestSchema, type TestSchema } from './test-schema.js';

/** All ports that keep something, on one of the stores, empty and of one test alone. */
export interface TestStore extends Store {
  /** Everything that it holds, as text: all bytes of its files, all rows of its tables. */
  residue(): Promise<string>;
  /** The same by table, and row by row: two that are equal held the same. */
  rows(): Promise<StoredRows>;
  /** Closes it, as the end of its process does, and opens what that has left. */
  reopen(): Promise<TestStore>;
}

export interface TestStoreKind {
  readonly name: 'memory' | 'SQLite' | 'PostgreSQL';
  /** Why it cannot be used here. */
  readonly skipped: string | false;
  /** Leases expire by `clock`. */
  open(clock: Clock): Promise<TestStore>;
}

/** The three stores: what holds on one of them holds on all. */
export const TEST_STORES: readonly TestStoreKind[] = [
  { name: 'memory', skipped: false, open: openMemory },
  { name: 'SQLite', skipped: false, open: openSqlite },
  { name: 'PostgreSQL', skipped: withoutPostgres, open: openPostgres },
];

async function openMemory(clock: Clock): Promise<TestStore> {
  const ports = watchedPorts({
    events: createMemoryEventStore({ clock, epoch: 'epoch' }),
    records: createMemoryRecordStore(),
    ledger: createMemoryLedger({ clock }),
    blobs: createMemoryBlobStore(),
  });
  const store: TestStore = {
    ...ports,
    residue: async () => (await ports.rows())['records']?.join('\n') ?? '',
    reopen: async () => store,
    close: async () => undefined,
  };
  return store;
}

async function openSqlite(clock: Clock): Promise<TestStore> {
  return sqliteIn(await mkdtemp(join(tmpdir(), 'agent-chat-proof-')), clock);
}

async function sqliteIn(folder: string, clock: Clock): Promise<TestStore> {
  const store = await createSqliteStore({ folder, clock, durability: 'normal' });
  return {
    ...store,
    async residue() {
      const names = (await readdir(folder)).filter((name) => name.startsWith('agent-chat.db'));
      const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
      return files.join('\n');
    },
    rows: async () => rowsOfSqlite(join(folder, 'agent-chat.db')),
    async reopen() {
      await store.close();
      return sqliteIn(folder, clock);
    },
    async close() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openPostgres(clock: Clock): Promise<TestStore> {
  return postgresIn(createTestSchema(), clock);
}

async function postgresIn(schema: TestSchema, clock: Clock): Promise<TestStore> {
  const store = await createPostgresStore({ connectionString: postgresUrl, schema: schema.name });
  const setClock = await databaseClock({ pool: schema.pool, schema: schema.name, clock });
  const { records, blobs, rateLimits } = store;
  // Without its clock, which is real: what tests let pass is that of `clock`.
  return {
    records,
    blobs,
    rateLimits,
    events: following(store.events, setClock),
    ledger: following(store.ledger, setClock),
    residue: async () =>
      Object.values(await rowsOfSchema(schema))
        .flat()
        .join('\n'),
    rows: () => rowsOfSchema(schema),
    async reopen() {
      await store.close();
      return postgresIn(schema, clock);
    },
    async close() {
      await store.close();
      await schema.drop();
    },
  };
}
