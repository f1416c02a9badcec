import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../ports/ledger.js';
import {
  account,
  entry,
  expectError,
  type LedgerUnderTest,
  request,
  reserved,
  TENANT,
  TTL_MS,
} from './ledger-under-test.js';

export function describeReservations(subject: LedgerUnderTest): void {
  const spent = (options = {}) => subject.ledger.spent({ tenant: TENANT, ...account(options) });

  describe('a reservation', () => {
    it('is given up to the cap and refused above it, with what stands in its way', async () => {
      expect(await spent()).toEqual({ spent: 0, reserved: 0 });
      await subject.ledger.record({ tenant: TENANT, entries: [{ ...account(), amount: 30 }] });
      await reserved(subject.ledger, request([entry(50, 100)]));
      const tooMuch = entry(21, 100);
      expect(await subject.ledger.reserve(request([tooMuch]))).toEqual({
        status: 'refused',
        entry: tooMuch,
        spent: 30,
        reserved: 50,
        cap: 100,
      });
      expect(await spent()).toEqual({ spent: 30, reserved: 50 });
      await reserved(subject.ledger, request([entry(20, 100)]));
      expect(await spent()).toEqual({ spent: 30, reserved: 70 });
      await reserved(subject.ledger, request([entry(0, 100)]));
      await reserved(subject.ledger, request([entry(1, 101)]));
    });

    it('holds every entry or none, and names the first that breaks', async () => {
      const free = entry(5, 10, { meter: 'tokens' });
      const full = entry(5, 4, { meter: 'messages' });
      const alsoFull = entry(5, 3, { meter: 'sends' });
      const result = await subject.ledger.reserve(request([free, full, alsoFull]));
      expect(result).toEqual({ status: 'refused', entry: full, spent: 0, reserved: 0, cap: 4 });
      for (const meter of ['tokens', 'messages', 'sends']) {
        expect(await spent({ meter })).toEqual({ spent: 0, reserved: 0 });
      }
    });

    it('is refused above a cap that is already broken, and of 0 too', async () => {
      await subject.ledger.record({ tenant: TENANT, entries: [{ ...account(), amount: 30 }] });
      expect(await subject.ledger.reserve(request([entry(0, 29)]))).toMatchObject({
        status: 'refused',
        spent: 30,
      });
      expect(await subject.ledger.reserve(request([entry(0, 30)]))).toMatchObject({ status: 'reserved' });
      expect(await subject.ledger.reserve(request([entry(0, 0, { meter: 'sends' })]))).toMatchObject({
        status: 'reserved',
      });
    });

    it('does not count any more from the moment that its time is up', async () => {
      await reserved(subject.ledger, request([entry(100, 100)]));
      subject.clock.advance(TTL_MS - 1);
      expect(await spent()).toEqual({ spent: 0, reserved: 100 });
      expect(await subject.ledger.reserve(request([entry(1, 100)]))).toMatchObject({ status: 'refused' });
      subject.clock.advance(1);
      expect(await spent()).toEqual({ spent: 0, reserved: 0 });
      await reserved(subject.ledger, request([entry(100, 100)]));
    });

    it('does not count any more when it is released, once', async () => {
      const reservationId = await reserved(subject.ledger, request([entry(100, 100)]));
      const release = { tenant: TENANT, reservationId };
      expect(await subject.ledger.release({ ...release, tenant: 'another' })).toBe(false);
      expect(await spent()).toEqual({ spent: 0, reserved: 100 });
      expect(await subject.ledger.release(release)).toBe(true);
      expect(await subject.ledger.release(release)).toBe(false);
      expect(await subject.ledger.release({ tenant: TENANT, reservationId: 'unknown' })).toBe(false);
      expect(await spent()).toEqual({ spent: 0, reserved: 0 });
    });

    it('tells tenants, meters, scopes and windows apart', async () => {
      const others: Partial<LedgerEntry>[] = [
        {},
        { meter: 'tokens' },
        { scope: { kind: 'run', id: 'campaign-1' } },
        { scope: { kind: 'campaign', id: 'campaign-2' } },
        { scope: { kind: 'campaign', id: 'Campaign-1' } },
        { window: 'day' },
        { window: 'hour' },
        { window: { slidingSeconds: 60 } },
        { window: { slidingSeconds: 61 } },
        { meter: 'é😀"\\', scope: { kind: 'tenant', id: "'; --" } },
      ];
      for (const [index, other] of others.entries()) {
        await reserved(subject.ledger, request([entry(index + 1, index + 1, other)]));
      }
      for (const [index, other] of others.entries()) {
        expect(await spent(other)).toEqual({ spent: 0, reserved: index + 1 });
        const theirs = await subject.ledger.spent({ tenant: 'another', ...account(other) });
        expect(theirs).toEqual({ spent: 0, reserved: 0 });
      }
      await reserved(subject.ledger, request([entry(1, 1)], { tenant: 'another' }));
    });
  });

  describe('a reservation with an id of its own', () => {
    const again = (options = {}) => request([entry(60, 100)], { reservationId: 'step-1', ...options });

    it('is the same one when it is asked for again, and lives on', async () => {
      expect(await reserved(subject.ledger, again())).toBe('step-1');
      subject.clock.advance(TTL_MS - 1);
      expect(await reserved(subject.ledger, again())).toBe('step-1');
      subject.clock.advance(TTL_MS - 1);
      expect(await spent()).toEqual({ spent: 0, reserved: 60 });
      subject.clock.advance(1);
      expect(await spent()).toEqual({ spent: 0, reserved: 0 });
    });

    it('is refused with other amounts, and not in other accounts or with another cap', async () => {
      await reserved(subject.ledger, again());
      const others = [[entry(61, 100)], [entry(60, 100), entry(1, 1, { meter: 'tokens' })]];
      for (const entries of others)
        await expectError(subject.ledger.reserve(again({ entries })), 'IdempotencyMismatch');
      const elsewhere = { scope: { kind: 'run', id: 'another' } } as const;
      for (const entries of [[entry(60, 50)], [entry(60, 100), entry(60, 100, elsewhere)]])
        expect(await reserved(subject.ledger, again({ entries }))).toBe('step-1');
      expect(await spent(elsewhere)).toEqual({ spent: 0, reserved: 0 });
      expect(await spent()).toEqual({ spent: 0, reserved: 60 });
      await reserved(subject.ledger, again({ tenant: 'another', entries: [entry(61, 100)] }));
    });

    it('is judged anew after it expired or was released', async () => {
      await reserved(subject.ledger, again());
      subject.clock.advance(TTL_MS);
      const other = await reserved(subject.ledger, request([entry(60, 100)]));
      expect(await subject.ledger.reserve(again())).toMatchObject({ status: 'refused', reserved: 60 });
      await subject.ledger.release({ tenant: TENANT, reservationId: other });
      await reserved(subject.ledger, again());
      await subject.ledger.release({ tenant: TENANT, reservationId: 'step-1' });
      await reserved(subject.ledger, again());
      expect(await spent()).toEqual({ spent: 0, reserved: 60 });
    });

    it('may be asked for again after a refusal', async () => {
      expect(await subject.ledger.reserve(again({ entries: [entry(60, 59)] }))).toMatchObject({
        status: 'refused',
      });
      await expectError(
        subject.ledger.settle({ tenant: TENANT, reservationId: 'step-1', actual: [] }),
        'UnknownReservation',
      );
      await reserved(subject.ledger, again({ entries: [entry(61, 100)] }));
    });

    it('says that it was settled', async () => {
      await reserved(subject.ledger, again());
      await subject.ledger.settle({
        tenant: TENANT,
        reservationId: 'step-1',
        actual: [{ meter: 'money', amount: 7 }],
      });
      expect(await subject.ledger.reserve(again())).toEqual({ status: 'settled', reservationId: 'step-1' });
      expect(await spent()).toEqual({ spent: 7, reserved: 0 });
    });
  });
}
