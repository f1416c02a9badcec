import * as z from 'zod/mini';
import { Instant, Reference, SuggestedFix } from './card-fields.js';

/** The data of the built-in `error_group` card, version 1: faults of one cause, to be retried together. */
export const ErrorGroupCardData = z.object({
  /** Names the group in its run, so that a later card can be about the same one. */
  groupId: Reference,
  runId: z.optional(Reference),
  /** What went wrong, in a few words for people. */
  title: z.string().check(z.minLength(1), z.maxLength(1_000)),
  /** For programs, for example `provider_error`. */
  code: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
  /** How many there are in all. */
  count: z.int().check(z.nonnegative()),
  /** Whether the same may succeed when it is tried again. */
  retryable: z.boolean(),
  /** Some of them. The builder's default is none. */
  errors: z
    .array(
      z.object({
        errorId: Reference,
        message: z.string().check(z.maxLength(10_000)),
        /** The graph node where it happened. */
        node: z.optional(z.string().check(z.maxLength(256))),
        leadId: z.optional(Reference),
        ts: z.optional(Instant),
        attempts: z.optional(z.int().check(z.nonnegative())),
      }),
    )
    .check(z.maxLength(200)),
  suggestedFix: z.optional(SuggestedFix),
  /** What became of the last retry of the group. */
  retried: z.optional(
    z.object({ succeeded: z.int().check(z.nonnegative()), failed: z.int().check(z.nonnegative()) }),
  ),
  firstAt: z.optional(Instant),
  lastAt: z.optional(Instant),
});
export type ErrorGroupCardData = z.infer<typeof ErrorGroupCardData>;
