import { describe, expect, it } from 'vitest';
import type { LedgerWindow } from '../../ledger/window.js';
import {
  account,
  entry,
  expectError,
  type LedgerUnderTest,
  request,
  reserved,
  TENANT,
} from './ledger-under-test.js';

/** The last millisecond of a window that began in 2026 (on a Thursday), and of none before it. */
const LAST_MS: readonly (readonly [LedgerWindow, string, string])[] = [
  ['hour', '2026-01-01T00:59:59.999Z', '2026-01-01T01:00:00.000Z'],
  ['day', '2026-01-01T23:59:59.999Z', '2026-01-02T00:00:00.000Z'],
  ['week', '2026-01-04T23:59:59.999Z', '2026-01-05T00:00:00.000Z'],
  ['month', '2026-02-28T23:59:59.999Z', '2026-03-01T00:00:00.000Z'],
];

export function describeWindows(subject: LedgerUnderTest): void {
  const moveTo = (time: string) => subject.clock.advance(Date.parse(time) - subject.clock.now());
  const spent = (window: LedgerWindow, atMs?: number) =>
    subject.ledger.spent({ tenant: TENANT, ...account({ window }), ...(atMs !== undefined && { atMs }) });
  const record = (window: LedgerWindow, amount: number) =>
    subject.ledger.record({ tenant: TENANT, entries: [{ ...account({ window }), amount }] });

  describe('windows', () => {
    it.each(LAST_MS)('of a %s end with the calendar in UTC', async (window, last, next) => {
      if (window === 'month') moveTo('2026-02-01T00:00:00.000Z');
      await record(window, 3);
      moveTo(last);
      await record(window, 4);
      expect(await spent(window)).toEqual({ spent: 7, reserved: 0 });
      expect(await subject.ledger.reserve(request([entry(4, 10, { window })]))).toMatchObject({
        status: 'refused',
      });
      moveTo(next);
      expect(await spent(window)).toEqual({ spent: 0, reserved: 0 });
      await reserved(subject.ledger, request([entry(10, 10, { window })]));
      expect(await spent(window, Date.parse(last))).toEqual({ spent: 7, reserved: 0 });
      expect(await spent(window, Date.parse(next))).toEqual({ spent: 0, reserved: 10 });
    });

    it('of all time never end', async () => {
      await record('total', 3);
      moveTo('2099-12-31T23:59:59.999Z');
      expect(await spent('total')).toEqual({ spent: 3, reserved: 0 });
      expect(await spent('total', 0)).toEqual({ spent: 3, reserved: 0 });
    });

    it('keep what was reserved in them, also when it is settled in the next', async () => {
      moveTo('2026-01-01T00:59:59.999Z');
      const reservationId = await reserved(subject.ledger, request([entry(6, 10, { window: 'hour' })]));
      moveTo('2026-01-01T01:00:00.000Z');
      expect(await spent('hour')).toEqual({ spent: 0, reserved: 0 });
      await reserved(subject.ledger, request([entry(10, 10, { window: 'hour' })]));
      await subject.ledger.settle({ tenant: TENANT, reservationId, actual: [{ meter: 'money', amount: 5 }] });
      expect(await spent('hour')).toEqual({ spent: 0, reserved: 10 });
      expect(await spent('hour', Date.parse('2026-01-01T00:00:00.000Z'))).toEqual({ spent: 5, reserved: 0 });
    });
  });

  describe('a sliding window', () => {
    const window = { slidingSeconds: 10 };

    it('forgets an amount when exactly its time has passed', async () => {
      await record(window, 3);
      subject.clock.advance(4_000);
      await record(window, 4);
      subject.clock.advance(5_999);
      expect(await spent(window)).toEqual({ spent: 7, reserved: 0 });
      expect(await subject.ledger.reserve(request([entry(4, 10, { window })]))).toMatchObject({
        status: 'refused',
        spent: 7,
      });
      subject.clock.advance(1);
      expect(await spent(window)).toEqual({ spent: 4, reserved: 0 });
      await reserved(subject.ledger, request([entry(6, 10, { window })], { ttlMs: 60_000 }));
      subject.clock.advance(4_000);
      expect(await spent(window)).toEqual({ spent: 0, reserved: 6 });
    });

    it('counts what was held from when it was settled', async () => {
      const reservationId = await reserved(subject.ledger, request([entry(6, 10, { window })]));
      subject.clock.advance(8_000);
      await subject.ledger.settle({ tenant: TENANT, reservationId, actual: [{ meter: 'money', amount: 5 }] });
      subject.clock.advance(9_999);
      expect(await spent(window)).toEqual({ spent: 5, reserved: 0 });
      subject.clock.advance(1);
      expect(await spent(window)).toEqual({ spent: 0, reserved: 0 });
    });

    it('cannot be asked about another time', async () => {
      await expectError(spent(window, 0), 'InvalidRequest');
    });
  });
}
