import { type ChatState, selectUsage } from '@agent-chat/client';
import {
  type Budget,
  type ConversationState,
  isKnownEvent,
  isSameBudget,
  type Reason,
  type UsageTotals,
} from '@agent-chat/protocol';

/** How much of a budget is used, as a host knows it: the server counts, and no event tells. */
export interface BudgetReading {
  readonly budget: Budget;
  /** In the meter's own unit, money in micro-USD; of a rate in parts per million. */
  readonly used: number;
}

/** A budget as it stands. */
export interface BudgetMeter {
  readonly budget: Budget;
  /** `null`: not known here. */
  readonly used: number | null;
  /** Work was paused because of it, or it has nothing left. */
  readonly breached: boolean;
}

/** What is paused, and why. */
export interface Pause {
  /** `null`: the conversation. */
  readonly runId: string | null;
  readonly reason: Reason | null;
}

export interface BudgetState {
  readonly conversationId: string;
  readonly budgets: readonly Budget[];
  readonly usage: readonly UsageTotals[];
  readonly pause: Pause | null;
  /** The last one that was broken, while work is paused for it. */
  readonly broken: BudgetReading | null;
}

/** So far back a broken budget is looked for. */
const MAX_LOOK_BACK = 500;
const NO_BUDGETS: readonly Budget[] = [];

export function selectBudgets(state: ChatState): BudgetState | null {
  const { conversation } = state;
  if (conversation === null) return null;
  const { control } = conversation;
  const pause = pauseOf(conversation);
  return {
    conversationId: control.conversationId,
    budgets: control.budgets.length === 0 ? NO_BUDGETS : control.budgets,
    usage: selectUsage(state),
    pause,
    broken: pause?.reason?.code === 'budget_exceeded' ? lastBroken(conversation) : null,
  };
}

export function isSameBudgets(a: BudgetState | null, b: BudgetState | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.conversationId === b.conversationId &&
    a.budgets === b.budgets &&
    a.usage === b.usage &&
    a.pause?.runId === b.pause?.runId &&
    a.pause?.reason === b.pause?.reason &&
    (a.pause === null) === (b.pause === null) &&
    a.broken?.budget === b.broken?.budget
  );
}

/**
 * The budgets of the conversation with what is used of them. What the host says counts first; else
 * the conversation's own total, and that of a run, are what its events say was used.
 */
export function metersOf(state: BudgetState, readings: readonly BudgetReading[]): readonly BudgetMeter[] {
  const { budgets, broken } = state;
  return budgets.map((budget) => {
    const given = readings.find((reading) => isSameBudget(reading.budget, budget));
    const isBroken = broken !== null && isSameBudget(broken.budget, budget);
    const used = given?.used ?? (isBroken ? broken.used : countedFor(budget, state));
    const isFull = used !== null && budget.limit !== null && used >= budget.limit;
    return { budget, used, breached: isBroken || isFull };
  });
}

/** How much of it is used, from 0 to 1. */
export function shareOf({ budget, used }: BudgetMeter): number {
  if (used === null || budget.limit === null) return 0;
  return budget.limit === 0 ? 1 : Math.min(1, used / budget.limit);
}

/** Money spent in the conversation, in micro-USD, as far as its events tell this viewer. */
export function moneySpent(usage: readonly UsageTotals[]): number {
  return usage.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0);
}

function countedFor(
  { meter, scope, window, per }: Budget,
  { conversationId, usage }: BudgetState,
): number | null {
  if (window !== 'total' || per !== undefined) return null;
  const isHere = scope.kind === 'conversation' && scope.id === conversationId;
  if (!isHere && scope.kind !== 'run') return null;
  const counted = usage.filter(({ runId }) => isHere || runId === scope.id);
  // Nothing was seen of it: that others see more is more likely than that nothing was used.
  if (counted.length === 0) return null;
  if (meter === 'money') return moneySpent(counted);
  if (meter !== 'tokens') return null;
  return counted.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0);
}

function pauseOf({ control, timeline }: ConversationState): Pause | null {
  if (control.paused !== null) return { runId: null, reason: control.paused };
  const run = control.runs.find(({ runId, status }) => runId === control.currentRunId && status === 'paused');
  return run === undefined
    ? null
    : { runId: run.runId, reason: timeline.runs.get(run.runId)?.reason ?? null };
}

function lastBroken({ timeline: { entries } }: ConversationState): BudgetReading | null {
  const end = Math.max(0, entries.length - MAX_LOOK_BACK);
  for (let place = entries.length - 1; place >= end; place--) {
    const entry = entries.at(place);
    if (entry?.kind !== 'event') continue;
    const { event } = entry;
    if (isKnownEvent(event) && event.type === 'budget_exceeded') return event.payload;
  }
  return null;
}
