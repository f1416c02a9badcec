import { directionOf } from './locale.js';

const MICRO = 1_000_000;
/** The first character decides on the direction of what is between them. */
const [ISOLATE, END] = ['\u2068', '\u2069'];

/**
 * Micro-USD in dollars as `locale` writes them. Among words from right to left the sign keeps the order
 * of its characters: "US$" came out as "$US".
 */
export function formatDollars(
  microUsd: number,
  locale: string | undefined,
  options: Intl.NumberFormatOptions,
): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', ...options });
  const dollars = microUsd / MICRO;
  if (directionOf(format.resolvedOptions().locale) === 'ltr') return format.format(dollars);
  return format
    .formatToParts(dollars)
    .map(({ type, value }) => (type === 'currency' ? ISOLATE + value + END : value))
    .join('');
}
