import { AgentChatError, canonicalJson } from '@agent-chat/protocol';
import {
  LEDGER_SCOPE_KINDS,
  type LedgerAccount,
  type MeterAmount,
  type RecordRequest,
  type ReserveRequest,
  type SettleRequest,
} from '../ports/ledger.js';
import { CALENDAR_WINDOWS, type LedgerWindow, MAX_SLIDING_SECONDS, windowName } from './window.js';

// What every implementation of the port checks, and how it tells one request from another.

const MAX_NAME = 128;
/** About 31 years: what a store adds to its clock stays a safe integer. */
const MAX_TTL_MS = 1_000_000_000_000;
const UNSAFE = /[\p{Cc}\p{Cs}]/u;

/**
 * The id of the reservation, minted when the request has none, and a text that is equal for the
 * same amounts: accounts and their caps are those of budgets, which may change between two tries.
 *
 * @throws AgentChatError `InvalidRequest`
 */
export function checkReserve(request: ReserveRequest): {
  readonly reservationId: string;
  readonly fingerprint: string;
} {
  const { reservationId = mintId(), entries, ttlMs } = request;
  assertName('reservationId', reservationId);
  assertInteger('ttlMs', ttlMs, 1, MAX_TTL_MS);
  assertEntries(entries);
  for (const [index, { cap }] of entries.entries()) assertInteger(`entries.${index}.cap`, cap);
  return { reservationId, fingerprint: amountsText(entries) };
}

/**
 * A text that is equal for the same amounts in any order.
 *
 * @throws AgentChatError `InvalidRequest`
 */
export function checkSettle({ reservationId, actual }: SettleRequest): { readonly fingerprint: string } {
  assertName('reservationId', reservationId);
  for (const [index, { meter, amount }] of actual.entries()) {
    assertName(`actual.${index}.meter`, meter);
    assertInteger(`actual.${index}.amount`, amount);
  }
  if (new Set(actual.map(({ meter }) => meter)).size < actual.length) {
    throw invalid('actual', 'names a meter twice');
  }
  return { fingerprint: amountsText(actual) };
}

/** @throws AgentChatError `InvalidRequest` */
export function checkRecord({ recordId, entries }: RecordRequest): { readonly fingerprint: string } {
  if (recordId !== undefined) assertName('recordId', recordId);
  assertEntries(entries);
  return { fingerprint: amountsText(entries) };
}

/** @throws AgentChatError `InvalidRequest` */
export function checkAccount(account: LedgerAccount, atMs?: number): void {
  assertAccount('', account);
  if (atMs === undefined) return;
  assertInteger('atMs', atMs);
  if (typeof account.window !== 'string') throw invalid('atMs', 'cannot be asked of a sliding window');
}

/** For an `actual` whose meters are not those of the reservation. */
export function wrongMeters(meters: Iterable<string>): AgentChatError {
  return new AgentChatError('InvalidRequest', 'The amounts must name each meter of the reservation.', {
    details: { path: 'actual', meters: [...new Set(meters)].sort() },
  });
}

export function unknownReservation(): AgentChatError {
  return new AgentChatError('UnknownReservation', 'There is no such reservation.');
}

/** @param what such as `reservation` */
export function usedOtherwise(what: string): AgentChatError {
  return new AgentChatError('IdempotencyMismatch', `This ${what} was made with other values.`);
}

/** The amounts by meter, once `checkSettle` has passed them. */
export function amountsByMeter(actual: readonly MeterAmount[]): ReadonlyMap<string, number> {
  return new Map(actual.map(({ meter, amount }) => [meter, amount]));
}

/** One account of a tenant as one text. */
export function accountName({ meter, scope, window }: LedgerAccount): string {
  return JSON.stringify([meter, scope.kind, scope.id, windowName(window)]);
}

/** Equal for the same amounts, in any order and in however many accounts. */
function amountsText(amounts: readonly MeterAmount[]): string {
  const texts = amounts.map(({ meter, amount }) => canonicalJson([meter, amount]));
  return `[${[...new Set(texts)].sort().join(',')}]`;
}

function assertEntries(entries: readonly (LedgerAccount & { readonly amount: number })[]): void {
  if (entries.length === 0) throw invalid('entries', 'is empty');
  for (const [index, entry] of entries.entries()) {
    assertAccount(`entries.${index}.`, entry);
    assertInteger(`entries.${index}.amount`, entry.amount);
  }
  if (new Set(entries.map(accountName)).size < entries.length)
    throw invalid('entries', 'names an account twice');
}

function assertAccount(path: string, { meter, scope, window }: LedgerAccount): void {
  assertName(`${path}meter`, meter);
  assertName(`${path}scope.id`, scope.id);
  if (!LEDGER_SCOPE_KINDS.includes(scope.kind)) throw invalid(`${path}scope.kind`, 'is not known');
  assertWindow(`${path}window`, window);
}

function assertWindow(path: string, window: LedgerWindow): void {
  if (typeof window !== 'string') {
    assertInteger(`${path}.slidingSeconds`, window.slidingSeconds, 1, MAX_SLIDING_SECONDS);
  } else if (!CALENDAR_WINDOWS.includes(window)) throw invalid(path, 'is not known');
}

/** Without control characters and lone surrogates, which not every database keeps. */
function assertName(path: string, name: string): void {
  if (typeof name !== 'string' || name.length < 1 || name.length > MAX_NAME || UNSAFE.test(name)) {
    throw invalid(path, `needs 1 to ${MAX_NAME} characters, none of them a control character`);
  }
}

function assertInteger(path: string, value: number, min = 0, max: number = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw invalid(path, `must be an integer from ${min} to ${max}`);
  }
}

function invalid(path: string, message: string): AgentChatError {
  return new AgentChatError('InvalidRequest', `${path} ${message}.`, { details: { path, message } });
}

function mintId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `resv_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
