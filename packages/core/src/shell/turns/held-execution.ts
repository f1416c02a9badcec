import type { ControlState } from '@agent-chat/protocol';
import type { BudgetRule } from '../../ports/budget-rule.js';
import type { Clock, Ids } from '../../ports/environment.js';
import type { Ledger } from '../../ports/ledger.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Guard } from './guard.js';
import type { SettingRules } from './setting-rules.js';

/** One execution, and what its decisions are made with. */
export interface HeldExecution {
  readonly conversation: Conversation;
  readonly agentId: string;
  readonly executionId: string;
  readonly fence: number;
  readonly turn: number;
  /**
   * For a caller from elsewhere, called in each decision: throws if it may not act under this execution,
   * of which this node may not have heard before.
   */
  readonly require?: (control: ControlState) => void;
  /** For a caller who may act for any agent. */
  readonly mayActForAll?: boolean;
  readonly guard: Guard;
  readonly settings: SettingRules;
  readonly ledger: Ledger;
  readonly budgetsFor: BudgetRule;
  readonly ids: Ids;
  readonly clock: Clock;
}
