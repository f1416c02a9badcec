import * as z from 'zod/mini';
import { AutopilotLevel } from '../values/settings.js';
import { MicroUsd, Reference, Remarks } from './card-fields.js';

/** The data of the built-in `campaign_brief` card, version 1: what a campaign is to do, before it runs. */
export const CampaignBriefCardData = z.object({
  /** What is wanted, in the words of the person who asked. */
  goal: z.string().check(z.minLength(1), z.maxLength(10_000)),
  /** The ideal customer profile: any JSON. */
  icp: z.unknown(),
  /** Hard limits of the search: steps of the agent, repositories looked at, people found. */
  limits: z.object({
    maxSteps: z.int().check(z.nonnegative()),
    maxRepos: z.int().check(z.nonnegative()),
    maxPeople: z.int().check(z.nonnegative()),
  }),
  /** The builder's default is none. */
  risks: Remarks,
  /** The brief as text that a person may edit. */
  yaml: z.string().check(z.maxLength(65_536)),
  runId: z.optional(Reference),
  campaignId: z.optional(Reference),
  /** The level that the agent proposes to run at. */
  autopilot: z.optional(AutopilotLevel),
  /** The budget that the agent proposes, in micro-USD a day. */
  dailyBudgetMicroUsd: z.optional(MicroUsd),
});
export type CampaignBriefCardData = z.infer<typeof CampaignBriefCardData>;
