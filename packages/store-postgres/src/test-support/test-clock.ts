import type { Clock } from '@agent-chat/core';
import { escapeIdentifier, type Pool } from 'pg';

/**
 * The store with the database's clock in the hands of a test: `now_ms()` of its schema tells the
 * time of `clock` from now on. Each call first sets it, when the clock has moved.
 */
export async function followClock<Store extends object>(
  store: Store,
  { pool, schema, clock }: { readonly pool: Pool; readonly schema: string; readonly clock: Clock },
): Promise<Store> {
  const quoted = escapeIdentifier(schema);
  let setMs = clock.now();
  let setting: Promise<unknown> = Promise.resolve();
  let settingCount = 0;
  await pool.query(`CREATE TABLE IF NOT EXISTS ${quoted}.test_clock (now_ms bigint)`);
  await pool.query(`DELETE FROM ${quoted}.test_clock`);
  await pool.query(`INSERT INTO ${quoted}.test_clock VALUES ($1)`, [setMs]);
  await pool.query(`CREATE OR REPLACE FUNCTION ${quoted}.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT now_ms FROM ${quoted}.test_clock'`);

  /** `null` while the clock stands still: calls then begin when they are made. */
  const setClock = (): Promise<unknown> | null => {
    const nowMs = clock.now();
    if (nowMs !== setMs) {
      setMs = nowMs;
      settingCount += 1;
      setting = setting
        .then(() => pool.query(`UPDATE ${quoted}.test_clock SET now_ms = $1`, [nowMs]))
        .finally(() => {
          settingCount -= 1;
        });
    }
    return settingCount > 0 ? setting : null;
  };
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const waiting = name === 'close' ? null : setClock();
        const call = (): unknown => value.apply(target, args);
        return waiting === null ? call() : waiting.then(call);
      };
    },
  });
}
