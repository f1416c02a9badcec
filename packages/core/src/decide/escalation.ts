import type { Budget, CardPart } from '@agent-chat/protocol';
import type { EscalationCardData } from '@agent-chat/protocol/cards';

/** What a budget that would break is told by. */
export interface BrokenBudget {
  readonly budget: Budget;
  /** Spent and held, in the budget's own unit. */
  readonly used: number;
  readonly requested: number;
}

/** The card by which people learn that work has stopped, and what they may do about it: the `index`th of its message. */
export function escalationPart(
  { budget, used, requested }: BrokenBudget,
  pausedRunId: string | undefined,
  index = 0,
): CardPart {
  const isRate = budget.per !== undefined;
  const limit = budget.limit ?? 0;
  const what = isRate ? `${budget.meter} per ${budget.per?.meter}` : budget.meter;
  const amount = (value: number): string => amountOf(value, budget.meter, isRate);
  const where = `${budget.scope.kind}, ${budget.window === 'total' ? 'in total' : `a ${budget.window}`}`;
  const detail = isRate
    ? `${amount(used)} of at most ${amount(limit)}`
    : `${amount(used)} used, ${amount(requested)} more needed, ${amount(limit)} allowed`;
  return {
    type: 'card',
    partId: index === 0 ? 'escalation' : `escalation-${index + 1}`,
    card: {
      type: 'escalation',
      version: 1,
      data: {
        reason: isRate ? 'threshold_broken' : 'budget_exceeded',
        severity: 'high',
        budget,
        used,
        requested,
        paused: pausedRunId === undefined ? { kind: 'conversation' } : { kind: 'run', id: pausedRunId },
      } satisfies EscalationCardData,
      fallbackText: `Paused: the limit for ${what} (${where}) would be broken: ${detail}. Change the limit or resume to go on.`,
    },
  };
}

function amountOf(value: number, meter: string, isRate: boolean): string {
  if (isRate) return `${value / 10_000} %`;
  return meter === 'money' ? `$${(value / 1_000_000).toFixed(2)}` : String(value);
}
