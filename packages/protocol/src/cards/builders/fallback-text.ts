import type { Budget } from '../../values/settings.js';

// Words of the plain text that stands for a card where its element is not there: in a transcript, in
// an agent's prompt, for a client of an older version. English: whoever speaks another language
// gives `fallbackText`.

/** `text` in one line, so that a value cannot pass for another line of the card. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** A heading and an item a line; nothing for an empty list. */
export function listText(heading: string, items: readonly string[], mark = '- '): string[] {
  return items.length === 0 ? [] : [`${heading}:`, ...items.map((item) => `${mark}${item}`)];
}

export function moreText(count: number): string[] {
  return count > 0 ? ['', `and ${count} more`] : [];
}

export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Micro-USD as dollars: two decimals, up to four where they say more. */
export function moneyText(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(4).replace(/0{1,2}$/, '')}`;
}

/** A share as per cent with at most one decimal. */
export function shareText(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}

export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An amount in the unit of its budget. */
export function meterText(amount: number, { meter, per }: Pick<Budget, 'meter' | 'per'>): string {
  if (per !== undefined) return `${amount / 10_000} %`;
  return meter === 'money' ? moneyText(amount) : String(amount);
}

export function limitText(budget: Budget): string {
  const { meter, per, window, scope, limit } = budget;
  const what = per === undefined ? oneLine(meter) : `${oneLine(meter)} per ${oneLine(per.meter)}`;
  const amount = limit === null ? 'no limit' : meterText(limit, budget);
  return `${amount} for ${what} (${scope.kind}, ${window === 'total' ? 'in total' : `a ${window}`})`;
}
