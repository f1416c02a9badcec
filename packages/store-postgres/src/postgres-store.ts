import type { DraftStore, EventStore, Logger, PresenceStore, RateLimits, Store } from '@agent-chat/core';
import { escapeIdentifier, Pool } from 'pg';
import { connectionConfig } from './connection-config.js';
import { Database } from './database.js';
import { openSchema } from './open-schema.js';
import { createPostgresBlobStore } from './postgres-blob-store.js';
import { createPostgresDraftStore } from './postgres-draft-store.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { createPostgresLedger } from './postgres-ledger.js';
import { createPostgresPresenceStore } from './postgres-presence-store.js';
import { createPostgresRateLimits } from './postgres-rate-limits.js';
import { createPostgresRecordStore } from './postgres-record-store.js';

const MAX_CONNECTIONS = 10;
const QUERY_TIMEOUT_MS = 60_000;

interface CommonOptions {
  /** The PostgreSQL schema that holds the store; made on demand. Default `agent_chat`. */
  readonly schema?: string;
  readonly logger?: Logger;
}

/**
 * Where the database is: a connection string, for a pool of the store's own, or a pool of the
 * host's, which the store uses and never ends.
 */
export type PostgresStoreOptions = CommonOptions &
  (
    | { readonly connectionString: string; readonly pool?: never }
    | { readonly pool: Pool; readonly connectionString?: never }
  );

export interface PostgresStore extends Store {
  readonly events: Required<EventStore>;
  /** What is being written, for the viewers of other nodes. Lost when the server crashes, as it may be. */
  readonly drafts: DraftStore;
  /** Who is there and who is writing, for the viewers of other nodes. */
  readonly presence: PresenceStore;
  /** Sliding windows that all nodes count in. Lost when the server crashes, as they may be. */
  readonly rateLimits: RateLimits;
  /** The database's clock, in milliseconds since 1970. */
  now(): Promise<number>;
  /**
   * Waits for what was asked before, and frees the leases that this process holds, not those of
   * runners elsewhere. `events.close()` is the same. Every later call rejects with `Unavailable`.
   */
  close(): Promise<void>;
}

/**
 * The store for several nodes: events, records, ledger and blobs in one schema of a PostgreSQL database (13 or
 * later, encoding UTF-8). Concurrent appends of a node share a transaction, and each is
 * acknowledged after it is durable, also where the server's `synchronous_commit` is off. Leases
 * and reservations expire by the database's clock. An older schema is brought up to date, by one node at a time.
 * Works behind a pooler in transaction mode.
 *
 * @throws AgentChatError
 * - `Unavailable`: the database cannot be reached; try again
 * - `StoreNewer`: written by a newer version of this package
 * - `StoreUnwritable`: the role may not use, make or write it, or the server is read-only
 * - `StoreDamaged`: the schema is not as this package made it
 * - `InvalidConfiguration`: the options or the server's settings cannot work
 */
export async function createPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { schema = 'agent_chat', logger } = options;
  const database = new Database({
    pool:
      options.pool ??
      new Pool({
        ...connectionConfig({
          connectionString: options.connectionString,
          name: 'agent-chat',
          queryTimeoutMs: QUERY_TIMEOUT_MS,
        }),
        max: MAX_CONNECTIONS,
      }),
    endsPool: options.pool === undefined,
    schema: escapeIdentifier(schema),
    logger,
  });
  try {
    const { epoch, created } = await openSchema(database, schema, logger);
    const events = new PostgresEventStore(database, epoch);
    const records = createPostgresRecordStore(database);
    const blobs = createPostgresBlobStore(database);
    const ledger = createPostgresLedger(database);
    const drafts = createPostgresDraftStore(database);
    const presence = createPostgresPresenceStore(database);
    const rateLimits = createPostgresRateLimits(database);
    logger?.log('info', created ? 'store created' : 'store opened', { schema, epoch });
    return {
      events,
      records,
      ledger,
      blobs,
      drafts,
      presence,
      rateLimits,
      now: () =>
        database.track(async () => {
          const sql = `SELECT ${database.schema}.now_ms() AS now`;
          const [row] = await database.repeatable<{ now: string }>(sql, []);
          return Number(row?.now);
        }),
      close: () => events.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
