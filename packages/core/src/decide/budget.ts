import {
  type Budget,
  type ControlState,
  type EventDraft,
  isSameBudget,
  type MeterAmount,
  type Reason,
} from '@agent-chat/protocol';
import type { BudgetedWork } from '../ports/budget-rule.js';
import type { LedgerAccount, LedgerEntry } from '../ports/ledger.js';
import { type Decision, seqAt, systemEnvelope } from './decision.js';
import { type BrokenBudget, escalationPart } from './escalation.js';
import { paused } from './pause.js';

/** Where the work of a conversation is counted. */
export interface CountedIn {
  readonly tenant: string;
  /** The run that the work belongs to. */
  readonly runId: string | null;
  /** Those that the host has set, beside those of the conversation. */
  readonly hostBudgets: readonly Budget[];
}

/** What the host is told of work when it is asked for its budgets. */
export function workOf(
  control: ControlState,
  { tenant, runId }: Pick<CountedIn, 'tenant' | 'runId'>,
): BudgetedWork {
  const { conversationId, interfaceId, runs } = control;
  const campaignId = runs.find((one) => one.runId === runId)?.campaignId ?? null;
  return { tenant, conversationId, runId, campaignId, interfaceId };
}

/** The budgets that count this work: those of its run, conversation, campaign, interface and tenant. */
export function budgetsOf(control: ControlState, of: CountedIn): readonly Budget[] {
  const { runId, conversationId, campaignId, interfaceId, tenant } = workOf(control, of);
  const own = {
    run: runId,
    conversation: conversationId,
    campaign: campaignId,
    interface: interfaceId,
    tenant,
  };
  return [...control.budgets, ...of.hostBudgets].filter(({ scope: { kind, id } }) => own[kind] === id);
}

/** Amounts of one meter are one amount. */
export function summed(amounts: readonly MeterAmount[]): readonly MeterAmount[] {
  const byMeter = new Map<string, number>();
  for (const { meter, amount } of amounts) byMeter.set(meter, (byMeter.get(meter) ?? 0) + amount);
  return Array.from(byMeter, ([meter, amount]) => ({ meter, amount }));
}

/** Counted without a cap: what a run and a conversation have used is known when one is set. */
function totalsOf(control: ControlState, { runId }: CountedIn, meter: string): LedgerAccount[] {
  const window = 'total';
  return [
    { meter, scope: { kind: 'conversation', id: control.conversationId }, window },
    ...(runId === null ? [] : [{ meter, scope: { kind: 'run' as const, id: runId }, window } as const]),
  ];
}

/** The accounts of the budgets that count a meter: those of its caps, and of rates on either side of which it is. */
function accountsOf(budgets: readonly Budget[], meter: string): LedgerAccount[] {
  return budgets
    .filter((budget) => budget.meter === meter || budget.per?.meter === meter)
    .map(({ scope, window }) => ({ meter, scope, window }));
}

/** Each account once: what stands first. */
function distinct<Account extends LedgerAccount>(accounts: readonly Account[]): Account[] {
  return accounts.filter((account, at) => accounts.findIndex((one) => isSameAccount(one, account)) === at);
}

/** What is to be held for `amounts`: every cap that counts them; without a cap, rates and the totals. */
export function reservedEntries(
  control: ControlState,
  of: CountedIn,
  amounts: readonly MeterAmount[],
): readonly LedgerEntry[] {
  const budgets = budgetsOf(control, of);
  return summed(amounts).flatMap(({ meter, amount }) => {
    const caps = budgets
      .flatMap((budget): LedgerEntry[] => {
        const { scope, window, limit, per } = budget;
        return budget.meter === meter && per === undefined && limit !== null
          ? [{ meter, scope, window, amount, cap: limit }]
          : [];
      })
      // Of two on the same account, the host's and the conversation's, the lower one holds.
      .toSorted((a, b) => a.cap - b.cap);
    const counted = [...accountsOf(budgets, meter), ...totalsOf(control, of, meter)];
    return distinct([
      ...caps,
      ...counted.map((account) => ({ ...account, amount, cap: Number.MAX_SAFE_INTEGER })),
    ]);
  });
}

/** The accounts that a report of `amounts` is added to: those of caps, of both sides of rates, and the totals. */
export function recordedEntries(
  control: ControlState,
  of: CountedIn,
  amounts: readonly MeterAmount[],
): readonly (LedgerAccount & { readonly amount: number })[] {
  const budgets = budgetsOf(control, of);
  return summed(amounts).flatMap(({ meter, amount }) =>
    distinct([...totalsOf(control, of, meter), ...accountsOf(budgets, meter)]).map((account) => ({
      ...account,
      amount,
    })),
  );
}

function isSameAccount(a: LedgerAccount, b: LedgerAccount): boolean {
  return a.scope.kind === b.scope.kind && a.scope.id === b.scope.id && a.window === b.window;
}

/** Whether the budget is still the one that broke: a person may have raised it meanwhile. */
export function isInForce(control: ControlState, of: CountedIn, budget: Budget): boolean {
  return budgetsOf(control, of).some(
    (one) => isSameBudget(one, budget) && one.limit === budget.limit && one.per?.min === budget.per?.min,
  );
}

/**
 * Says which budgets would break, pauses what they cap, and tells people, in one append. What is paused
 * already is not paused and told again.
 */
export function decideBudgetsExceeded(
  control: ControlState,
  broken: readonly BrokenBudget[],
  { runId, newMessageId }: { readonly runId: string | null; readonly newMessageId: string },
): Decision<{ seq: number }> {
  const told = broken
    .map((one) => ({ ...one, pausedRunId: pausedBy(one.budget, runId) }))
    .filter(({ pausedRunId }) => mayBePaused(control, pausedRunId));
  const { seq, openTurn } = control;
  if (told.length === 0 || control.ended) return { events: [], result: { seq } };
  // That of the work, which need not be the current one.
  const ofRun = runId === null ? {} : { runId };
  const exceeded = told.map(
    ({ pausedRunId: _, ...payload }): EventDraft => ({
      ...systemEnvelope(),
      ...ofRun,
      type: 'budget_exceeded',
      payload,
    }),
  );
  const pauses = [...new Set(told.map(({ pausedRunId }) => pausedRunId))].map((pausedRunId) => {
    const meters = told.filter((one) => one.pausedRunId === pausedRunId).map(({ budget }) => budget.meter);
    return paused('system', exceededReason(meters), pausedRunId);
  });
  const turn = openTurn?.turn ?? control.lastTurn + 1;
  const message: EventDraft = {
    ...systemEnvelope(),
    ...ofRun,
    turn,
    finality: openTurn === null ? 'turn' : 'none',
    type: 'message',
    payload: {
      messageId: newMessageId,
      parentId: control.tipMessageId,
      role: 'system',
      parts: told.map((one, index) => escalationPart(one, one.pausedRunId, index)),
    },
  };
  return {
    events: [...exceeded, ...pauses, message],
    result: { seq: seqAt(control, 0) },
  };
}

/** The run that a budget's breach pauses; `undefined`: the whole conversation. */
function pausedBy({ scope }: Budget, runId: string | null): string | undefined {
  return scope.kind === 'run' || scope.kind === 'campaign' ? (runId ?? undefined) : undefined;
}

/** Whether it is at work: neither paused nor over. */
function mayBePaused({ paused: ofAll, runs }: ControlState, runId: string | undefined): boolean {
  if (runId === undefined) return ofAll === null;
  return runs.some((one) => one.runId === runId && one.status !== 'paused');
}

function exceededReason(meters: readonly string[]): Reason {
  const [first, ...others] = new Set(meters);
  const message =
    others.length === 0
      ? `The budget for ${first} is used up.`
      : `The budgets for ${[first, ...others].join(', ')} are used up.`;
  return { code: 'budget_exceeded', message };
}
