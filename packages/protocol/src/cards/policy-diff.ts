import * as z from 'zod/mini';
import { Instant, Reference } from './card-fields.js';

const RuleId = z.string().check(z.minLength(1), z.maxLength(256));
const LineNumber = z.int().check(z.positive());
const Count = z.int().check(z.nonnegative());
const Version = z.int().check(z.nonnegative());

/** The data of the built-in `policy_diff` card, version 1: how a guard policy changes, what that means, whether it is in force. */
export const PolicyDiffCardData = z.object({
  policyId: Reference,
  /** `null`: there was no policy. */
  before: z.nullable(z.object({ version: z.optional(Version), hash: z.optional(z.string()) })),
  after: z.object({
    version: z.optional(Version),
    hash: z.optional(z.string()),
    /** The whole text, as it would be in force. */
    source: z.string().check(z.maxLength(65_536)),
  }),
  /** Both texts line by line, as `diffGuardPolicies` gives them. */
  lines: z
    .array(
      z.object({
        kind: z.enum(['same', 'removed', 'added']),
        text: z.string().check(z.maxLength(65_536)),
        /** Its number in the text before, from 1. */
        before: z.optional(LineNumber),
        /** Its number in the text after, from 1. */
        after: z.optional(LineNumber),
      }),
    )
    .check(z.maxLength(5_000)),
  /** What the change means, in sentences. The builder's default is none. */
  implications: z
    .array(
      z.object({
        rule: RuleId,
        /** `different`: stricter for some proposals and looser for others. */
        direction: z.enum(['stricter', 'looser', 'different']),
        text: z.string().check(z.maxLength(10_000)),
      }),
    )
    .check(z.maxLength(2_000)),
  enforcement: z.object({
    /** `proposed`: it waits for a person. `enforced`: it is in force. `rejected`: a person said no. `failed`: see `message`. */
    status: z.enum(['proposed', 'enforced', 'rejected', 'failed']),
    since: z.optional(Instant),
    message: z.optional(z.string().check(z.maxLength(2_000))),
    /** The rows of the outbox as the new policy judges them. */
    outbox: z.optional(z.object({ checked: Count, ok: Count, warn: Count, block: Count })),
  }),
});
export type PolicyDiffCardData = z.infer<typeof PolicyDiffCardData>;
