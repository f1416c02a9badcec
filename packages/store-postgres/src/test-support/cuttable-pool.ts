import { Pool } from 'pg';
import { databaseUrl, newSchemaName } from './test-database.js';

/** Connections of a store that can be cut off, as when its process is killed. */
export interface CuttablePool {
  /** Those of now. */
  readonly pool: Pool;
  /** None of them gets any further, and nothing makes another: from then on there are new ones. */
  cut(): Promise<void>;
  end(): Promise<void>;
}

/** @param others to cut them by */
export function cuttablePool(others: Pool): CuttablePool {
  let pool = newPool();
  return {
    get pool() {
      return pool;
    },
    async cut() {
      void pool.end();
      const { application_name } = pool.options;
      await others.query(
        'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1',
        [application_name],
      );
      pool = newPool();
    },
    end: () => pool.end(),
  };
}

function newPool(): Pool {
  const pool = new Pool({ connectionString: databaseUrl, max: 8, application_name: newSchemaName() });
  // Of those that nobody uses at the moment; the store hears of it too.
  pool.on('error', () => undefined);
  return pool;
}
