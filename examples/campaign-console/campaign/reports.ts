import {
  campaignBriefCard,
  errorGroupCard,
  escalationCard,
  runSummaryCard,
  simulationCard,
} from '@agent-chat/protocol/cards';
import { isOpenRun } from '@agent-chat/protocol';
import { FAULTS, type Fault } from '../world/mail.ts';
import { findPeople } from '../world/people.ts';
import { doneIn } from './campaign-log.ts';
import { type Brief, type CampaignState, countsIn, countsOf, faultGroups } from './campaign-state.ts';
import type { Case } from './desk.ts';

/** What the work costs, in micro-USD: looking at somebody, writing to them, sending. */
export const PRICES = { discover: 2_000, personalise: 10_000, send: 30_000 } as const;

export function briefCardOf(
  runId: string,
  campaign: Brief & Pick<CampaignState, 'tuning'>,
  level: Case['level'],
) {
  const { goal, language, activeDays, maxPeople, dailyBudgetMicroUsd } = campaign;
  return campaignBriefCard({
    goal,
    icp: { language, role: 'maintainer', activeDays },
    limits: { maxSteps: 200, maxRepos: maxPeople * 2, maxPeople },
    risks: ['Some addresses are old', 'One in five claims has no evidence'],
    yaml: [
      `language: ${language}`,
      `active_days: ${activeDays}`,
      `max_people: ${maxPeople}`,
      `variant: ${campaign.tuning.variant}`,
      '',
    ].join('\n'),
    runId,
    ...(level !== null && { autopilot: level }),
    ...(dailyBudgetMicroUsd !== null && { dailyBudgetMicroUsd }),
  });
}

/** What the run has spent on people, messages and sending. */
function costOf({ found, stage, results }: CampaignState): number {
  const attempts = [...results].reduce((sum, [, one]) => sum + one.attempts, 0);
  const written = stage === 'written' ? found : 0;
  return found * PRICES.discover + written * PRICES.personalise + attempts * PRICES.send;
}

/** What the campaign will bring and cost, from the numbers of the brief alone. */
export function forecastOf({ maxPeople, dailyBudgetMicroUsd }: CampaignState) {
  const sends = Math.round(maxPeople * 0.7);
  const total = maxPeople * (PRICES.discover + PRICES.personalise) + sends * PRICES.send;
  const days = dailyBudgetMicroUsd === null ? 1 : Math.max(1, Math.ceil(total / dailyBudgetMicroUsd));
  return { sends, total, days, daily: Math.round(total / days) };
}

export function simulationCardOf(runId: string, campaign: CampaignState, level: Case['level'], seed: number) {
  const { days, daily, total, sends } = forecastOf(campaign);
  const people = findPeople(seed, { ...campaign, count: Math.min(campaign.maxPeople, 200) });
  const bare = people.filter(({ evidence }) => evidence.length === 0).length;
  const noEvidence = Math.round((bare / Math.max(1, people.length)) * 100);
  return simulationCard({
    runId,
    forecast: {
      replyRate: { mean: 0.045, low: 0.03, high: 0.07 },
      deliverability: { mean: 0.95, low: 0.92, high: 0.98 },
      dailyCostMicroUsd: { mean: daily, low: Math.round(daily * 0.8), high: Math.round(daily * 1.2) },
    },
    assumptions: [
      `About ${sends} of ${campaign.maxPeople} people are written to`,
      `$${(total / 1_000_000).toFixed(2)} in all, over ${days} ${days === 1 ? 'day' : 'days'}`,
    ],
    warnings: days > 1 ? [`The daily budget stops the run before its end: it takes ${days} days.`] : [],
    risks: [
      {
        risk: `${noEvidence} % of the claims have no evidence`,
        mitigation: 'Write “forbid claims without evidence”',
      },
      { risk: 'Mail servers ask us to slow down', mitigation: 'Retry them as a group, in smaller batches' },
    ],
    ...(level !== null && { autopilot: level }),
  });
}

export function errorGroupCardOf(
  { runId, campaign }: Pick<Case, 'runId' | 'campaign'>,
  fault: Fault,
  retried?: { readonly succeeded: number; readonly failed: number },
) {
  const leads = faultGroups(campaign).get(fault) ?? [];
  const { title, retryable } = FAULTS[fault];
  return errorGroupCard({
    groupId: fault,
    runId,
    code: fault,
    title,
    count: leads.length,
    retryable: retryable && leads.length > 0,
    errors: leads.slice(0, 5).map((leadId) => ({
      errorId: `${fault}-${leadId}`,
      message: title,
      node: 'send',
      leadId,
      attempts: campaign.results.get(leadId)?.attempts ?? 1,
    })),
    ...(fault === 'smtp_421' &&
      leads.length > 0 && {
        suggestedFix: { summary: 'Send 20 at a time, then try them again', change: { batchSize: 20 } },
      }),
    ...(retried !== undefined && { retried }),
  });
}

export function spikeCardOf(runId: string, message: string) {
  return escalationCard({
    reason: 'mx_spike',
    severity: 'critical',
    message,
    paused: { kind: 'run', id: runId },
  });
}

/** What a stretch of the run has spent. */
function costIn(found: number, { outcomes, stages }: ReturnType<typeof doneIn>): number {
  const discovered = stages.includes('found') ? found * PRICES.discover : 0;
  const written = stages.includes('written') ? found * PRICES.personalise : 0;
  return discovered + written + outcomes.length * PRICES.send;
}

export interface SummaryPeriod {
  readonly kind: 'run' | 'day' | 'week';
  readonly from: string;
  readonly to: string;
}

export function summaryCardOf({ runId, campaign, rows, log, isPaused }: Case, period: SummaryPeriod) {
  const { control, timeline } = log.state;
  const status = timeline.runs.get(runId)?.status ?? 'running';
  const done = doneIn(log, runId, period);
  // A brief tells of its days; the summary of a run of how it stands.
  const isRun = period.kind === 'run';
  const { sent, replied, bounced, failed } = isRun ? countsOf(campaign) : countsIn(done.outcomes);
  const costMicroUsd = isRun ? costOf(campaign) : costIn(campaign.found, done);
  const blocked = rows.filter(({ policy }) => policy === 'block').length;
  const budget = control.budgets.find(
    (one) => one.meter === 'money' && one.window === 'day' && one.per === undefined,
  );
  const { tuning } = campaign;
  return runSummaryCard({
    runId,
    title: campaign.goal,
    status: isPaused && isOpenRun(status) ? 'paused' : status,
    period,
    metrics: [
      { label: 'People found', value: campaign.found },
      { label: 'Sent', value: sent },
      { label: 'Replies', value: replied },
      { label: 'Bounces', value: bounced },
      { label: 'Failed', value: failed },
      { label: 'Forbidden by the policy', value: blocked },
    ],
    costMicroUsd,
    ...(budget?.limit != null && { budgetMicroUsd: budget.limit }),
    highlights: [`Variant ${tuning.variant}, ${tuning.batchSize} at a time, from score ${tuning.minScore}`],
    ...(failed > 0 && { problems: [`${failed} messages failed: try them again as a group`] }),
    nextSteps: replied > 0 ? [`Answer ${replied} people`] : ['Wait for answers'],
  });
}
