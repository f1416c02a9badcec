const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** "2 days", "3 hr, 5 min", "4 min, 10 sec", "9 sec": the two largest units, none of them rounded up. */
export function formatTimeLeft(leftMs: number, locale: string | undefined): string {
  const [large, small] =
    leftMs >= 2 * DAY_MS
      ? ([['day', DAY_MS], null] as const)
      : leftMs >= HOUR_MS
        ? ([
            ['hour', HOUR_MS],
            ['minute', MINUTE_MS],
          ] as const)
        : ([
            ['minute', MINUTE_MS],
            ['second', SECOND_MS],
          ] as const);
  const whole = Math.floor(leftMs / large[1]);
  const rest = small === null ? 0 : Math.floor((leftMs % large[1]) / small[1]);
  const words = [
    ...(whole > 0 ? [unit(whole, large[0], locale)] : []),
    ...(small !== null && (rest > 0 || whole === 0) ? [unit(rest, small[0], locale)] : []),
  ];
  return new Intl.ListFormat(locale, { type: 'unit', style: 'short' }).format(words);
}

/** In how many milliseconds it reads otherwise. */
export function timeLeftChangesIn(leftMs: number): number {
  const step = leftMs >= 2 * DAY_MS ? HOUR_MS : leftMs >= HOUR_MS ? MINUTE_MS : SECOND_MS;
  return (leftMs % step) + 1;
}

function unit(value: number, name: string, locale: string | undefined): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
}
