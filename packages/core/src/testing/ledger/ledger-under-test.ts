import { AgentChatError } from '@agent-chat/protocol';
import { expect } from 'vitest';
import type { Ledger, LedgerAccount, LedgerEntry, ReserveRequest } from '../../ports/ledger.js';
import type { ManualClock } from '../manual-clock.js';

/** What the cases of the kit are run on; new for each case. */
export interface LedgerUnderTest {
  readonly ledger: Ledger;
  readonly clock: ManualClock;
  /** The ledger as a new process would find it. */
  reopen(): Promise<void>;
  /** Ends it as a crash would and opens what it left; one that is not persistent lives on. */
  crash(): Promise<void>;
}

export const TENANT = 'tenant';
export const TTL_MS = 60_000;

export function account(options: Partial<LedgerAccount> = {}): LedgerAccount {
  return { meter: 'money', scope: { kind: 'campaign', id: 'campaign-1' }, window: 'total', ...options };
}

export function entry(amount: number, cap: number, options: Partial<LedgerAccount> = {}): LedgerEntry {
  return { ...account(options), amount, cap };
}

export function request(
  entries: readonly LedgerEntry[],
  options: Partial<ReserveRequest> = {},
): ReserveRequest {
  return { tenant: TENANT, entries, ttlMs: TTL_MS, ...options };
}

/** The id of a reservation that must not be refused. */
export async function reserved(ledger: Ledger, reserve: ReserveRequest): Promise<string> {
  const result = await ledger.reserve(reserve);
  if (result.status !== 'reserved') throw new Error(`It was ${result.status}.`);
  return result.reservationId;
}

export async function expectError(promise: Promise<unknown>, code: string): Promise<void> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(AgentChatError.isInstance(error) ? error.code : error).toBe(code);
}
