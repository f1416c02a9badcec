import { describe, expect, it } from 'vitest';
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

export function describeSettlements(subject: LedgerUnderTest): void {
  const spent = (options = {}) => subject.ledger.spent({ tenant: TENANT, ...account(options) });
  const settle = (reservationId: string, amount: number) =>
    subject.ledger.settle({ tenant: TENANT, reservationId, actual: [{ meter: 'money', amount }] });

  describe('a settlement', () => {
    it.each([
      ['less', 40],
      ['nothing', 0],
      ['as much', 60],
    ])('of %s than was held records that and frees the rest', async (_name, amount) => {
      await settle(await reserved(subject.ledger, request([entry(60, 100)])), amount);
      expect(await spent()).toEqual({ spent: amount, reserved: 0 });
    });

    it('of more than was held is recorded in full, above the cap too', async () => {
      await settle(await reserved(subject.ledger, request([entry(60, 100)])), 160);
      expect(await spent()).toEqual({ spent: 160, reserved: 0 });
      expect(await subject.ledger.reserve(request([entry(0, 100)]))).toMatchObject({
        status: 'refused',
        spent: 160,
      });
    });

    it('records each meter in every scope of the reservation', async () => {
      const run = { scope: { kind: 'run', id: 'run-1' } } as const;
      const tokens = { meter: 'tokens', window: 'day' } as const;
      const entries = [entry(60, 100), entry(60, 100, run), entry(9, 9, tokens)];
      const reservationId = await reserved(subject.ledger, request(entries));
      const actual = [
        { meter: 'tokens', amount: 5 },
        { meter: 'money', amount: 33 },
      ];
      expect(await subject.ledger.settle({ tenant: TENANT, reservationId, actual })).toBe(true);
      expect(await spent()).toEqual({ spent: 33, reserved: 0 });
      expect(await spent(run)).toEqual({ spent: 33, reserved: 0 });
      expect(await spent(tokens)).toEqual({ spent: 5, reserved: 0 });
      const inAnyOrder = actual.toReversed();
      expect(await subject.ledger.settle({ tenant: TENANT, reservationId, actual: inAnyOrder })).toBe(false);
    });

    it('counts once, and is refused with other amounts', async () => {
      const reservationId = await reserved(subject.ledger, request([entry(60, 100)]));
      expect(await settle(reservationId, 40)).toBe(true);
      expect(await settle(reservationId, 40)).toBe(false);
      await expectError(settle(reservationId, 41), 'IdempotencyMismatch');
      subject.clock.advance(TTL_MS * 1_000);
      expect(await settle(reservationId, 40)).toBe(false);
      expect(await subject.ledger.release({ tenant: TENANT, reservationId })).toBe(false);
      expect(await spent()).toEqual({ spent: 40, reserved: 0 });
    });

    it('counts once also after the reservation expired', async () => {
      const reservationId = await reserved(subject.ledger, request([entry(60, 100)]));
      subject.clock.advance(TTL_MS);
      await reserved(subject.ledger, request([entry(100, 100)]));
      expect(await settle(reservationId, 60)).toBe(true);
      expect(await settle(reservationId, 60)).toBe(false);
      expect(await spent()).toEqual({ spent: 60, reserved: 100 });
    });

    it('counts once also after the reservation was released', async () => {
      const reservationId = await reserved(subject.ledger, request([entry(60, 100)]));
      await subject.ledger.release({ tenant: TENANT, reservationId });
      expect(await settle(reservationId, 60)).toBe(true);
      expect(await settle(reservationId, 60)).toBe(false);
      expect(await spent()).toEqual({ spent: 60, reserved: 0 });
    });

    it('of an unknown reservation, or of another tenant, is refused', async () => {
      const reservationId = await reserved(subject.ledger, request([entry(60, 100)]));
      await expectError(settle('unknown', 60), 'UnknownReservation');
      const actual = [{ meter: 'money', amount: 1 }];
      await expectError(
        subject.ledger.settle({ tenant: 'another', reservationId, actual }),
        'UnknownReservation',
      );
      expect(await spent()).toEqual({ spent: 0, reserved: 60 });
    });

    it.each([
      ['without a meter', []],
      ['with another meter', [{ meter: 'tokens', amount: 1 }]],
      [
        'with a meter too many',
        [
          { meter: 'money', amount: 1 },
          { meter: 'tokens', amount: 1 },
        ],
      ],
      [
        'with a meter twice',
        [
          { meter: 'money', amount: 1 },
          { meter: 'money', amount: 1 },
        ],
      ],
      ['with a fraction', [{ meter: 'money', amount: 0.5 }]],
      ['with less than nothing', [{ meter: 'money', amount: -1 }]],
    ])('%s is refused and changes nothing', async (_name, actual) => {
      const reservationId = await reserved(subject.ledger, request([entry(60, 100)]));
      await expectError(subject.ledger.settle({ tenant: TENANT, reservationId, actual }), 'InvalidRequest');
      expect(await spent()).toEqual({ spent: 0, reserved: 60 });
      expect(await settle(reservationId, 1)).toBe(true);
    });

    it('never takes a total above the largest safe integer', async () => {
      const most = Number.MAX_SAFE_INTEGER;
      await settle(await reserved(subject.ledger, request([entry(most, most)])), most);
      await settle(await reserved(subject.ledger, request([entry(0, most)])), most);
      expect(await spent()).toEqual({ spent: most, reserved: 0 });
    });
  });

  describe('a record', () => {
    const bounce = { tenant: TENANT, entries: [{ ...account({ meter: 'bounces' }), amount: 1 }] };

    it('is added each time', async () => {
      expect(await subject.ledger.record(bounce)).toBe(true);
      expect(await subject.ledger.record(bounce)).toBe(true);
      expect(await spent({ meter: 'bounces' })).toEqual({ spent: 2, reserved: 0 });
    });

    it('with an id is added once, and refused with other amounts', async () => {
      const once = { ...bounce, recordId: 'bounce-1' };
      expect(await subject.ledger.record(once)).toBe(true);
      expect(await subject.ledger.record(once)).toBe(false);
      const other = [{ ...account({ meter: 'bounces' }), amount: 2 }];
      await expectError(subject.ledger.record({ ...once, entries: other }), 'IdempotencyMismatch');
      expect(await subject.ledger.record({ ...once, recordId: 'bounce-2' })).toBe(true);
      expect(await subject.ledger.record({ ...once, tenant: 'another' })).toBe(true);
      expect(await spent({ meter: 'bounces' })).toEqual({ spent: 2, reserved: 0 });
    });

    it('and a reservation of the same id are two things', async () => {
      await reserved(subject.ledger, request([entry(5, 10)], { reservationId: 'one' }));
      expect(await subject.ledger.record({ ...bounce, recordId: 'one' })).toBe(true);
      expect(await settle('one', 5)).toBe(true);
    });
  });
}
