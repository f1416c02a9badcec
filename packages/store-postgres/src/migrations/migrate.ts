import type { ClientBase } from 'pg';
import { escapeIdentifier } from 'pg';
import { newer } from '../store-errors.js';
import { initial } from './0001-initial.js';
import { ledger } from './0002-ledger.js';
import { erasure } from './0003-erasure.js';
import { blobs } from './0004-blobs.js';
import { drafts } from './0005-drafts.js';
import { presence } from './0006-presence.js';
import { replaceRecord } from './0007-replace-record.js';
import { rateLimits } from './0008-rate-limits.js';
import { recordKeys } from './0009-record-keys.js';
import type { Migration } from './migration.js';

/** All steps in order, each one above the version before it. A released step never changes. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  ledger,
  erasure,
  blobs,
  drafts,
  presence,
  replaceRecord,
  rateLimits,
  recordKeys,
];

/** What this version of the package writes and the highest that it reads. */
export const SCHEMA_VERSION = MIGRATIONS.at(-1)?.version ?? 0;

export interface OpenedSchema {
  readonly epoch: string;
  readonly created: boolean;
}

/**
 * Makes the schema or brings it up to date, in one transaction: all steps that are missing, or
 * none. Nodes that start together do it one after the other. Works without any right to change
 * the schema when there is nothing to do.
 *
 * @throws AgentChatError `StoreNewer`; and what the driver throws
 */
export async function migrate(
  client: ClientBase,
  schema: string,
  newEpoch: () => string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<OpenedSchema> {
  const supported = migrations.at(-1)?.version ?? 0;
  const quoted = escapeIdentifier(schema);
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`agent-chat ${schema}`]);
    const found = await readVersion(client, schema);
    if (found > supported) throw newer(schema, found, supported);
    if (found === 0) await create(client, schema, newEpoch());
    for (const { version, sql } of migrations) {
      if (version <= found) continue;
      await client.query(sql(quoted));
      await client.query(`UPDATE ${quoted}.store SET version = $1`, [version]);
    }
    const { rows } = await client.query<{ epoch: string }>(`SELECT epoch FROM ${quoted}.store`);
    await client.query('COMMIT');
    return { epoch: rows[0]?.epoch ?? '', created: found === 0 };
  } catch (error) {
    // The reason is the first error; a connection that cannot roll back is lost, and so is its work.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** 0 when there is no store. */
async function readVersion(client: ClientBase, schema: string): Promise<number> {
  const quoted = escapeIdentifier(schema);
  const { rows } = await client.query<{ present: boolean }>('SELECT to_regclass($1) IS NOT NULL AS present', [
    `${quoted}.store`,
  ]);
  if (!rows[0]?.present) return 0;
  const { rows: versions } = await client.query<{ version: number }>(`SELECT version FROM ${quoted}.store`);
  return Number(versions[0]?.version ?? 0);
}

async function create(client: ClientBase, schema: string, epoch: string): Promise<void> {
  const quoted = escapeIdentifier(schema);
  const { rowCount } = await client.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
  // Only if it is missing: the statement needs a right on the database even when there is nothing to do.
  if (rowCount === 0) await client.query(`CREATE SCHEMA ${quoted}`);
  await client.query(`
    CREATE TABLE ${quoted}.store (
      id integer PRIMARY KEY CHECK (id = 1),
      version integer NOT NULL,
      epoch text NOT NULL
    )`);
  await client.query(`INSERT INTO ${quoted}.store (id, version, epoch) VALUES (1, 0, $1)`, [epoch]);
}
