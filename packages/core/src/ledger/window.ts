export const CALENDAR_WINDOWS = ['total', 'hour', 'day', 'week', 'month'] as const;

/**
 * The time over which amounts are added up. `total` never ends; hours, days, weeks (from Monday, as
 * in ISO 8601) and months are those of the calendar in UTC; `slidingSeconds` looks back from now,
 * an integer from 1 to 31,622,400 (366 days), for rate limits.
 */
export type LedgerWindow = (typeof CALENDAR_WINDOWS)[number] | { readonly slidingSeconds: number };

export const MAX_SLIDING_SECONDS = 366 * 24 * 3600;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** 1970 began on a Thursday: the Monday of its first whole week. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** When the window that holds `atMs` began; 0 for those that have no beginning. Milliseconds in UTC. */
export function windowStartMs(window: LedgerWindow, atMs: number): number {
  switch (window) {
    case 'hour':
      return atMs - modulo(atMs, HOUR_MS);
    case 'day':
      return atMs - modulo(atMs, DAY_MS);
    case 'week':
      return atMs - modulo(atMs - FIRST_MONDAY_MS, 7 * DAY_MS);
    case 'month': {
      const at = new Date(atMs);
      // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
      at.setUTCDate(1);
      return at.setUTCHours(0, 0, 0, 0);
    }
    default:
      return 0;
  }
}

/** The window as one word: `day`, `sliding:60`. */
export function windowName(window: LedgerWindow): string {
  return typeof window === 'string' ? window : `sliding:${window.slidingSeconds}`;
}

/** How far a sliding window looks back; `null` for the others. */
export function slidingMs(window: LedgerWindow): number | null {
  return typeof window === 'string' ? null : window.slidingSeconds * 1000;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
