import type { Database } from 'better-sqlite3';
import type { Statement } from './statement.js';

export interface ReservationRow {
  readonly id: number;
  readonly fingerprint: string;
  readonly settledAs: string | null;
}

export interface AmountRow {
  readonly total: number;
  readonly meter: string;
  /** `null` in the windows of the calendar. */
  readonly slidingMs: number | null;
  readonly heldUntilMs: number;
}

/** Which total: tenant, scope, meter, name of the window and its beginning. */
export type TotalKey = [
  tenant: string,
  scopeKind: string,
  scopeId: string,
  meter: string,
  windowName: string,
  startsAtMs: number,
];

type ReservationKey = [tenant: string, kind: 'reserve' | 'record', name: string];

/** Every statement of the ledger, prepared once. */
export type LedgerStatements = ReturnType<typeof prepareLedgerStatements>;

export function prepareLedgerStatements(database: Database) {
  const prepare = <P extends unknown[], R = never>(sql: string): Statement<P, R> =>
    database.prepare<P, R>(sql);
  return {
    total: prepare<TotalKey, { id: number; spent: number }>(
      `SELECT id, spent FROM ledger_totals WHERE tenant = ? AND scope_kind = ? AND scope_id = ?
         AND meter = ? AND window_name = ? AND starts_at_ms = ?`,
    ),
    insertTotal: prepare<[...TotalKey, slidingMs: number | null]>(
      `INSERT INTO ledger_totals (tenant, scope_kind, scope_id, meter, window_name, starts_at_ms, sliding_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    /** A total stays at the largest safe integer. */
    addToTotal: prepare<[amount: number, id: number]>(
      `UPDATE ledger_totals SET spent = min(spent + ?, ${Number.MAX_SAFE_INTEGER}) WHERE id = ?`,
    ),
    charged: prepare<[total: number, afterMs: number], { sum: number }>(
      `SELECT coalesce(min(sum(amount), ${Number.MAX_SAFE_INTEGER}), 0) AS sum FROM ledger_charges
       WHERE total = ? AND at_ms > ?`,
    ),
    insertCharge: prepare<[total: number, atMs: number, amount: number]>(
      'INSERT INTO ledger_charges (total, at_ms, amount) VALUES (?, ?, ?)',
    ),
    deleteCharges: prepare<[total: number, untilMs: number]>(
      'DELETE FROM ledger_charges WHERE total = ? AND at_ms <= ?',
    ),
    held: prepare<[total: number, nowMs: number], { sum: number }>(
      'SELECT coalesce(sum(amount), 0) AS sum FROM ledger_amounts WHERE total = ? AND held_until_ms > ?',
    ),
    reservation: prepare<ReservationKey, ReservationRow>(
      `SELECT id, fingerprint, settled_as AS settledAs FROM ledger_reservations
       WHERE tenant = ? AND kind = ? AND name = ?`,
    ),
    insertReservation: prepare<
      [...ReservationKey, fingerprint: string, settledAs: string | null, updatedAtMs: number]
    >(
      `INSERT INTO ledger_reservations (tenant, kind, name, fingerprint, settled_as, updated_at_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    settleReservation: prepare<[settledAs: string, updatedAtMs: number, id: number]>(
      'UPDATE ledger_reservations SET settled_as = ?, updated_at_ms = ? WHERE id = ?',
    ),
    amounts: prepare<[reservation: number], AmountRow>(
      `SELECT total, meter, sliding_ms AS slidingMs, held_until_ms AS heldUntilMs
       FROM ledger_amounts JOIN ledger_totals ON id = total WHERE reservation = ?`,
    ),
    insertAmount: prepare<[reservation: number, total: number, amount: number, heldUntilMs: number]>(
      'INSERT INTO ledger_amounts (reservation, total, amount, held_until_ms) VALUES (?, ?, ?, ?)',
    ),
    holdAmounts: prepare<[heldUntilMs: number, reservation: number]>(
      'UPDATE ledger_amounts SET held_until_ms = ? WHERE reservation = ?',
    ),
    deleteAmounts: prepare<[reservation: number]>('DELETE FROM ledger_amounts WHERE reservation = ?'),
  };
}
