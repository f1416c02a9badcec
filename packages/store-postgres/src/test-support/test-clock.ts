import type { Clock } from '@agent-chat/core';
import { escapeIdentifier, type Pool } from 'pg';

export interface DatabaseClockOptions {
  readonly pool: Pool;
  readonly schema: string;
  readonly clock: Clock;
}

/** Sets the clock of the database when that of the test has moved; `null` while it stands still. */
export type SetClock = () => Promise<unknown> | null;

/** Has the database tell the time of `clock` from now on: `now_ms()` of the schema. */
export async function databaseClock({ pool, schema, clock }: DatabaseClockOptions): Promise<SetClock> {
  const quoted = escapeIdentifier(schema);
  // The database counts whole milliseconds.
  const readMs = (): number => Math.trunc(clock.now());
  let setMs = readMs();
  let setting: Promise<unknown> = Promise.resolve();
  let settingCount = 0;
  // At once, in one transaction: what is open on the schema is told a time all along.
  await pool.query(`
    CREATE TABLE IF NOT EXISTS ${quoted}.test_clock (now_ms bigint);
    DELETE FROM ${quoted}.test_clock;
    INSERT INTO ${quoted}.test_clock VALUES (${setMs});
    CREATE OR REPLACE FUNCTION ${quoted}.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS
      'SELECT now_ms FROM ${quoted}.test_clock'`);

  return () => {
    const nowMs = readMs();
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
}

/** A store each of whose calls first sets the clock; while that stands still, it begins when it is made. */
export function following<Store extends object>(store: Store, setClock: SetClock): Store {
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

/** The store with the database's clock in the hands of a test. */
export async function followClock<Store extends object>(
  store: Store,
  options: DatabaseClockOptions,
): Promise<Store> {
  return following(store, await databaseClock(options));
}
