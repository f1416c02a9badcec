import { type Budget, type ControlState, isSameBudget, type MeterAmount } from '@agent-chat/protocol';
import type { LedgerAccount, LedgerEntry } from '../ports/ledger.js';
import { type Decision, ofRun, systemEnvelope, systemMessage } from './decision.js';
import { type BrokenBudget, escalationPart } from './escalation.js';
import { paused } from './pause.js';

/** Where the work of a conversation is counted. */
export interface CountedIn {
  readonly tenant: string;
  /** The run that the work belongs to. */
  readonly runId: string | null;
}

/** The budgets that count this work: those of its run, conversation, campaign, interface and tenant. */
export function budgetsOf(control: ControlState, { tenant, runId }: CountedIn): readonly Budget[] {
  const run = control.runs.find((one) => one.runId === runId);
  const own = {
    run: runId,
    conversation: control.conversationId,
    campaign: run?.campaignId ?? null,
    interface: control.interfaceId,
    tenant,
  };
  return control.budgets.filter(({ scope: { kind, id } }) => own[kind] === id);
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

/** What is to be held for `amounts`: every cap that counts them, and the totals. */
export function reservedEntries(
  control: ControlState,
  of: CountedIn,
  amounts: readonly MeterAmount[],
): readonly LedgerEntry[] {
  const budgets = budgetsOf(control, of);
  return summed(amounts).flatMap(({ meter, amount }) => {
    const caps = budgets.flatMap((budget): LedgerEntry[] => {
      const { scope, window, limit, per } = budget;
      return budget.meter === meter && per === undefined && limit !== null
        ? [{ meter, scope, window, amount, cap: limit }]
        : [];
    });
    const totals = totalsOf(control, of, meter)
      .filter((account) => !caps.some((cap) => isSameAccount(cap, account)))
      .map((account) => ({ ...account, amount, cap: Number.MAX_SAFE_INTEGER }));
    return [...caps, ...totals];
  });
}

/** The accounts that a report of `amounts` is added to: those of caps, of both sides of rates, and the totals. */
export function recordedEntries(
  control: ControlState,
  of: CountedIn,
  amounts: readonly MeterAmount[],
): readonly (LedgerAccount & { readonly amount: number })[] {
  const budgets = budgetsOf(control, of);
  return summed(amounts).flatMap(({ meter, amount }) => {
    const accounts: LedgerAccount[] = [];
    const counting = budgets
      .filter((budget) => budget.meter === meter || budget.per?.meter === meter)
      .map(({ scope, window }) => ({ meter, scope, window }));
    for (const account of [...totalsOf(control, of, meter), ...counting]) {
      if (!accounts.some((one) => isSameAccount(one, account))) accounts.push(account);
    }
    return accounts.map((account) => ({ ...account, amount }));
  });
}

function isSameAccount(a: LedgerAccount, b: LedgerAccount): boolean {
  return a.scope.kind === b.scope.kind && a.scope.id === b.scope.id && a.window === b.window;
}

/** Whether the budget is still the one that broke: a person may have raised it meanwhile. */
export function isInForce(control: ControlState, budget: Budget): boolean {
  return control.budgets.some(
    (one) => isSameBudget(one, budget) && one.limit === budget.limit && one.per?.min === budget.per?.min,
  );
}

/**
 * Says that a budget would break, pauses what it caps, and tells people, in one append. What is
 * paused already is not paused and told again.
 */
export function decideBudgetExceeded(
  control: ControlState,
  broken: BrokenBudget,
  { runId, newMessageId }: { readonly runId: string | null; readonly newMessageId: string },
): Decision<{ seq: number }> {
  const { budget } = broken;
  const ofARun = budget.scope.kind === 'run' || budget.scope.kind === 'campaign';
  const pausedRunId = ofARun && runId !== null ? runId : undefined;
  const run = control.runs.find((one) => one.runId === pausedRunId);
  const isPaused = pausedRunId === undefined ? control.paused !== null : run?.status === 'paused';
  const seq = control.seq;
  if (isPaused || control.ended) return { events: [], result: { seq } };
  const reason = { code: 'budget_exceeded', message: `The budget for ${budget.meter} is used up.` };
  const part = escalationPart(broken, pausedRunId);
  const { openTurn } = control;
  const turn = openTurn?.turn ?? control.lastTurn + 1;
  const envelope = {
    turn,
    messageId: newMessageId,
    parentId: control.tipMessageId,
    finality: 'turn' as const,
    outcome: { status: 'complete' as const },
  };
  const message = systemMessage(envelope);
  const told = {
    ...message,
    ...ofRun(control),
    finality: openTurn === null ? ('turn' as const) : ('none' as const),
    payload: {
      messageId: newMessageId,
      parentId: control.tipMessageId,
      role: 'system' as const,
      parts: [part],
    },
    type: 'message' as const,
  };
  return {
    events: [
      { ...systemEnvelope(), ...ofRun(control), type: 'budget_exceeded', payload: broken },
      paused('system', reason, pausedRunId),
      told,
    ],
    result: { seq: seq + 1 },
  };
}
