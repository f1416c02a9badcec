import * as z from 'zod/mini';
import { RUN_STATUSES } from '../values/run-status.js';
import { EvidenceLink, Instant, MicroUsd, Reference, Remarks } from './card-fields.js';

/** The data of the built-in `run_summary` card, version 1: what a run did, at its end or as a daily or weekly brief. */
export const RunSummaryCardData = z.object({
  runId: Reference,
  campaignId: z.optional(Reference),
  title: z.optional(z.string().check(z.maxLength(1_000))),
  status: z.enum(RUN_STATUSES),
  /** What is summed up. `run`: all of it. */
  period: z.optional(
    z.object({
      kind: z.enum(['run', 'day', 'week']),
      from: Instant,
      /** Absent: it goes on. */
      to: z.optional(Instant),
    }),
  ),
  /** Counts in the order in which they are shown: leads found, sent, replies, bounces. The builder's default is none. */
  metrics: z
    .array(
      z.object({
        label: z.string().check(z.minLength(1), z.maxLength(256)),
        value: z.union([z.number(), z.string().check(z.maxLength(256))]),
        /** How it went before, of the same kind as `value`. */
        before: z.optional(z.union([z.number(), z.string().check(z.maxLength(256))])),
      }),
    )
    .check(z.maxLength(64)),
  costMicroUsd: z.optional(MicroUsd),
  budgetMicroUsd: z.optional(MicroUsd),
  highlights: z.optional(Remarks),
  /** What did not go well. */
  problems: z.optional(Remarks),
  nextSteps: z.optional(Remarks),
  evidence: z.optional(z.array(EvidenceLink).check(z.maxLength(100))),
});
export type RunSummaryCardData = z.infer<typeof RunSummaryCardData>;
