import { randomBytes } from 'node:crypto';
import type { Logger } from '@agent-chat/core';
import { escapeIdentifier, Pool } from 'pg';
import { inject, onTestFinished } from 'vitest';
import { createPostgresStore, type PostgresStore } from '../postgres-store.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests find a database, or why there is none. */
    postgres: { readonly url: string } | { readonly skipped: string };
  }
}

const postgres = inject('postgres');

/** Why the tests of the running file cannot run; `false` when they can. */
export const skipReason: string | false = 'skipped' in postgres ? postgres.skipped : false;

export const databaseUrl: string = 'url' in postgres ? postgres.url : '';

export function newSchemaName(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}

/** A schema of the running test alone, which is dropped when it ends. */
export function temporarySchema(url = databaseUrl): string {
  const schema = newSchemaName();
  onTestFinished(() => withPool((pool) => dropSchema(pool, schema), url));
  return schema;
}

/** A node: a store with connections of its own, closed when the running test ends. */
export async function openNode(schema: string, url = databaseUrl, logger?: Logger): Promise<PostgresStore> {
  const node = await createPostgresStore({ connectionString: url, schema, ...(logger && { logger }) });
  onTestFinished(() => node.close());
  return node;
}

/** Connections of the tests' own, which see the database as an operator does. */
export async function withPool<T>(work: (pool: Pool) => Promise<T>, url = databaseUrl): Promise<T> {
  const pool = new Pool({ connectionString: url, max: 2 });
  // The tests stop servers.
  pool.on('error', () => undefined);
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

export async function dropSchema(pool: Pool, schema: string): Promise<void> {
  await pool.query(`DROP SCHEMA IF EXISTS ${escapeIdentifier(schema)} CASCADE`);
}
