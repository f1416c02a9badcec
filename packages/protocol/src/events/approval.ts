import * as z from 'zod/mini';

/** Who may resolve an approval: every operator, or the named participants (and every operator). */
export const Approvers = z.union([
  z.literal('operators'),
  z.array(z.string().check(z.minLength(1))).check(z.minLength(1), z.maxLength(64)),
]);
export type Approvers = z.infer<typeof Approvers>;

/** What an approval lets happen: one call of a tool, or a change of a setting. */
export const ApprovalSubject = z.object({
  kind: z.enum(['tool', 'setting']),
  /** Of the tool, or `autopilot`, `budget`, `policy`, `model`. */
  name: z.string().check(z.minLength(1), z.maxLength(128)),
  /** Of the call that waits, for a tool. */
  toolCallId: z.optional(z.string()),
  toolVersion: z.optional(z.string()),
  /** The stage that the tool belongs to. */
  stage: z.optional(z.string()),
});
export type ApprovalSubject = z.infer<typeof ApprovalSubject>;

export const APPROVAL_DECISIONS = ['approve', 'deny'] as const;
export type ApprovalDecision = (typeof APPROVAL_DECISIONS)[number];

export const APPROVAL_PAYLOADS = {
  /** A question to named approvers, bound to the exact arguments by their hash. */
  approval_requested: z.object({
    approvalId: z.string().check(z.minLength(1), z.maxLength(128)),
    subject: ApprovalSubject,
    /** What is asked for, to be shown whole and as inert text. */
    args: z.unknown(),
    /** SHA-256 of the canonical `args`. */
    argsHash: z.string(),
    approvers: Approvers,
    /** `call`: this call alone. `stage`: every call of the subject's stage in this run. Default `call`. */
    covers: z.optional(z.enum(['call', 'stage'])),
    /** ISO-8601. `null`: it does not expire by itself. */
    expiresAt: z.nullable(z.string()),
    /** Why it is asked. */
    reason: z.optional(z.object({ code: z.string(), message: z.string() })),
  }),
  /** Exactly one for each approval that did not expire. */
  approval_resolved: z.object({
    approvalId: z.string(),
    decision: z.enum(APPROVAL_DECISIONS),
    /** Of what may run: the arguments as asked for, or as edited. */
    argsHash: z.string(),
    editedArgs: z.optional(z.unknown()),
    comment: z.optional(z.string()),
  }),
  approval_expired: z.object({
    approvalId: z.string(),
    reason: z.enum(['expired', 'turn_cleared', 'turn_closed', 'ended']),
  }),
} as const;
