import type { Clock } from '@agent-chat/core';
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
import { createPostgresStore, type PostgresStore } from './postgres-store.js';
import { cuttablePool } from './test-support/cuttable-pool.js';
import { emptySchemas } from './test-support/empty-schemas.js';
import { databaseUrl, skipReason } from './test-support/test-database.js';
import { followClock } from './test-support/test-clock.js';

describe.skipIf(skipReason)(`conformance${skipReason ? `: ${skipReason}` : ''}`, () => {
  const pool = new Pool({ connectionString: databaseUrl, max: 8 });
  const schemas = emptySchemas(pool);
  const own = cuttablePool(pool);
  afterAll(async () => {
    await own.end();
    await schemas.close();
    await pool.end();
  });

  /** A port of a store in a schema of a case's own, as the kits take it; by `clock`, if it has one. */
  async function openForKit<Port extends object>(portOf: (store: PostgresStore) => Port, clock?: Clock) {
    const schema = await schemas.next();
    let store: PostgresStore;
    const open = async (): Promise<Port> => {
      store = await createPostgresStore({ pool: own.pool, schema });
      const port = portOf(store);
      return clock === undefined ? port : followClock(port, { pool, schema, clock });
    };
    return {
      schema,
      port: await open(),
      async reopen() {
        await store.close();
        return open();
      },
      async crash() {
        await own.cut();
        return open();
      },
      async close() {
        await store.close();
        schemas.giveBack(schema);
      },
    };
  }

  eventStoreConformance({
    name: 'PostgreSQL',
    persistent: true,
    async open({ clock }) {
      const { port: store, ...rest } = await openForKit(({ events }) => events, clock);
      return { store, ...rest };
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
          schemas.giveBack(schema);
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
          schemas.giveBack(schema);
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
          schemas.giveBack(schema);
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
          schemas.giveBack(schema);
        },
      };
    },
  });

  recordStoreConformance({
    name: 'PostgreSQL',
    persistent: true,
    async open() {
      const { port: store, ...rest } = await openForKit(({ records }) => records);
      return { store, ...rest };
    },
  });

  ledgerConformance({
    name: 'PostgreSQL',
    persistent: true,
    async open({ clock }) {
      const { port, ...rest } = await openForKit(({ ledger }) => ledger, clock);
      return { ledger: port, ...rest };
    },
  });

  blobStoreConformance({
    name: 'PostgreSQL',
    persistent: true,
    async open() {
      const { port: store, schema, ...rest } = await openForKit(({ blobs }) => blobs);
      return {
        store,
        ...rest,
        async count() {
          const { rows } = await pool.query<{ count: string }>(
            `SELECT count(*) FROM ${escapeIdentifier(schema)}.blobs`,
          );
          return Number(rows[0]?.count);
        },
      };
    },
  });

  attachmentsConformance({
    name: 'PostgreSQL',
    async open() {
      const { port, close } = await openForKit(({ blobs, records }) => ({ blobs, records }));
      return { ...port, close };
    },
  });
});
