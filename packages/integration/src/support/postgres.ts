import { randomBytes } from 'node:crypto';
import { escapeIdentifier, Pool } from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests find a database, or why there is none. */
    postgres: { readonly url: string } | { readonly skipped: string };
  }
}

const postgres = inject('postgres');

/** Why tests cannot use PostgreSQL; `false` when they can. */
export const withoutPostgres: string | false = 'skipped' in postgres ? postgres.skipped : false;

export const postgresUrl: string = 'url' in postgres ? postgres.url : '';

/** A schema of one test's own, with connections to look into it. */
export interface TestSchema {
  readonly name: string;
  readonly pool: Pool;
  drop(): Promise<void>;
}

export function createTestSchema(): TestSchema {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const pool = new Pool({ connectionString: postgresUrl, max: 2 });
  return {
    name,
    pool,
    async drop() {
      await pool.query(`DROP SCHEMA IF EXISTS ${escapeIdentifier(name)} CASCADE`);
      await pool.end();
    },
  };
}
