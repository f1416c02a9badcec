import type { AutopilotLevel } from '@agent-chat/protocol';
import { FAULTS } from '../world/mail.ts';
import { type CampaignState, faultGroups } from './campaign-state.ts';
import { type OutboxRow, sendable } from './outbox.ts';

/**
 * Whether nothing is left that the agent or a person could do: every message is sent, skipped, filtered out
 * or forbidden, and no fault is left that may be tried again. What was never begun is not done.
 */
export function isDone({
  campaign,
  rows,
  level,
}: {
  readonly campaign: CampaignState;
  readonly rows: readonly OutboxRow[];
  readonly level: AutopilotLevel | null;
}): boolean {
  if (campaign.stage !== 'written' || campaign.results.size === 0) return false;
  const { ready, waiting } = sendable(rows, campaign, level);
  const mayRetry = [...faultGroups(campaign).keys()].some((fault) => FAULTS[fault].retryable);
  return ready.length === 0 && waiting.length === 0 && !mayRetry;
}
