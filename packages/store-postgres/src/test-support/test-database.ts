import { randomBytes } from 'node:crypto';
import { escapeIdentifier, Pool } from 'pg';
import { inject } from 'vitest';

const postgres = inject('postgres');

/** Why the tests of the running file cannot run; `false` when they can. */
export const skipReason: string | false = 'skipped' in postgres ? postgres.skipped : false;

export const databaseUrl: string = 'url' in postgres ? postgres.url : '';

export function newSchemaName(): string {
  return `test_${randomBytes(6).toString('hex')}`;
}

/** Connections of the tests' own, which see the database as an operator does. */
export async function withPool<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

export async function dropSchema(pool: Pool, schema: string): Promise<void> {
  await pool.query(`DROP SCHEMA IF EXISTS ${escapeIdentifier(schema)} CASCADE`);
}
