import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALENDAR_WINDOWS, slidingMs, windowName, windowStartMs } from './window.js';

const start = (window: Parameters<typeof windowStartMs>[0], time: string) =>
  new Date(windowStartMs(window, Date.parse(time))).toISOString();

describe('the window of a time', () => {
  it.each([
    ['hour', '2026-03-29T02:30:15.123Z', '2026-03-29T02:00:00.000Z'],
    ['day', '2026-03-29T23:59:59.999Z', '2026-03-29T00:00:00.000Z'],
    ['week', '2026-03-29T23:59:59.999Z', '2026-03-23T00:00:00.000Z'],
    ['week', '2026-03-30T00:00:00.000Z', '2026-03-30T00:00:00.000Z'],
    ['week', '2027-01-01T12:00:00.000Z', '2026-12-28T00:00:00.000Z'],
    ['week', '1970-01-01T00:00:00.000Z', '1969-12-29T00:00:00.000Z'],
    ['month', '2024-02-29T23:59:59.999Z', '2024-02-01T00:00:00.000Z'],
    ['total', '2026-03-29T02:30:15.123Z', '1970-01-01T00:00:00.000Z'],
  ] as const)('%s at %s began at %s', (window, time, began) => {
    expect(start(window, time)).toBe(began);
  });

  it('holds the time, begins once, and the one before it ends where it begins', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CALENDAR_WINDOWS), fc.nat(8e12), (window, atMs) => {
        const startMs = windowStartMs(window, atMs);
        expect(startMs).toBeLessThanOrEqual(atMs);
        expect(windowStartMs(window, startMs)).toBe(startMs);
        if (window !== 'total') expect(windowStartMs(window, startMs - 1)).toBeLessThan(startMs);
      }),
    );
  });

  it('has a name, and a length where it slides', () => {
    expect([windowName('day'), slidingMs('day')]).toEqual(['day', null]);
    const sliding = { slidingSeconds: 90 };
    expect([windowName(sliding), slidingMs(sliding)]).toEqual(['sliding:90', 90_000]);
  });
});
