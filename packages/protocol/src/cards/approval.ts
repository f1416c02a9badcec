import * as z from 'zod/mini';
import { EvidenceLink, Instant, Reference, Remark } from './card-fields.js';

/**
 * The data of the built-in `approval` card, version 1: a question to be answered by yes or no, with
 * exactly what would be done.
 */
export const ApprovalCardData = z.object({
  /** What is asked, in words. */
  question: z.string().check(z.minLength(1), z.maxLength(10_000)),
  details: z.optional(Remark),
  /**
   * An approval of the log, answered by `resolveApproval`: what runs is what stands there. Absent: the
   * card's own buttons answer, and its author does what was approved.
   */
  approvalId: z.optional(Reference),
  /** What would be done, to be shown whole and as inert text. */
  args: z.optional(z.unknown()),
  /** SHA-256 of the canonical `args`, 64 hexadecimal digits: an answer names it. The builder makes it. */
  argsHash: z.optional(z.string().check(z.minLength(64), z.maxLength(64))),
  /** Whether who approves may change `args`. Default: false. */
  isEditable: z.optional(z.boolean()),
  risk: z.optional(z.enum(['low', 'medium', 'high', 'critical'])),
  evidence: z.optional(z.array(EvidenceLink).check(z.maxLength(100))),
  /** When it is too late to answer. */
  expiresAt: z.optional(Instant),
  /** The builder's default is `open`. */
  status: z.enum(['open', 'approved', 'denied', 'expired']),
  resolved: z.optional(
    z.object({ by: z.optional(Reference), at: z.optional(Instant), comment: z.optional(Remark) }),
  ),
});
export type ApprovalCardData = z.infer<typeof ApprovalCardData>;
