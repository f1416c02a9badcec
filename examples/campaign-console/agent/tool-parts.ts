import { type ToolCallPlace, ToolError } from '@agent-chat/agents';
import { type Card, isCard } from '@agent-chat/protocol';
import type { Case, Desk } from '../campaign/desk.ts';
import { messageToSend, sendable } from '../campaign/outbox.ts';
import { PRICES } from '../campaign/reports.ts';

/** The run that a call works for: a campaign is always one's. */
export function runOf({ conversationId, runId }: ToolCallPlace): { conversationId: string; runId: string } {
  if (runId === undefined) throw new ToolError('There is no run: write a message that begins one.');
  return { conversationId, runId };
}

/**
 * What makes the effects of a call idempotent: of its conversation, whose commands it names. An answer that
 * is written again is another turn, and its calls may have the ids of those that it replaces.
 */
export function keyOf({ turn, toolCallId }: ToolCallPlace): string {
  return `${turn}/${toolCallId}`;
}

/** The campaign to look at, also when its run is over. */
export async function lookAt(desk: Desk, call: ToolCallPlace): Promise<Case> {
  const found = await desk.look(call.conversationId, runOf(call).runId);
  if (found === null) throw new ToolError('There is no brief yet: draft one first.');
  return found;
}

/**
 * A brief that names a daily budget is not begun before some cap on money is in force: the person has been
 * asked for it.
 */
export function requireFunds({ campaign, leftMicroUsd }: Pick<Case, 'campaign' | 'leftMicroUsd'>): void {
  if (isFunded({ campaign, leftMicroUsd })) return;
  const message = 'The daily budget of the brief is not in force yet: say yes to it first.';
  throw new ToolError(message, { code: 'budget_not_set' });
}

export function isFunded({ campaign, leftMicroUsd }: Pick<Case, 'campaign' | 'leftMicroUsd'>): boolean {
  return campaign.dailyBudgetMicroUsd === null || leftMicroUsd !== Infinity;
}

/** A tool's output that is shown as a card. The card is part of the output, so that a resumed turn has it. */
export function withCard<T extends object>(output: T, card: Card): T & { readonly card: Card } {
  return { ...output, card };
}

export function cardIn(output: unknown): Card | null {
  if (typeof output !== 'object' || output === null || !('card' in output)) return null;
  return isCard(output.card) ? output.card : null;
}

/** How many messages the budgets for money and the caps on sends leave, at most 1,000. */
export function affordable({ leftMicroUsd, leftSends }: Pick<Case, 'leftMicroUsd' | 'leftSends'>): number {
  return Math.max(0, Math.min(1_000, Math.floor(leftMicroUsd / PRICES.send), leftSends));
}

/**
 * What would be sent next, as `send_messages` takes it; `null`: nothing may. From level 3 on it stays
 * inside of what the budgets leave; below, a cap that would break stops the run and tells people.
 */
export function nextBatch({
  rows,
  campaign,
  level,
  ...left
}: Pick<Case, 'rows' | 'campaign' | 'level' | 'leftMicroUsd' | 'leftSends'>) {
  const { ready } = sendable(rows, campaign, level);
  const count = (level ?? 0) >= 3 ? affordable(left) : Infinity;
  const messages = ready.slice(0, Math.min(campaign.tuning.batchSize, count)).map(messageToSend);
  return messages.length === 0 ? null : { messages, variant: campaign.tuning.variant };
}
