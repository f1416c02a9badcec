import * as z from 'zod/mini';

/** An id of something that stands elsewhere: a run, a lead, a policy. */
export const Reference = z.string().check(z.minLength(1), z.maxLength(128));

/** An ISO-8601 instant. */
export const Instant = z.string().check(z.minLength(1), z.maxLength(64));

/** Money as whole micro-USD: 1,000,000 are one dollar. */
export const MicroUsd = z.int().check(z.nonnegative());

/** A sentence or a paragraph for people. */
export const Remark = z.string().check(z.maxLength(10_000));

/** Remarks in their order. */
export const Remarks = z.array(Remark).check(z.maxLength(200));

/** Where a claim comes from, as a page to open. */
export const EvidenceLink = z.object({
  label: z.string().check(z.maxLength(1_000)),
  /** Shown as a link only if it is one of http, https or mailto. */
  url: z.string().check(z.maxLength(8_192)),
});
export type EvidenceLink = z.infer<typeof EvidenceLink>;

/** What an agent would do about a fault. */
export const SuggestedFix = z.object({
  summary: z.string().check(z.minLength(1), z.maxLength(2_000)),
  /** What `apply-fix` would change, in the agent's own words or as JSON. */
  change: z.optional(z.unknown()),
});
export type SuggestedFix = z.infer<typeof SuggestedFix>;
