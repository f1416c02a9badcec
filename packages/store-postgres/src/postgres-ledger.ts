import {
  checkAccount,
  checkRecord,
  checkReserve,
  checkSettle,
  type Ledger,
  type LedgerAccount,
  type RecordRequest,
  type ReserveRequest,
  type ReserveResult,
  type SettleRequest,
  slidingMs,
  unknownReservation,
  usedOtherwise,
  windowName,
  wrongMeters,
} from '@agent-chat/core';
import type { Database } from './database.js';
import { decodeName, encodeName } from './names.js';

/** As `ledger_reserve` and its neighbours answer; see the migration that made them. */
const REFUSED = 1;
const REPEATED = 1;
const SETTLED = 2;
const USED_OTHERWISE = 3;
const UNKNOWN = 4;
const OTHER_METERS = 5;

/** Every call but a record without an id may be repeated: its id makes it count once. */
export function createPostgresLedger(database: Database): Ledger {
  const { schema } = database;
  const reserveSql = `SELECT * FROM ${schema}.ledger_reserve($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;
  const settleSql = `SELECT * FROM ${schema}.ledger_settle($1, $2, $3, $4, $5)`;
  const releaseSql = `SELECT ${schema}.ledger_release($1, $2) AS released`;
  const recordSql = `SELECT ${schema}.ledger_record($1, $2, $3, $4, $5, $6, $7, $8, $9) AS status`;
  const stateSql = `SELECT * FROM ${schema}.ledger_state($1, $2, $3, $4, $5, $6)`;

  return {
    reserve: (request: ReserveRequest): Promise<ReserveResult> =>
      database.track(async () => {
        const { reservationId, fingerprint } = checkReserve(request);
        const { tenant, entries, ttlMs } = request;
        const [row] = await database.repeatable<{
          status: number;
          entry: number | null;
          spent: string;
          reserved: string;
        }>(reserveSql, [
          encodeName(tenant),
          encodeName(reservationId),
          fingerprint,
          ttlMs,
          ...accountParams(entries),
          entries.map(({ amount }) => amount),
          entries.map(({ cap }) => cap),
        ]);
        const entry = row?.entry == null ? undefined : entries[row.entry - 1];
        if (row?.status === USED_OTHERWISE) throw usedOtherwise('reservation');
        if (row?.status === SETTLED) return { status: 'settled', reservationId };
        if (row?.status === REFUSED && entry) {
          const { spent, reserved } = row;
          return {
            status: 'refused',
            entry,
            spent: Number(spent),
            reserved: Number(reserved),
            cap: entry.cap,
          };
        }
        return { status: 'reserved', reservationId };
      }),

    settle: (request: SettleRequest): Promise<boolean> =>
      database.track(async () => {
        const { fingerprint } = checkSettle(request);
        const { tenant, reservationId, actual } = request;
        const [row] = await database.repeatable<{ status: number; meters: string[] | null }>(settleSql, [
          encodeName(tenant),
          encodeName(reservationId),
          fingerprint,
          actual.map(({ meter }) => encodeName(meter)),
          actual.map(({ amount }) => amount),
        ]);
        if (row?.status === UNKNOWN) throw unknownReservation();
        if (row?.status === USED_OTHERWISE) throw usedOtherwise('settlement');
        if (row?.status === OTHER_METERS) throw wrongMeters((row.meters ?? []).map(decodeName));
        return row?.status !== REPEATED;
      }),

    release: ({ tenant, reservationId }) =>
      database.track(async () => {
        const params = [tenant, reservationId].map(encodeName);
        const [row] = await database.repeatable<{ released: boolean }>(releaseSql, params);
        return row?.released === true;
      }),

    record: (request: RecordRequest): Promise<boolean> =>
      database.track(async () => {
        const { fingerprint } = checkRecord(request);
        const { tenant, recordId, entries } = request;
        const params = [
          encodeName(tenant),
          recordId === undefined ? null : encodeName(recordId),
          fingerprint,
          ...accountParams(entries),
          entries.map(({ amount }) => amount),
        ];
        const [row] =
          recordId === undefined
            ? await database.query<{ status: number }>(recordSql, params)
            : await database.repeatable<{ status: number }>(recordSql, params);
        if (row?.status === USED_OTHERWISE) throw usedOtherwise('record');
        return row?.status !== REPEATED;
      }),

    spent: (request) =>
      database.track(async () => {
        const { tenant, meter, scope, window, atMs } = request;
        checkAccount(request, atMs);
        const [row] = await database.repeatable<{ spent: string; reserved: string }>(stateSql, [
          encodeName(tenant),
          scope.kind,
          encodeName(scope.id),
          encodeName(meter),
          windowName(window),
          atMs ?? null,
        ]);
        return { spent: Number(row?.spent ?? 0), reserved: Number(row?.reserved ?? 0) };
      }),
  };
}

/** Kinds, ids, meters, windows and how far those look back that slide. */
function accountParams(accounts: readonly LedgerAccount[]): readonly unknown[] {
  return [
    accounts.map(({ scope }) => scope.kind),
    accounts.map(({ scope }) => encodeName(scope.id)),
    accounts.map(({ meter }) => encodeName(meter)),
    accounts.map(({ window }) => windowName(window)),
    accounts.map(({ window }) => slidingMs(window)),
  ];
}
