import type { LedgerWindow } from '../ledger/window.js';

/** What an amount is counted for. */
export const LEDGER_SCOPE_KINDS = ['run', 'conversation', 'campaign', 'interface', 'tenant'] as const;

export interface LedgerScope {
  readonly kind: (typeof LEDGER_SCOPE_KINDS)[number];
  readonly id: string;
}

/** One running total: a meter in a scope and a window. Names have 1 to 128 characters. */
export interface LedgerAccount {
  /** `money` (micro-USD), `tokens`, `messages`, or whatever the host counts. */
  readonly meter: string;
  readonly scope: LedgerScope;
  readonly window: LedgerWindow;
}

/** What is to be held of an account, and the cap that it must not break. */
export interface LedgerEntry extends LedgerAccount {
  /** An integer from 0. */
  readonly amount: number;
  /** An integer from 0. What is spent, held and asked for together may reach it. */
  readonly cap: number;
}

export interface ReserveRequest {
  readonly tenant: string;
  /**
   * Names the work that is to be paid for, once in a tenant. A retry with the same id, after a
   * crash or a lost answer, asks for the same reservation again and counts nothing twice. Default:
   * minted, so that every call is a reservation of its own.
   */
  readonly reservationId?: string;
  /** At least 1, of different accounts. */
  readonly entries: readonly LedgerEntry[];
  /** How long the amounts are held without being settled or asked for again; at least 1. */
  readonly ttlMs: number;
}

export type ReserveResult =
  | { readonly status: 'reserved'; readonly reservationId: string }
  /** Nothing is held. The first entry, in the order of the request, whose cap would break. */
  | {
      readonly status: 'refused';
      readonly entry: LedgerEntry;
      readonly spent: number;
      readonly reserved: number;
      readonly cap: number;
    }
  /** The reservation of this id was settled before: the work is paid for. Nothing is held. */
  | { readonly status: 'settled'; readonly reservationId: string };

export interface MeterAmount {
  readonly meter: string;
  /** An integer from 0. */
  readonly amount: number;
}

export interface SettleRequest {
  readonly tenant: string;
  readonly reservationId: string;
  /** What was really spent of each meter of the reservation: every entry of that meter records it. */
  readonly actual: readonly MeterAmount[];
}

export interface RecordRequest {
  readonly tenant: string;
  /** Names what happened, once in a tenant: a second call with it records nothing. Default: none. */
  readonly recordId?: string;
  /** At least 1, of different accounts. */
  readonly entries: readonly (LedgerAccount & { readonly amount: number })[];
}

/**
 * Counts what budgets and thresholds name, by the store's clock. All amounts are integers, at most
 * `Number.MAX_SAFE_INTEGER`, where a total stays that would rise above it.
 *
 * The amounts of a reservation belong to the windows in which it was made, also when it is settled
 * in a later one; in a sliding window an amount counts from when it was settled or recorded.
 * However many callers reserve at the same time, on however many nodes: what is spent and held of
 * an account, as far as it was reserved, never exceeds the cap that each of them named.
 *
 * Everything rejects with `InvalidRequest` for amounts and names that are not as described, and
 * with a `Store…` code or `Unavailable` when the store itself fails.
 */
export interface Ledger {
  /**
   * Holds all entries, or none. Asking again with the id of a live reservation renews its time;
   * with the id of one that expired or was released, it is judged anew.
   *
   * @throws AgentChatError `IdempotencyMismatch`: the id was used with other amounts. In which accounts, under
   * which caps, does not count: a live reservation stays in those that it was made in.
   */
  reserve(request: ReserveRequest): Promise<ReserveResult>;

  /**
   * Records what was really spent, in full, also when that is more than was held, and ends the
   * holding. What was spent is spent: it counts also after the reservation expired or was released.
   * Once only: a second call with the same amounts does nothing and gives `false`.
   *
   * @throws AgentChatError
   * - `UnknownReservation`: the tenant has none of this id
   * - `IdempotencyMismatch`: it was settled with other amounts
   * - `InvalidRequest`: `actual` lacks a meter of the reservation, or names another
   */
  settle(request: SettleRequest): Promise<boolean>;

  /** Ends the holding without a spend. Whether anything was held: not after it expired or was settled. */
  release(request: { readonly tenant: string; readonly reservationId: string }): Promise<boolean>;

  /**
   * Adds amounts that need no reservation, such as a bounce that the host reports. Whether it did:
   * `false` for a `recordId` that was recorded before.
   *
   * @throws AgentChatError `IdempotencyMismatch`: the `recordId` was used with other amounts
   */
  record(request: RecordRequest): Promise<boolean>;

  /** What is spent and held of an account in its window now, or in the one that holds `atMs`. */
  spent(
    request: LedgerAccount & {
      readonly tenant: string;
      /** Milliseconds since 1970 in UTC. Not for a sliding window, which forgets what left it. */
      readonly atMs?: number;
    },
  ): Promise<{ readonly spent: number; readonly reserved: number }>;
}
