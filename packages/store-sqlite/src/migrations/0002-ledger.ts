import type { Migration } from './migration.js';

/**
 * - `ledger_totals` has a row for each account and window; `starts_at_ms` is 0 for windows without
 *   a beginning. What a sliding window looks back on stands in `ledger_charges` instead of `spent`.
 * - `ledger_reservations` keeps what was asked for as a fingerprint, and `settled_as` what was
 *   settled, so that each counts once however often it is repeated. A record with an id has a row too.
 * - `ledger_amounts` are the amounts of a reservation that is not settled. They are held until
 *   `held_until_ms` and stay after it, for whoever settles late.
 */
export const ledger: Migration = {
  version: 2,
  sql: `
    CREATE TABLE ledger_totals (
      id INTEGER PRIMARY KEY,
      tenant TEXT NOT NULL,
      meter TEXT NOT NULL,
      scope_kind TEXT NOT NULL,
      scope_id TEXT NOT NULL,
      window_name TEXT NOT NULL,
      starts_at_ms INTEGER NOT NULL,
      sliding_ms INTEGER,
      spent INTEGER NOT NULL DEFAULT 0,
      UNIQUE (tenant, scope_kind, scope_id, meter, window_name, starts_at_ms)
    ) STRICT;

    CREATE TABLE ledger_charges (
      id INTEGER PRIMARY KEY,
      total INTEGER NOT NULL,
      at_ms INTEGER NOT NULL,
      amount INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX ledger_charges_by_time ON ledger_charges (total, at_ms);

    CREATE TABLE ledger_reservations (
      id INTEGER PRIMARY KEY,
      tenant TEXT NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      settled_as TEXT,
      updated_at_ms INTEGER NOT NULL,
      UNIQUE (tenant, kind, name)
    ) STRICT;

    CREATE TABLE ledger_amounts (
      reservation INTEGER NOT NULL,
      total INTEGER NOT NULL,
      amount INTEGER NOT NULL,
      held_until_ms INTEGER NOT NULL,
      PRIMARY KEY (reservation, total)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ledger_amounts_held ON ledger_amounts (total, held_until_ms);
  `,
};
