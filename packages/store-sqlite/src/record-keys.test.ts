import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from './migrations/migrate.js';
import { COUNT_BY_KEY_SQL, pageByKeySql } from './sqlite-record-store.js';

it('reads a page of records by key from the index, in its order, and counts without the records', () => {
  const database = new Database(':memory:');
  migrate(database);
  const planOf = (sql: string, params: readonly unknown[]): string[] =>
    database
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...params)
      .map(({ detail }) => detail);
  const page = planOf(pageByKeySql('>'), ['tenant', 'sessions', 'k/1', '', 'k/~', 20]).join('\n');
  expect(page).toContain('SEARCH record_keys USING PRIMARY KEY (tenant=? AND collection=? AND ');
  expect(page).toContain('SEARCH r USING PRIMARY KEY (tenant=? AND collection=? AND id=?)');
  expect(page).not.toMatch(/SCAN r(?:ecord)?|TEMP B-TREE/);
  const count = planOf(COUNT_BY_KEY_SQL, ['tenant', 'sessions', 'k/1', 'k/~']).join('\n');
  expect(count).toMatch(/^SEARCH record_keys USING PRIMARY KEY \(tenant=\? AND collection=\? AND key>/);
  database.close();
});
