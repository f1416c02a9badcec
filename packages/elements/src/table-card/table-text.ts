import type { TableCardData } from '@agent-chat/protocol/cards';

type Row = TableCardData['rows'][number];

/** So many digits of a number are its own: the next ones are of how computers write it. */
const MAX_DIGITS = 15;

/** How the numbers of a table card are written. */
export function tableNumbers(locale: string | undefined): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: MAX_DIGITS });
}

/** What stands in a cell. Only what the row itself has: a column may be named `toString`. */
export function cellText(row: Row, key: string, numbers: Intl.NumberFormat): string {
  const value = Object.hasOwn(row, key) ? row[key] : null;
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return numbers.format(value);
  if (typeof value === 'boolean') return value ? '✓' : '–';
  return value;
}
