import type { PersistentMap } from '@agent-chat/protocol';
import * as z from 'zod';
import { FAULTS, type Fault } from '../world/mail.ts';

/** What a person, or the agent in its place, has decided of a message. */
const Row = z.object({
  status: z.enum(['approved', 'edited', 'skipped']).optional(),
  subject: z.string().optional(),
  body: z.string().optional(),
  locked: z.array(z.string()).optional(),
});
export type Row = z.infer<typeof Row>;

/** What became of a message: `sent`, `replied`, `bounced`, or a fault. */
const Result = z.object({ outcome: z.string(), attempts: z.number(), variant: z.enum(['A', 'B']) });
export type Result = z.infer<typeof Result>;

/** What one event says of contacts, by lead: a decision about a row, or what became of a batch. */
export const Changed = z.object({
  rows: z.record(z.string(), Row).optional(),
  results: z.record(z.string(), Result).optional(),
});
export type Changed = z.infer<typeof Changed>;

/**
 * What the state of a run has of its campaign, under `/campaign`: as much for five contacts as for five
 * thousand. Of the contacts it has what changed last; the patches before it are in the log, and
 * `campaign-log.ts` folds them.
 */
const RunCampaign = z.object({
  goal: z.string(),
  language: z.string(),
  activeDays: z.number(),
  maxPeople: z.number(),
  dailyBudgetMicroUsd: z.number().nullable(),
  stage: z.enum(['brief', 'found', 'written']),
  found: z.number(),
  /** Tuned by people, and by the agent from level 3 on. */
  tuning: z.object({ batchSize: z.number(), variant: z.enum(['A', 'B']), minScore: z.number() }),
  /** `approve-all>=…`: the lowest score that was approved in bulk. */
  approvedFrom: z.number().nullable(),
  /** Countries that were approved by a rule. */
  approvedCountries: z.array(z.string()),
  dismissed: z.array(z.string()),
  /** How often a campaign that runs alone writes a brief. */
  briefEvery: z.enum(['day', 'week']),
  changed: Changed,
});
type RunCampaign = z.infer<typeof RunCampaign>;

/** A campaign with its contacts. Who they are follows from the seed; here is what was decided and done. */
export interface CampaignState extends Omit<RunCampaign, 'changed'> {
  readonly rows: PersistentMap<Row>;
  readonly results: PersistentMap<Result>;
}

export type Brief = Pick<
  CampaignState,
  'goal' | 'language' | 'activeDays' | 'maxPeople' | 'dailyBudgetMicroUsd'
>;

export function newCampaign(brief: Brief): RunCampaign {
  return {
    ...brief,
    stage: 'brief',
    found: 0,
    tuning: { batchSize: 40, variant: 'A', minScore: 0 },
    approvedFrom: null,
    approvedCountries: [],
    dismissed: [],
    briefEvery: 'day',
    changed: {},
  };
}

/** What was asked for, as `draft_brief` takes it: to run the same again. */
export function briefOf({ goal, language, activeDays, maxPeople, dailyBudgetMicroUsd }: Brief) {
  const dailyBudget = dailyBudgetMicroUsd === null ? {} : { dailyBudgetUsd: dailyBudgetMicroUsd / 1_000_000 };
  return { goal, language, activeDays, maxPeople, ...dailyBudget };
}

/** What the state of a run has of a campaign; `null` before there is a brief. */
export function campaignOf(runState: unknown): RunCampaign | null {
  const parsed = z.object({ campaign: RunCampaign }).safeParse(runState);
  return parsed.success ? parsed.data.campaign : null;
}

export interface Counts {
  readonly sent: number;
  readonly replied: number;
  readonly bounced: number;
  readonly failed: number;
}

export function countsOf({ results }: Pick<CampaignState, 'results'>): Counts {
  return countsIn([...results].map(([, { outcome }]) => outcome));
}

export function countsIn(outcomes: readonly string[]): Counts {
  const count = (...wanted: readonly string[]) => outcomes.filter((one) => wanted.includes(one)).length;
  return {
    sent: count('sent', 'replied'),
    replied: count('replied'),
    bounced: count('bounced'),
    failed: outcomes.filter(isFault).length,
  };
}

export function isFault(outcome: string): outcome is Fault {
  return Object.hasOwn(FAULTS, outcome);
}

/** The leads of each fault that nobody has dismissed. */
export function faultGroups({
  results,
  dismissed,
}: Pick<CampaignState, 'results' | 'dismissed'>): ReadonlyMap<Fault, readonly string[]> {
  const groups = new Map<Fault, string[]>();
  for (const [leadId, { outcome }] of [...results].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (!isFault(outcome) || dismissed.includes(outcome)) continue;
    const group = groups.get(outcome);
    if (group === undefined) groups.set(outcome, [leadId]);
    else group.push(leadId);
  }
  return groups;
}
