import type { Budget } from '../../values/settings.js';

// Words of the plain text that stands for a card where its element is not there: in a transcript, in
// an agent's prompt, for a client of an older version. English: whoever speaks another language
// gives `fallbackText`.

/** `text` in one line, so that a value cannot pass for another line of the card. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** A heading and an item a line; nothing for an empty list. */
export function listText(heading: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${heading}:`, ...items.map((item) => `- ${oneLine(item)}`)];
}

/** A row of a table; bars in its cells are escaped as Markdown does it. */
export function rowText(cells: readonly string[]): string {
  return cells.map((cell) => oneLine(cell).replaceAll('|', '\\|')).join(' | ');
}

/** What has lines of its own behind what it is called. */
export function linesText(label: string, text: string): string[] {
  const [first = '', ...rest] = text.split(LINE_ENDS);
  return [`${label}: ${first}`, ...indented(rest)];
}

export function moreText(count: number): string[] {
  return count > 0 ? ['', `and ${count} more`] : [];
}

export function countText(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

export function numberText(value: number): string {
  return value.toLocaleString('en-US');
}

/** Micro-USD as dollars: two decimals, up to four of what is less than a dollar. */
export function moneyText(microUsd: number): string {
  const dollars = microUsd / 1_000_000;
  const maximumFractionDigits = dollars < 1 ? 4 : 2;
  return `$${dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits })}`;
}

/** A share as per cent with at most one decimal. */
export function shareText(share: number): string {
  return `${Math.round(share * 1_000) / 10}%`;
}

export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** So far objects are taken apart: deeper ones are few, and no words are better than their JSON. */
const MAX_DEPTH = 3;

/** Any JSON in words: `language Python, active days 90`. */
export function wordsText(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return oneLine(value);
  if (typeof value !== 'object' || depth >= MAX_DEPTH) return oneLine(JSON.stringify(value));
  const words = Array.isArray(value)
    ? value.map((item) => wordsText(item, depth + 1))
    : Object.entries(value).map(([name, item]) => `${nameText(name)} ${wordsText(item, depth + 1)}`);
  const list = words.join(', ');
  return depth > 0 && words.length > 1 ? `(${list})` : list;
}

/** The name of a field as words: `activeDays` and `active_days` are `active days`. */
function nameText(name: string): string {
  return oneLine(name.replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|[_-]+/gu, ' ')).toLowerCase();
}

/** What ends a line wherever text is shown. */
export const LINE_ENDS = /\r\n?|[\n\u2028\u2029]/g;

/** Lines that belong to the line above them: none of them can pass for one of the card's own. */
export function indented(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(LINE_ENDS)).map((line) => (line === '' ? '' : `   ${line}`));
}

/** An amount in the unit of its budget. */
export function meterText(amount: number, { meter, per }: Pick<Budget, 'meter' | 'per'>): string {
  if (per !== undefined) return `${amount / 10_000}%`;
  return meter === 'money' ? moneyText(amount) : String(amount);
}

export function limitText(budget: Budget): string {
  const { meter, per, window, scope, limit } = budget;
  const what = per === undefined ? oneLine(meter) : `${oneLine(meter)} per ${oneLine(per.meter)}`;
  const amount = limit === null ? 'no limit' : meterText(limit, budget);
  return `${amount} for ${what} (${scope.kind}, ${window === 'total' ? 'in total' : `a ${window}`})`;
}
