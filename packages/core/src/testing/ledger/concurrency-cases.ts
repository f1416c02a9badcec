import { describe, expect, it } from 'vitest';
import type { ReserveResult } from '../../ports/ledger.js';
import { account, entry, type LedgerUnderTest, request, TENANT } from './ledger-under-test.js';

const CALLERS = 200;

export function describeConcurrency(subject: LedgerUnderTest): void {
  const spent = (options = {}) => subject.ledger.spent({ tenant: TENANT, ...account(options) });
  const many = <T>(call: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: CALLERS }, (_, index) => call(index)));
  const count = (results: readonly ReserveResult[], status: ReserveResult['status']) =>
    results.filter((result) => result.status === status).length;

  describe(`${CALLERS} callers at the same time`, () => {
    it('get together what the cap allows, and not one more', async () => {
      const results = await many(() => subject.ledger.reserve(request([entry(3, 100)])));
      expect(count(results, 'reserved')).toBe(33);
      expect(count(results, 'refused')).toBe(CALLERS - 33);
      expect(await spent()).toEqual({ spent: 0, reserved: 99 });
    });

    it('do not wait for each other for ever when they name accounts in any order', async () => {
      const accounts = ['a', 'b', 'c', 'd'].map((meter) => ({ meter }));
      const results = await many((index) => {
        const turned = [...accounts.slice(index % 4), ...accounts.slice(0, index % 4)];
        const ordered = index % 2 === 0 ? turned : turned.toReversed();
        return subject.ledger.reserve(request(ordered.slice(0, 3).map((one) => entry(1, 50, one))));
      });
      const held = await Promise.all(accounts.map((one) => spent(one)));
      expect(held.reduce((sum, { reserved }) => sum + reserved, 0)).toBe(3 * count(results, 'reserved'));
      expect(Math.max(...held.map(({ reserved }) => reserved))).toBe(50);
    });

    it('with one id hold once', async () => {
      const results = await many(() =>
        subject.ledger.reserve(request([entry(3, 100)], { reservationId: 'step-1' })),
      );
      expect(count(results, 'reserved')).toBe(CALLERS);
      expect(await spent()).toEqual({ spent: 0, reserved: 3 });
    });

    it('settle, release and ask again for one reservation, and it is spent once', async () => {
      const again = request([entry(3, 100)], { reservationId: 'step-1' });
      await subject.ledger.reserve(again);
      const actual = [{ meter: 'money', amount: 2 }];
      const settled = await many(async (index): Promise<number> => {
        if (index % 3 === 0) await subject.ledger.reserve(again);
        else if (index % 3 === 1) await subject.ledger.release({ tenant: TENANT, reservationId: 'step-1' });
        else return Number(await subject.ledger.settle({ tenant: TENANT, reservationId: 'step-1', actual }));
        return 0;
      });
      expect(settled.reduce((sum, one) => sum + one, 0)).toBe(1);
      expect(await spent()).toEqual({ spent: 2, reserved: 0 });
    });

    it('record under one id once, and without one each time', async () => {
      const entries = [{ ...account(), amount: 1 }];
      const recorded = await many(() => subject.ledger.record({ tenant: TENANT, recordId: 'one', entries }));
      expect(recorded.filter(Boolean)).toHaveLength(1);
      await many(() => subject.ledger.record({ tenant: TENANT, entries }));
      expect(await spent()).toEqual({ spent: CALLERS + 1, reserved: 0 });
    });
  });
}
