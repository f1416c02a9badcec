import {
  amountsByMeter,
  type Clock,
  checkAccount,
  checkRecord,
  checkReserve,
  checkSettle,
  type Ledger,
  type LedgerAccount,
  type LedgerWindow,
  type RecordRequest,
  type ReserveRequest,
  type ReserveResult,
  type SettleRequest,
  slidingMs,
  unknownReservation,
  usedOtherwise,
  windowName,
  windowStartMs,
  wrongMeters,
} from '@agent-chat/core';
import type { AgentChatError } from '@agent-chat/protocol';
import { type LedgerStatements, prepareLedgerStatements, type TotalKey } from './ledger-statements.js';
import type { StoreConnection } from './store-connection.js';

/** Within a group commit a refusal is a value: what throws would have the whole group run again. */
type Verdict<T> = { readonly value: T } | { readonly error: AgentChatError };

export class SqliteLedger implements Ledger {
  readonly #connection: StoreConnection;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #sql: LedgerStatements;

  constructor(connection: StoreConnection, clock: Pick<Clock, 'now'>) {
    this.#connection = connection;
    this.#clock = clock;
    this.#sql = prepareLedgerStatements(connection.database);
  }

  async reserve(request: ReserveRequest): Promise<ReserveResult> {
    const { reservationId, fingerprint } = checkReserve(request);
    return this.#write(() => this.#reserve(request, reservationId, fingerprint));
  }

  async settle(request: SettleRequest): Promise<boolean> {
    const { fingerprint } = checkSettle(request);
    return this.#write(() => this.#settle(request, fingerprint));
  }

  release({ tenant, reservationId }: { tenant: string; reservationId: string }): Promise<boolean> {
    return this.#connection.write(() => {
      const row = this.#sql.reservation.get(tenant, 'reserve', reservationId);
      if (!row || !this.#isHeld(row.id, this.#clock.now())) return false;
      this.#sql.holdAmounts.run(0, row.id);
      return true;
    });
  }

  async record(request: RecordRequest): Promise<boolean> {
    const { fingerprint } = checkRecord(request);
    return this.#write(() => this.#record(request, fingerprint));
  }

  async spent(
    request: LedgerAccount & { readonly tenant: string; readonly atMs?: number },
  ): Promise<{ readonly spent: number; readonly reserved: number }> {
    checkAccount(request, request.atMs);
    return this.#connection.read(() => {
      const nowMs = this.#clock.now();
      return this.#stateOf(totalKey(request.tenant, request, request.atMs ?? nowMs), request.window, nowMs);
    });
  }

  async #write<T>(work: () => Verdict<T>): Promise<T> {
    const verdict = await this.#connection.write(work);
    if ('error' in verdict) throw verdict.error;
    return verdict.value;
  }

  // Each of these within a transaction.

  #reserve(request: ReserveRequest, reservationId: string, fingerprint: string): Verdict<ReserveResult> {
    const { tenant, entries, ttlMs } = request;
    const nowMs = this.#clock.now();
    const former = this.#sql.reservation.get(tenant, 'reserve', reservationId);
    if (former && former.fingerprint !== fingerprint) return { error: usedOtherwise('reservation') };
    if (former && former.settledAs !== null) return { value: { status: 'settled', reservationId } };
    if (former && this.#isHeld(former.id, nowMs)) {
      this.#sql.holdAmounts.run(nowMs + ttlMs, former.id);
      return { value: { status: 'reserved', reservationId } };
    }
    const wanted = entries.map((entry) => ({ entry, key: totalKey(tenant, entry, nowMs) }));
    for (const { entry, key } of wanted) {
      const state = this.#stateOf(key, entry.window, nowMs);
      if (entry.amount > entry.cap - state.spent - state.reserved) {
        return { value: { status: 'refused', entry, ...state, cap: entry.cap } };
      }
    }
    const reservation =
      former?.id ?? this.#insertReservation([tenant, 'reserve', reservationId], fingerprint);
    // Those of an earlier try, whose time is up.
    this.#sql.deleteAmounts.run(reservation);
    for (const { entry, key } of wanted) {
      this.#sql.insertAmount.run(reservation, this.#totalId(key, entry.window), entry.amount, nowMs + ttlMs);
    }
    return { value: { status: 'reserved', reservationId } };
  }

  #settle(request: SettleRequest, fingerprint: string): Verdict<boolean> {
    const row = this.#sql.reservation.get(request.tenant, 'reserve', request.reservationId);
    if (!row) return { error: unknownReservation() };
    if (row.settledAs === fingerprint) return { value: false };
    if (row.settledAs !== null) return { error: usedOtherwise('settlement') };
    const amounts = this.#sql.amounts.all(row.id);
    const actual = amountsByMeter(request.actual);
    const meters = new Set(amounts.map(({ meter }) => meter));
    if (meters.size !== actual.size || [...meters].some((meter) => !actual.has(meter))) {
      return { error: wrongMeters(meters) };
    }
    const nowMs = this.#clock.now();
    for (const { total, meter, slidingMs: backMs } of amounts) {
      this.#charge(total, backMs, actual.get(meter) ?? 0, nowMs);
    }
    this.#sql.deleteAmounts.run(row.id);
    this.#sql.settleReservation.run(fingerprint, nowMs, row.id);
    return { value: true };
  }

  #record({ tenant, recordId, entries }: RecordRequest, fingerprint: string): Verdict<boolean> {
    if (recordId !== undefined) {
      const former = this.#sql.reservation.get(tenant, 'record', recordId);
      if (former && former.fingerprint !== fingerprint) return { error: usedOtherwise('record') };
      if (former) return { value: false };
      this.#insertReservation([tenant, 'record', recordId], fingerprint, fingerprint);
    }
    const nowMs = this.#clock.now();
    for (const entry of entries) {
      const total = this.#totalId(totalKey(tenant, entry, nowMs), entry.window);
      this.#charge(total, slidingMs(entry.window), entry.amount, nowMs);
    }
    return { value: true };
  }

  #stateOf(key: TotalKey, window: LedgerWindow, nowMs: number): { spent: number; reserved: number } {
    const total = this.#sql.total.get(...key);
    if (!total) return { spent: 0, reserved: 0 };
    const backMs = slidingMs(window);
    return {
      spent: backMs === null ? total.spent : (this.#sql.charged.get(total.id, nowMs - backMs)?.sum ?? 0),
      reserved: this.#sql.held.get(total.id, nowMs)?.sum ?? 0,
    };
  }

  #charge(total: number, backMs: number | null, amount: number, nowMs: number): void {
    if (backMs === null) {
      this.#sql.addToTotal.run(amount, total);
    } else {
      this.#sql.deleteCharges.run(total, nowMs - backMs);
      this.#sql.insertCharge.run(total, nowMs, amount);
    }
  }

  #isHeld(reservation: number, nowMs: number): boolean {
    return this.#sql.amounts.all(reservation).some(({ heldUntilMs }) => heldUntilMs > nowMs);
  }

  #totalId(key: TotalKey, window: LedgerWindow): number {
    const found = this.#sql.total.get(...key);
    return found ? found.id : Number(this.#sql.insertTotal.run(...key, slidingMs(window)).lastInsertRowid);
  }

  #insertReservation(
    key: [tenant: string, kind: 'reserve' | 'record', name: string],
    fingerprint: string,
    settledAs: string | null = null,
  ): number {
    const { lastInsertRowid } = this.#sql.insertReservation.run(
      ...key,
      fingerprint,
      settledAs,
      this.#clock.now(),
    );
    return Number(lastInsertRowid);
  }
}

function totalKey(tenant: string, { meter, scope, window }: LedgerAccount, atMs: number): TotalKey {
  return [tenant, scope.kind, scope.id, meter, windowName(window), windowStartMs(window, atMs)];
}
