import type { Budget } from '@agent-chat/protocol';
import { formatDollars } from '../messages/format-money.js';
import { readNumber, typedNumbers } from './written-number.js';
import type { MessageTable } from '../messages/message-table.js';
import { visibleControls } from '../tool-call/inert-text.js';

const MICRO = 1_000_000;
const MICRO_PER_CENT = 10_000;
const PER_MILLION_IN_PERCENT = 10_000;

type Names = Readonly<Record<string, string>>;

/** The meter as people call it; a host's own by its own name, as words. */
function meterName(meter: string, names: Names): string {
  const words = visibleControls(meter.replaceAll(/[_-]+/g, ' '));
  return Object.hasOwn(names, meter) ? (names[meter] ?? words) : words;
}

/** "Money", or "Bounces per sends". */
export function budgetName(
  { meter, per }: Budget,
  { budgetMeters, meters, budgetRate }: MessageTable,
): string {
  const name = meterName(meter, budgetMeters);
  const first = name.charAt(0).toUpperCase() + name.slice(1);
  return per === undefined ? first : budgetRate(first, meterName(per.meter, meters));
}

/** What a budget counts, inside of a sentence: "bounces"; money says by its sign what it is. */
export function countedName({ meter, per }: Pick<Budget, 'meter' | 'per'>, { meters }: MessageTable): string {
  return meter === 'money' && per === undefined ? '' : meterName(meter, meters);
}

/** "this conversation, a day". */
export function budgetPlace({ scope, window }: Budget, messages: MessageTable): string {
  return [messages.budgetScopes[scope.kind], messages.budgetWindows[window]].join(' · ');
}

/** `amount` with its unit: dollars to four decimals, percent of a rate, or a plain number. */
export function formatAmount(
  { meter, per }: Pick<Budget, 'meter' | 'per'>,
  amount: number,
  locale: string | undefined,
): string {
  if (per !== undefined) {
    return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(
      amount / MICRO,
    );
  }
  if (meter !== 'money') return new Intl.NumberFormat(locale).format(amount);
  return formatDollars(amount, locale, { maximumFractionDigits: 4, trailingZeroDisplay: 'stripIfInteger' });
}

/** What is used of a budget, as short as it is told: whole cents, of less than one four decimals. Never more than it is. */
export function formatUsed(
  budget: Pick<Budget, 'meter' | 'per'>,
  amount: number,
  locale: string | undefined,
): string {
  const isCents = budget.meter === 'money' && budget.per === undefined && amount >= MICRO_PER_CENT;
  return formatAmount(budget, isCents ? amount - (amount % MICRO_PER_CENT) : amount, locale);
}

/** What a person writes in the unit that is shown: dollars, percent, or the meter's own. */
export function unitOf({ meter, per }: Budget): { readonly unit: string; readonly size: number } {
  if (per !== undefined) return { unit: '%', size: PER_MILLION_IN_PERCENT };
  return meter === 'money' ? { unit: 'USD', size: MICRO } : { unit: '', size: 1 };
}

/** The limit that a person has written, in the meter's own unit; `undefined` when it is none. */
export function limitFrom(text: string, budget: Budget, locale: string | undefined): number | undefined {
  const { size } = unitOf(budget);
  const written = readNumber(text, locale);
  if (written === null) return undefined;
  const limit = Math.round(written * size);
  // Half a message, or less than the unit can say: to round it would be another cap.
  const isExact = Math.abs(limit - written * size) < 1e-6;
  return isExact && Number.isSafeInteger(limit) ? limit : undefined;
}

/** The limit as a person would write it. */
export function limitText(budget: Budget, locale: string | undefined): string {
  if (budget.limit === null) return '';
  return typedNumbers(locale, false).format(budget.limit / unitOf(budget).size);
}
