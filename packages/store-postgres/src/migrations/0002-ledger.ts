import { LEDGER_FUNCTIONS } from './0002-ledger-functions.js';
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
  sql: (schema) => `
    CREATE TABLE ${schema}.ledger_totals (
      id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
      tenant text COLLATE "C" NOT NULL,
      scope_kind text COLLATE "C" NOT NULL,
      scope_id text COLLATE "C" NOT NULL,
      meter text COLLATE "C" NOT NULL,
      window_name text COLLATE "C" NOT NULL,
      starts_at_ms bigint NOT NULL,
      sliding_ms bigint,
      spent bigint NOT NULL DEFAULT 0,
      UNIQUE (tenant, scope_kind, scope_id, meter, window_name, starts_at_ms)
    );

    CREATE TABLE ${schema}.ledger_charges (
      total bigint NOT NULL,
      at_ms bigint NOT NULL,
      amount bigint NOT NULL
    );
    CREATE INDEX ledger_charges_by_time ON ${schema}.ledger_charges (total, at_ms);

    CREATE TABLE ${schema}.ledger_reservations (
      id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
      tenant text COLLATE "C" NOT NULL,
      kind text COLLATE "C" NOT NULL,
      name text COLLATE "C" NOT NULL,
      fingerprint text COLLATE "C" NOT NULL,
      settled_as text COLLATE "C",
      updated_at_ms bigint NOT NULL,
      UNIQUE (tenant, kind, name)
    );

    CREATE TABLE ${schema}.ledger_amounts (
      reservation bigint NOT NULL,
      total bigint NOT NULL,
      amount bigint NOT NULL,
      held_until_ms bigint NOT NULL,
      PRIMARY KEY (reservation, total)
    );
    CREATE INDEX ledger_amounts_held ON ${schema}.ledger_amounts (total, held_until_ms);

    ${LEDGER_FUNCTIONS(schema)}
  `,
};
