import * as z from 'zod/mini';
import { Budget } from '../values/settings.js';
import { EvidenceLink, Instant, Reference } from './card-fields.js';

/** The data of the built-in `escalation` card, version 1: an agent stopped and a person has to decide. */
export const EscalationCardData = z.object({
  /** For programs: `budget_exceeded`, `threshold_broken`, or a code of the agent's own. */
  reason: z.string().check(z.minLength(1), z.maxLength(64)),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  /** For people. */
  message: z.optional(z.string().check(z.maxLength(10_000))),
  /** The cap or the threshold that would be broken. */
  budget: z.optional(Budget),
  /** Spent and held, in the budget's own unit; of a rate in parts per million. */
  used: z.optional(z.number()),
  /** What was asked for on top of `used`. */
  requested: z.optional(z.number()),
  /** What stands still until it is resumed. Absent: nothing. */
  paused: z.optional(
    z.object({
      kind: z.enum(['conversation', 'run', 'campaign']),
      /** Of the run or the campaign. */
      id: z.optional(Reference),
    }),
  ),
  /** When it is too late to decide. */
  decideBy: z.optional(Instant),
  evidence: z.optional(z.array(EvidenceLink).check(z.maxLength(100))),
});
export type EscalationCardData = z.infer<typeof EscalationCardData>;
