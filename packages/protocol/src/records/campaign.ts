import * as z from 'zod/mini';

const Id = z.string().check(z.minLength(1), z.maxLength(128));
const Instant = z.string().check(z.minLength(1));

/** What runs of several conversations may belong to. Budgets and levels are events of its runs. */
export const Campaign = z.looseObject({
  campaignId: Id,
  name: z.optional(z.string()),
  createdAt: z.optional(Instant),
});
export type Campaign = z.infer<typeof Campaign>;

/** Somebody whom a campaign may write to. */
export const Lead = z.looseObject({
  leadId: Id,
  campaignId: z.optional(Id),
  email: z.optional(z.string()),
  score: z.optional(z.number()),
});
export type Lead = z.infer<typeof Lead>;

/** What a rule of the guard policy says of an outbox row. */
export const PolicyRow = z.looseObject({
  rule: z.string(),
  status: z.enum(['ok', 'warn', 'block']),
  note: z.optional(z.string()),
});
export type PolicyRow = z.infer<typeof PolicyRow>;

/** A message that waits to be sent to a lead. */
export const OutboxItem = z.looseObject({
  itemId: Id,
  runId: Id,
  leadId: Id,
  score: z.number(),
  subject: z.string(),
  body: z.string(),
  evidence: z._default(z.array(z.looseObject({ label: z.string(), url: z.string() })), []),
  policy: z._default(z.array(PolicyRow), []),
  status: z.string().check(z.minLength(1), z.maxLength(64)),
});
export type OutboxItem = z.infer<typeof OutboxItem>;
