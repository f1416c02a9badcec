import { escapeIdentifier } from 'pg';
import { describe, expect, it } from 'vitest';
import { countByKeySql, pageByKeySql } from './postgres-record-store.js';
import { openNode, skipReason, temporarySchema, withPool } from './test-support/test-database.js';

const RECORDS = 20_000;

/** A part of a plan as `EXPLAIN (FORMAT JSON)` tells it. */
interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly Plan[];
}

function partsOf(plan: Plan): readonly Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(partsOf)];
}

describe.skipIf(skipReason)(`records by key${skipReason ? `: ${skipReason}` : ''}`, () => {
  it(`come from ${RECORDS} by the page: nothing else is read`, async () => {
    const schema = temporarySchema();
    await (await openNode(schema)).close();
    const quoted = escapeIdentifier(schema);
    await withPool(async (pool) => {
      const ids = `SELECT 'tenant', 'sessions', lpad(n::text, 8, '0') FROM generate_series(1, ${RECORDS}) n`;
      await pool.query(`INSERT INTO ${quoted}.records (tenant, collection, id, value)
        SELECT of.*, '{"a": 1}' FROM (${ids}) of`);
      await pool.query(`INSERT INTO ${quoted}.record_keys (tenant, collection, id, key)
        SELECT of.*, 'k/' || of.lpad FROM (${ids}) of`);
      await pool.query(`ANALYZE ${quoted}.records, ${quoted}.record_keys`);
      const explain = async (sql: string, params: readonly unknown[]): Promise<readonly Plan[]> => {
        const { rows } = await pool.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(
          `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
          [...params],
        );
        return rows.flatMap((row) => row['QUERY PLAN']).flatMap(({ Plan: plan }) => partsOf(plan));
      };
      const page = await explain(pageByKeySql(quoted, '>'), [
        'tenant',
        'sessions',
        'k/00015000',
        '',
        'k/~',
        20,
      ]);
      expect(page.map((part) => part['Node Type'])).not.toContain('Seq Scan');
      expect(Math.max(...page.map((part) => part['Actual Rows']))).toBe(20);
      const count = await explain(countByKeySql(quoted), ['tenant', 'sessions', 'k/0001999', 'k/0001999~']);
      expect(Math.max(...count.map((part) => part['Actual Rows']))).toBe(10);
      expect(count.map((part) => part['Relation Name'])).not.toContain('records');
    });
  });
});
