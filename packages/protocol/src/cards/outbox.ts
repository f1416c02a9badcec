import * as z from 'zod/mini';
import { EvidenceLink, Reference } from './card-fields.js';

/** What a rule of the guard policy says of a row. */
export const SamplePolicy = z.object({
  /** The rule's id. */
  rule: z.string().check(z.maxLength(256)),
  status: z.enum(['ok', 'warn', 'block']),
  note: z.optional(z.string().check(z.maxLength(2_000))),
});
export type SamplePolicy = z.infer<typeof SamplePolicy>;

/** A row of an outbox: a message that waits to be sent to a lead. */
export const OutboxSample = z.object({
  leadId: Reference,
  score: z.number(),
  email: z.string().check(z.maxLength(512)),
  subject: z.string().check(z.maxLength(2_000)),
  body: z.string().check(z.maxLength(65_536)),
  /** What the message's claims stand on. The builder's default is none. */
  evidence: z.array(EvidenceLink).check(z.maxLength(100)),
  /** As `policyRowsAt` gives them: the orchestrator writes them where a policy is in force. The builder's default is none. */
  policy: z.array(SamplePolicy).check(z.maxLength(256)),
  /** For example `approved`, `edited`, `skipped`, `sent`. Absent: nobody has decided yet. */
  status: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
  /** Sentences of the body that a rewrite must keep as they are. */
  lockedSentences: z.optional(
    z.array(z.string().check(z.minLength(1), z.maxLength(10_000))).check(z.maxLength(200)),
  ),
});
export type OutboxSample = z.infer<typeof OutboxSample>;

/** The data of the built-in `outbox` card, version 1: messages to approve, edit, skip and lock, row by row or in bulk. */
export const OutboxCardData = z.object({
  runId: Reference,
  samples: z.array(OutboxSample).check(z.maxLength(1_000)),
  /** How many messages the outbox has in all, when the samples are not all of it. */
  total: z.optional(z.int().check(z.nonnegative())),
  /** The score from which `approve-all>=…` approves. The builder's default is 80. */
  approveAllFrom: z.optional(z.number()),
  /**
   * Those of the card's actions that stand on each row, with the row's `leadId` in their payload; the
   * others are about the whole outbox. The builder's default is `approve`, `edit`, `skip` and `lock`.
   */
  rowActions: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(256))).check(z.maxLength(32))),
});
export type OutboxCardData = z.infer<typeof OutboxCardData>;
