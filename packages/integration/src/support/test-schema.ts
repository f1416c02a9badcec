import { dropSchema, newSchemaName, postgresUrl } from '@agent-chat/store-postgres/test-support';
import { Pool } from 'pg';

/** A schema of one test's own, with connections to look into it. */
export interface TestSchema {
  readonly name: string;
  readonly pool: Pool;
  drop(): Promise<void>;
}

export function createTestSchema(): TestSchema {
  const name = newSchemaName();
  const pool = new Pool({ connectionString: postgresUrl, max: 2 });
  return {
    name,
    pool,
    async drop() {
      await dropSchema(pool, name);
      await pool.end();
    },
  };
}
