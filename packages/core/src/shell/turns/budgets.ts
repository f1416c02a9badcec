import { AgentChatError, type ControlState, type MeterAmount } from '@agent-chat/protocol';
import {
  budgetsOf,
  type CountedIn,
  decideBudgetsExceeded,
  isInForce,
  recordedEntries,
  reservedEntries,
  summed,
  workOf,
} from '../../decide/budget.js';
import type { BrokenBudget } from '../../decide/escalation.js';
import { thresholdState } from '../../ledger/threshold.js';
import { isPausedIn } from '../../policy/guidance.js';
import type { BudgetRule } from '../../ports/budget-rule.js';
import type { Ids } from '../../ports/environment.js';
import type { Ledger } from '../../ports/ledger.js';
import type { CommitOptions } from '../conversation/commit-options.js';
import type { Conversation } from '../conversation/conversation.js';

export interface BudgetOptions {
  readonly conversation: Conversation;
  readonly ledger: Ledger;
  readonly budgetsFor: BudgetRule;
  readonly ids: Ids;
}

/** Where work of the run is counted, by the budgets of now. */
async function countedIn(
  { conversation: { tenant, control }, budgetsFor }: BudgetOptions,
  runId: string | null,
): Promise<CountedIn> {
  return { tenant, runId, hostBudgets: await budgetsFor(workOf(control, { tenant, runId })) };
}

/** So long is held what nobody settles: its runner has died. */
const RESERVATION_TTL_MS = 900_000;

/**
 * Holds `amounts` against every budget that counts them, and in the totals.
 *
 * @throws AgentChatError `Paused`, or `BudgetExceeded` with `details: { budget, used, requested }`
 * after the work was paused and people were told
 */
export async function reserveAmounts(
  options: BudgetOptions,
  reservationId: string,
  amounts: readonly MeterAmount[],
  fence: number,
  require: (control: ControlState) => void,
): Promise<void> {
  const { conversation, ledger, ids } = options;
  const { tenant } = conversation;
  for (;;) {
    // Nothing is appended that would tell of a cap or a pause that another node has set.
    await conversation.refresh();
    require(conversation.control);
    const of = await countedIn(options, conversation.control.currentRunId);
    const { control } = conversation;
    if (isPausedIn(control)) throw new AgentChatError('Paused', 'Nothing is spent while this is paused.');
    const entries = reservedEntries(control, of, amounts);
    const result = await ledger.reserve({ tenant, reservationId, entries, ttlMs: RESERVATION_TTL_MS });
    if (result.status !== 'refused') return;
    const { entry, spent, reserved } = result;
    const budget = budgetsOf(control, of).find(
      ({ meter, scope, window, limit, per }) =>
        per === undefined &&
        limit === entry.cap &&
        meter === entry.meter &&
        scope.kind === entry.scope.kind &&
        scope.id === entry.scope.id &&
        window === entry.window,
    );
    if (budget === undefined) throw new AgentChatError('BudgetExceeded', 'More than can be counted.');
    const broken = { budget, used: spent + reserved, requested: entry.amount };
    const newMessageId = ids.next('message');
    const isBroken = await conversation.commit(
      ({ control: now }) => {
        require(now);
        // Somebody has raised it meanwhile: it is asked again.
        if (!isInForce(now, of, budget)) return { events: [], result: false };
        return { ...decideBudgetsExceeded(now, [broken], { runId: of.runId, newMessageId }), result: true };
      },
      { fence },
    );
    if (isBroken) {
      throw new AgentChatError('BudgetExceeded', `The budget for ${budget.meter} would be exceeded.`, {
        details: broken,
      });
    }
  }
}

/**
 * Adds what a meter of the host's own has counted, and pauses what a broken threshold or cap covers.
 * What was recorded under `recordId` before is not counted again.
 */
export async function recordAmounts(
  budgeting: BudgetOptions,
  request: {
    readonly recordId: string;
    readonly runId: string | null;
    readonly amounts: readonly MeterAmount[];
  },
  options: CommitOptions,
): Promise<{ seq: number }> {
  const { conversation, ledger, ids } = budgeting;
  const { tenant } = conversation;
  const of = await countedIn(budgeting, request.runId);
  const newMessageId = ids.next('message');
  let broken: readonly BrokenBudget[] = [];
  // Under a key that is known to be new: what is refused is not counted.
  const prepare = async (): Promise<void> => {
    const { control } = conversation;
    const entries = recordedEntries(control, of, request.amounts);
    await ledger.record({ tenant, recordId: request.recordId, entries });
    broken = await brokenBudgets(ledger, control, of, request.amounts);
  };
  return conversation.commit(
    ({ control: now }) => {
      const inForce = broken.filter(({ budget }) => isInForce(now, of, budget));
      return decideBudgetsExceeded(now, inForce, { runId: of.runId, newMessageId });
    },
    { ...options, prepare },
  );
}

/** Every budget that counts one of the meters, and is broken. */
async function brokenBudgets(
  ledger: Ledger,
  control: ControlState,
  of: CountedIn,
  amounts: readonly MeterAmount[],
): Promise<readonly BrokenBudget[]> {
  const broken: BrokenBudget[] = [];
  const meters = new Set(summed(amounts).map(({ meter }) => meter));
  for (const budget of budgetsOf(control, of)) {
    const { meter, per, limit, scope, window } = budget;
    if (limit === null || !(meters.has(meter) || (per !== undefined && meters.has(per.meter)))) continue;
    const spentOf = (one: string) => ledger.spent({ tenant: of.tenant, meter: one, scope, window });
    const { spent } = await spentOf(meter);
    if (per === undefined) {
      if (spent > limit) broken.push({ budget, used: spent, requested: 0 });
      continue;
    }
    const denominator = (await spentOf(per.meter)).spent;
    const threshold = { minSample: Math.max(1, per.min), maxPerMillion: limit };
    if (thresholdState(threshold, { numerator: spent, denominator }) !== 'broken') continue;
    // Something of nothing is more than any rate.
    const rate = denominator === 0 ? 1_000_000 : Math.floor((spent * 1_000_000) / denominator);
    broken.push({ budget, used: rate, requested: 0 });
  }
  return broken;
}
