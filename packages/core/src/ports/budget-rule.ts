import type { Budget } from '@agent-chat/protocol';

/** Work that is counted. */
export interface BudgetedWork {
  readonly tenant: string;
  readonly conversationId: string;
  readonly runId: string | null;
  /** The campaign that the run belongs to. */
  readonly campaignId: string | null;
  readonly interfaceId: string | null;
}

/**
 * The budgets that the host has set for this work, whatever people have set in its conversation: a cap on
 * a campaign, an interface or a tenant then holds in every conversation, from its first reservation on.
 * Asked at each reservation and each report, so a change holds at once. One whose scope is not of this
 * work is left out; where it throws, nothing is reserved.
 */
export type BudgetRule = (work: BudgetedWork) => readonly Budget[] | Promise<readonly Budget[]>;
