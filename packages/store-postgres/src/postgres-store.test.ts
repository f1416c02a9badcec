import type { EventStore } from '@agent-chat/core';
import { eventStoreConformance, ledgerConformance, recordStoreConformance } from '@agent-chat/core/testing';
import { Pool } from 'pg';
import { afterAll, describe } from 'vitest';
import { createPostgresStore } from './postgres-store.js';
import { databaseUrl, dropSchema, newSchemaName, skipReason } from './test-support/test-database.js';
import { followClock } from './test-support/test-clock.js';

describe.skipIf(skipReason)(`conformance${skipReason ? `: ${skipReason}` : ''}`, () => {
  const pool = new Pool({ connectionString: databaseUrl, max: 8 });
  afterAll(() => pool.end());

  eventStoreConformance({
    name: 'PostgreSQL',
    persistent: true,
    async open({ clock }) {
      const schema = newSchemaName();
      const open = async (): Promise<EventStore> =>
        followClock((await createPostgresStore({ pool, schema })).events, { pool, schema, clock });
      let store = await open();
      return {
        store,
        async reopen() {
          await store.close();
          store = await open();
          return store;
        },
        async close() {
          await store.close();
          await dropSchema(pool, schema);
        },
      };
    },
  });

  recordStoreConformance({
    name: 'PostgreSQL',
    persistent: true,
    async open() {
      const schema = newSchemaName();
      let store = await createPostgresStore({ pool, schema });
      return {
        store: store.records,
        async reopen() {
          await store.close();
          store = await createPostgresStore({ pool, schema });
          return store.records;
        },
        async close() {
          await store.close();
          await dropSchema(pool, schema);
        },
      };
    },
  });

  ledgerConformance({
    name: 'PostgreSQL',
    persistent: true,
    async open({ clock }) {
      const schema = newSchemaName();
      let store = await createPostgresStore({ pool, schema });
      return {
        ledger: await followClock(store.ledger, { pool, schema, clock }),
        async reopen() {
          await store.close();
          store = await createPostgresStore({ pool, schema });
          return followClock(store.ledger, { pool, schema, clock });
        },
        async close() {
          await store.close();
          await dropSchema(pool, schema);
        },
      };
    },
  });
});
