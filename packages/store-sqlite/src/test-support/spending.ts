import type { ReserveRequest } from '@agent-chat/core';

export const TENANT = 'tenant';
export const HELD = 5;
export const SPENT = 3;

export const ACCOUNT = {
  tenant: TENANT,
  meter: 'money',
  scope: { kind: 'campaign', id: 'campaign' },
  window: 'total',
} as const;

/** The reservation of a step, the same at every try. */
export function stepOf(writer: number, step: number): ReserveRequest & { readonly reservationId: string } {
  const { tenant, ...account } = ACCOUNT;
  return {
    tenant,
    reservationId: `${writer} ${step}`,
    entries: [{ ...account, amount: HELD, cap: Number.MAX_SAFE_INTEGER }],
    ttlMs: 3_600_000,
  };
}
