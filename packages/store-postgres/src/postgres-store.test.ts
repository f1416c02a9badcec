import type { EventStore } from '@agent-chat/core';
import {
  attachmentsConformance,
  blobStoreConformance,
  busConformance,
  draftStoreConformance,
  eventStoreConformance,
  createManualClock,
  ledgerConformance,
  presenceStoreConformance,
  rateLimitsConformance,
  recordStoreConformance,
} from '@agent-chat/core/testing';
import { escapeIdentifier, Pool } from 'pg';
import { afterAll, describe, expect } from 'vitest';
import { createPostgresBus } from './postgres-bus.js';
import { createPostgresStore } from './postgres-store.js';
import { schemasAhead } from './test-support/schemas-ahead.js';
import { databaseUrl, newSchemaName, skipReason } from './test-support/test-database.js';
import { followClock } from './test-support/test-clock.js';

describe.skipIf(skipReason)(`conformance${skipReason ? `: ${skipReason}` : ''}`, () => {
  const pool = new Pool({ connectionString: databaseUrl, max: 8 });
  const schemas = schemasAhead(pool);
  afterAll(async () => {
    await schemas.close();
    await pool.end();
  });

  eventStoreConformance({
    name: 'PostgreSQL',
    persistent: true,
    async open({ clock }) {
      const schema = await schemas.next();
      let own: Pool;
      const open = async (): Promise<EventStore> => {
        own = new Pool({ connectionString: databaseUrl, max: 8, application_name: newSchemaName() });
        return followClock((await createPostgresStore({ pool: own, schema })).events, {
          pool,
          schema,
          clock,
        });
      };
      let store = await open();
      return {
        store,
        async reopen() {
          await store.close();
          await own.end();
          store = await open();
          return store;
        },
        /** No connection of it gets any further, and it makes no other. */
        async crash() {
          void own.end();
          await pool.query(
            'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1',
            [own.options.application_name],
          );
          store = await open();
          return store;
        },
        async close() {
          await store.close();
          await own.end();
          schemas.drop(schema);
        },
      };
    },
  });

  rateLimitsConformance({
    name: 'PostgreSQL',
    async open() {
      const schema = await schemas.next();
      const clock = createManualClock();
      const stores = [
        await createPostgresStore({ pool, schema }),
        await createPostgresStore({ pool, schema }),
      ] as const;
      const [first, second] = stores;
      const rateLimits = await followClock(first.rateLimits, { pool, schema, clock });
      const other = await followClock(second.rateLimits, { pool, schema, clock });
      return {
        rateLimits,
        other,
        advance: (ms) => clock.advance(ms),
        async close() {
          for (const store of stores) await store.close();
          schemas.drop(schema);
        },
      };
    },
  });

  busConformance({
    name: 'PostgreSQL',
    async open() {
      const schema = await schemas.next();
      const store = await createPostgresStore({ pool, schema });
      const bus = await createPostgresBus({ connectionString: databaseUrl, schema });
      const other = await createPostgresBus({ connectionString: databaseUrl, schema });
      await expect.poll(() => bus.isListening && other.isListening).toBe(true);
      return {
        bus,
        other,
        events: store.events,
        async close() {
          await bus.close();
          await other.close();
          await store.close();
          schemas.drop(schema);
        },
      };
    },
  });

  draftStoreConformance({
    name: 'PostgreSQL',
    async open() {
      const schema = await schemas.next();
      const store = await createPostgresStore({ pool, schema });
      const other = await createPostgresStore({ pool, schema });
      return {
        store: store.drafts,
        other: other.drafts,
        async close() {
          await store.close();
          await other.close();
          schemas.drop(schema);
        },
      };
    },
  });

  presenceStoreConformance({
    name: 'PostgreSQL',
    async open({ clock }) {
      const schema = await schemas.next();
      const store = await createPostgresStore({ pool, schema });
      const other = await createPostgresStore({ pool, schema });
      return {
        store: await followClock(store.presence, { pool, schema, clock }),
        other: await followClock(other.presence, { pool, schema, clock }),
        async close() {
          await store.close();
          await other.close();
          schemas.drop(schema);
        },
      };
    },
  });

  recordStoreConformance({
    name: 'PostgreSQL',
    persistent: true,
    async open() {
      const schema = await schemas.next();
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
          schemas.drop(schema);
        },
      };
    },
  });

  ledgerConformance({
    name: 'PostgreSQL',
    persistent: true,
    async open({ clock }) {
      const schema = await schemas.next();
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
          schemas.drop(schema);
        },
      };
    },
  });

  blobStoreConformance({
    name: 'PostgreSQL',
    persistent: true,
    async open() {
      const schema = await schemas.next();
      let store = await createPostgresStore({ pool, schema });
      return {
        store: store.blobs,
        async count() {
          const { rows } = await pool.query<{ count: string }>(
            `SELECT count(*) FROM ${escapeIdentifier(schema)}.blobs`,
          );
          return Number(rows[0]?.count);
        },
        async reopen() {
          await store.close();
          store = await createPostgresStore({ pool, schema });
          return store.blobs;
        },
        async close() {
          await store.close();
          schemas.drop(schema);
        },
      };
    },
  });

  attachmentsConformance({
    name: 'PostgreSQL',
    async open() {
      const schema = await schemas.next();
      const { blobs, records, close } = await createPostgresStore({ pool, schema });
      return {
        blobs,
        records,
        async close() {
          await close();
          schemas.drop(schema);
        },
      };
    },
  });
});
