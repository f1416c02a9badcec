import { formatDollars } from '../messages/format-money.js';
import { formatDuration } from '../messages/format-time.js';

/** Micro-USD in dollars, to four decimals: `$0.0123`. What is less than that is said to be. */
export function formatCost(microUsd: number, locale: string | undefined): string {
  const digits = { minimumFractionDigits: 4, maximumFractionDigits: 4 };
  const isLess = microUsd > 0 && microUsd < 50;
  return isLess ? `< ${formatDollars(100, locale, digits)}` : formatDollars(microUsd, locale, digits);
}

/** `420ms` below a second, then as every duration. */
export function formatLatency(latencyMs: number, locale: string | undefined): string {
  if (latencyMs >= 1_000) return formatDuration(latencyMs, locale);
  const format = { style: 'unit', unit: 'millisecond', unitDisplay: 'narrow' } as const;
  return new Intl.NumberFormat(locale, { ...format, maximumFractionDigits: 0 }).format(latencyMs);
}
