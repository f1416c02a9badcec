import { describe, expect, it } from 'vitest';
import type { LedgerEntry, ReserveRequest } from '../../ports/ledger.js';
import { account, entry, expectError, type LedgerUnderTest, request, TENANT } from './ledger-under-test.js';

/** As it may arrive from code without types. */
const untyped = (value: object) => value as Partial<LedgerEntry>;

const BROKEN: readonly (readonly [string, Partial<ReserveRequest>])[] = [
  ['no entries', { entries: [] }],
  ['an account twice', { entries: [entry(1, 5), entry(2, 5)] }],
  ['a fraction', { entries: [entry(0.5, 5)] }],
  ['less than nothing', { entries: [entry(-1, 5)] }],
  ['not a number', { entries: [entry(Number.NaN, 5)] }],
  ['a number that is not safe', { entries: [entry(2 ** 53, 5)] }],
  ['a cap below nothing', { entries: [entry(1, -1)] }],
  ['an endless cap', { entries: [entry(1, Number.POSITIVE_INFINITY)] }],
  ['an empty meter', { entries: [entry(1, 5, { meter: '' })] }],
  ['a long meter', { entries: [entry(1, 5, { meter: 'm'.repeat(129) })] }],
  ['a meter with a control character', { entries: [entry(1, 5, { meter: 'a\u0000' })] }],
  ['a scope with a lone surrogate', { entries: [entry(1, 5, { scope: { kind: 'run', id: '\ud800' } })] }],
  ['an unknown scope', { entries: [entry(1, 5, untyped({ scope: { kind: 'galaxy', id: '1' } }))] }],
  ['an unknown window', { entries: [entry(1, 5, untyped({ window: 'year' }))] }],
  ['a sliding window of nothing', { entries: [entry(1, 5, { window: { slidingSeconds: 0 } })] }],
  ['a sliding window of a fraction', { entries: [entry(1, 5, { window: { slidingSeconds: 1.5 } })] }],
  ['no time', { ttlMs: 0 }],
  ['an endless time', { ttlMs: Number.POSITIVE_INFINITY }],
  ['an empty id', { reservationId: '' }],
];

export function describeRefusals(subject: LedgerUnderTest): void {
  describe('a request with', () => {
    it.each(BROKEN)('%s is refused and holds nothing', async (_name, broken) => {
      await expectError(subject.ledger.reserve(request([entry(1, 5)], broken)), 'InvalidRequest');
      expect(await subject.ledger.spent({ tenant: TENANT, ...account() })).toEqual({ spent: 0, reserved: 0 });
    });

    it('amounts that cannot be recorded is refused', async () => {
      const twice = [
        { ...account(), amount: 1 },
        { ...account(), amount: 2 },
      ];
      await expectError(subject.ledger.record({ tenant: TENANT, entries: [] }), 'InvalidRequest');
      await expectError(subject.ledger.record({ tenant: TENANT, entries: twice }), 'InvalidRequest');
      await expectError(
        subject.ledger.record({ tenant: TENANT, entries: [{ ...account(), amount: -1 }] }),
        'InvalidRequest',
      );
      await expectError(
        subject.ledger.spent({ tenant: TENANT, ...account({ meter: '' }) }),
        'InvalidRequest',
      );
    });
  });
}
