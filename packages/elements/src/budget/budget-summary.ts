import type { Budget } from '@agent-chat/protocol';
import type { MessageTable } from '../messages/message-table.js';
import { type BudgetMeter, type Pause, shareOf } from './budget-state.js';
import { countedName, formatAmount, formatUsed } from './budget-words.js';

/** As much of a budget as its words need. */
type Cap = Pick<Budget, 'meter' | 'per' | 'window' | 'limit'>;

interface Words {
  readonly messages: MessageTable;
  readonly locale: string | undefined;
}

/**
 * All budgets in a few words: the one of which most is used says most; where as much of several is used,
 * or nobody knows how much, money comes first and rates last.
 */
export function budgetSummary(meters: readonly BudgetMeter[], pause: Pause | null, words: Words): string {
  const { messages, locale } = words;
  if (pause !== null) return messages.budgetPaused;
  const first = leadingMeter(meters);
  if (first === undefined) return messages.budget;
  const { budget, used } = first;
  if (used === null) return messages.budgetCapOnly(capWords(budget, words));
  return messages.budgetUsed(formatUsed(budget, used, locale), amountWords(budget, words));
}

/** The one that says most of all. */
export function leadingMeter(meters: readonly BudgetMeter[]): BudgetMeter | undefined {
  const capped = meters.filter(({ budget }) => budget.limit !== null);
  return capped.toSorted((a, b) => shareOf(b) - shareOf(a) || rankOf(a) - rankOf(b))[0];
}

/** "$100 a day", "1,000 sends a day", "3% bounces". */
export function capWords(budget: Cap, words: Words): string {
  const amount = amountWords(budget, words);
  // A rate is one of all that was done, unless it says something else.
  const isOfAll = budget.per !== undefined && budget.window === 'total';
  return isOfAll ? amount : `${amount} ${words.messages.budgetWindows[budget.window]}`;
}

function amountWords(budget: Cap, { messages, locale }: Words): string {
  return `${formatAmount(budget, budget.limit ?? 0, locale)} ${countedName(budget, messages)}`.trim();
}

/** Money before what is counted, and that before rates. */
function rankOf({ budget: { meter, per } }: BudgetMeter): number {
  if (per !== undefined) return 2;
  return meter === 'money' ? 0 : 1;
}
