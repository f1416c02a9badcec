import { describe, expect, it } from 'vitest';
import {
  account,
  entry,
  type LedgerUnderTest,
  request,
  reserved,
  TENANT,
  TTL_MS,
} from './ledger-under-test.js';

/** What a crash between any two calls leaves: the next process finds all that was acknowledged. */
export function describeReopening(subject: LedgerUnderTest): void {
  const spent = (options = {}) => subject.ledger.spent({ tenant: TENANT, ...account(options) });
  const window = { slidingSeconds: 600 };

  describe('after it was reopened', () => {
    it('has what was held, spent and recorded, and counts nothing twice', async () => {
      const held = request([entry(10, 100)], { reservationId: 'held' });
      const settled = request([entry(20, 100), entry(20, 100, { window })], { reservationId: 'settled' });
      const settlement = {
        tenant: TENANT,
        reservationId: 'settled',
        actual: [{ meter: 'money', amount: 15 }],
      };
      const record = { tenant: TENANT, recordId: 'one', entries: [{ ...account(), amount: 5 }] };
      for (const one of [held, settled]) await reserved(subject.ledger, one);
      await subject.ledger.settle(settlement);
      await subject.ledger.record(record);

      await subject.reopen();
      expect(await spent()).toEqual({ spent: 20, reserved: 10 });
      expect(await spent({ window })).toEqual({ spent: 15, reserved: 0 });
      expect(await subject.ledger.reserve(held)).toEqual({ status: 'reserved', reservationId: 'held' });
      expect(await subject.ledger.reserve(settled)).toEqual({ status: 'settled', reservationId: 'settled' });
      expect(await subject.ledger.settle(settlement)).toBe(false);
      expect(await subject.ledger.record(record)).toBe(false);
      expect(await spent()).toEqual({ spent: 20, reserved: 10 });
      subject.clock.advance(TTL_MS);
      expect(await spent()).toEqual({ spent: 20, reserved: 0 });
      expect(
        await subject.ledger.settle({
          ...settlement,
          reservationId: 'held',
          actual: [{ meter: 'money', amount: 9 }],
        }),
      ).toBe(true);
      expect(await spent()).toEqual({ spent: 29, reserved: 0 });
    });
  });
}
