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

/**
 * A campaign as its run keeps it in the log, under `/campaign` of the run's state. Who the people are
 * follows from the seed, so only what was decided and done is here.
 */
export const CampaignState = z.object({
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
  rows: z.record(z.string(), Row),
  results: z.record(z.string(), Result),
  dismissed: z.array(z.string()),
  /** How often a campaign that runs alone writes a brief. */
  briefEvery: z.enum(['day', 'week']),
});
export type CampaignState = z.infer<typeof CampaignState>;

export type Brief = Pick<
  CampaignState,
  'goal' | 'language' | 'activeDays' | 'maxPeople' | 'dailyBudgetMicroUsd'
>;

export function newCampaign(brief: Brief): CampaignState {
  return {
    ...brief,
    stage: 'brief',
    found: 0,
    tuning: { batchSize: 40, variant: 'A', minScore: 0 },
    approvedFrom: null,
    approvedCountries: [],
    rows: {},
    results: {},
    dismissed: [],
    briefEvery: 'day',
  };
}

/** What was asked for, as `draft_brief` takes it: to run the same again. */
export function briefOf({ goal, language, activeDays, maxPeople, dailyBudgetMicroUsd }: CampaignState) {
  const dailyBudget = dailyBudgetMicroUsd === null ? {} : { dailyBudgetUsd: dailyBudgetMicroUsd / 1_000_000 };
  return { goal, language, activeDays, maxPeople, ...dailyBudget };
}

/** The state of a run as the log has it; `null` before there is a brief. */
export function campaignOf(runState: unknown): CampaignState | null {
  const parsed = z.object({ campaign: CampaignState }).safeParse(runState);
  return parsed.success ? parsed.data.campaign : null;
}

export interface Counts {
  readonly sent: number;
  readonly replied: number;
  readonly bounced: number;
  readonly failed: number;
}

export function countsOf({ results }: Pick<CampaignState, 'results'>): Counts {
  const outcomes = Object.values(results).map(({ outcome }) => outcome);
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

/** The leads of each fault that nobody has dismissed, in the order in which they failed. */
export function faultGroups({ results, dismissed }: CampaignState): ReadonlyMap<Fault, readonly string[]> {
  const groups = new Map<Fault, string[]>();
  for (const [leadId, { outcome }] of Object.entries(results)) {
    if (!isFault(outcome) || dismissed.includes(outcome)) continue;
    const group = groups.get(outcome);
    if (group === undefined) groups.set(outcome, [leadId]);
    else group.push(leadId);
  }
  return groups;
}
