import {
  accountName,
  amountsByMeter,
  checkAccount,
  checkRecord,
  checkReserve,
  checkSettle,
  unknownReservation,
  usedOtherwise,
  wrongMeters,
} from '../ledger/checked-requests.js';
import { slidingMs, windowStartMs } from '../ledger/window.js';
import type { Clock } from '../ports/environment.js';
import type { Ledger, LedgerAccount } from '../ports/ledger.js';

/** One account in one window. */
interface Total {
  spent: number;
  /** What a sliding window looks back on; empty in the others. */
  charges: readonly { readonly atMs: number; readonly amount: number }[];
  /** How far it looks back; `null` in the windows of the calendar. */
  readonly slidingMs: number | null;
  readonly holds: Set<Reservation>;
}

interface HeldAmount {
  readonly total: Total;
  readonly meter: string;
  readonly amount: number;
}

interface Reservation {
  readonly fingerprint: string;
  readonly amounts: readonly HeldAmount[];
  heldUntilMs: number;
  /** What it was settled with. */
  settledAs: string | null;
}

/** The ledger for tests, demos and browsers: what it counted ends with the process. */
export function createMemoryLedger(options: { readonly clock?: Pick<Clock, 'now'> } = {}): Ledger {
  const clock = options.clock ?? { now: () => Date.now() };
  const totals = new Map<string, Total>();
  const reservations = new Map<string, Reservation>();
  /** The fingerprint of what was recorded under each id. */
  const records = new Map<string, string>();

  const totalOf = (tenant: string, account: LedgerAccount, atMs: number): Total => {
    const startMs = windowStartMs(account.window, atMs);
    const name = JSON.stringify([tenant, accountName(account), startMs]);
    const found = totals.get(name);
    if (found) return found;
    const made = {
      spent: 0,
      charges: [],
      slidingMs: slidingMs(account.window),
      holds: new Set<Reservation>(),
    };
    totals.set(name, made);
    return made;
  };

  const stateOf = (total: Total, nowMs: number) => {
    const { slidingMs: back } = total;
    const counted = back === null ? [] : total.charges.filter(({ atMs }) => atMs > nowMs - back);
    const live = [...total.holds].filter(({ heldUntilMs }) => heldUntilMs > nowMs);
    return {
      spent: counted.reduce((sum, { amount }) => add(sum, amount), total.spent),
      reserved: live
        .flatMap(({ amounts }) => amounts)
        .reduce((sum, held) => (held.total === total ? add(sum, held.amount) : sum), 0),
    };
  };

  const charge = (total: Total, amount: number, nowMs: number): void => {
    const { slidingMs: back } = total;
    if (back === null) total.spent = add(total.spent, amount);
    else
      total.charges = [...total.charges.filter(({ atMs }) => atMs > nowMs - back), { atMs: nowMs, amount }];
  };

  const endHold = (reservation: Reservation): void => {
    for (const { total } of reservation.amounts) total.holds.delete(reservation);
  };

  return {
    async reserve(request) {
      const { reservationId, fingerprint } = checkReserve(request);
      const { tenant, entries, ttlMs } = request;
      const nowMs = clock.now();
      const name = JSON.stringify([tenant, reservationId]);
      const former = reservations.get(name);
      if (former && former.fingerprint !== fingerprint) throw usedOtherwise('reservation');
      if (former && former.settledAs !== null) return { status: 'settled', reservationId };
      if (former && former.heldUntilMs > nowMs) {
        former.heldUntilMs = nowMs + ttlMs;
        return { status: 'reserved', reservationId };
      }

      const amounts: HeldAmount[] = [];
      for (const entry of entries) {
        const total = totalOf(tenant, entry, nowMs);
        const state = stateOf(total, nowMs);
        if (entry.amount > entry.cap - state.spent - state.reserved) {
          return { status: 'refused', entry, ...state, cap: entry.cap };
        }
        amounts.push({ total, meter: entry.meter, amount: entry.amount });
      }
      if (former) endHold(former);
      const reservation = { fingerprint, amounts, heldUntilMs: nowMs + ttlMs, settledAs: null };
      for (const { total } of amounts) total.holds.add(reservation);
      reservations.set(name, reservation);
      return { status: 'reserved', reservationId };
    },

    async settle(request) {
      const { fingerprint } = checkSettle(request);
      const reservation = reservations.get(JSON.stringify([request.tenant, request.reservationId]));
      if (!reservation) throw unknownReservation();
      if (reservation.settledAs === fingerprint) return false;
      if (reservation.settledAs !== null) throw usedOtherwise('settlement');
      const actual = amountsByMeter(request.actual);
      const meters = new Set(reservation.amounts.map(({ meter }) => meter));
      if (meters.size !== actual.size || [...meters].some((meter) => !actual.has(meter))) {
        throw wrongMeters(meters);
      }
      const nowMs = clock.now();
      for (const { total, meter } of reservation.amounts) charge(total, actual.get(meter) ?? 0, nowMs);
      endHold(reservation);
      reservation.heldUntilMs = 0;
      reservation.settledAs = fingerprint;
      return true;
    },

    async release({ tenant, reservationId }) {
      const reservation = reservations.get(JSON.stringify([tenant, reservationId]));
      if (!reservation || reservation.heldUntilMs <= clock.now()) return false;
      reservation.heldUntilMs = 0;
      endHold(reservation);
      return true;
    },

    async record(request) {
      const { fingerprint } = checkRecord(request);
      const { tenant, recordId, entries } = request;
      if (recordId !== undefined) {
        const name = JSON.stringify([tenant, recordId]);
        const former = records.get(name);
        if (former !== undefined && former !== fingerprint) throw usedOtherwise('record');
        if (former !== undefined) return false;
        records.set(name, fingerprint);
      }
      const nowMs = clock.now();
      for (const entry of entries) charge(totalOf(tenant, entry, nowMs), entry.amount, nowMs);
      return true;
    },

    async spent(request) {
      checkAccount(request, request.atMs);
      const nowMs = clock.now();
      return stateOf(totalOf(request.tenant, request, request.atMs ?? nowMs), nowMs);
    },
  };
}

function add(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}
