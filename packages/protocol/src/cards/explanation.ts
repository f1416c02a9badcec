import * as z from 'zod/mini';
import { Reference, SuggestedFix } from './card-fields.js';

/** What an explanation stands on: an event of this log by its `seq`, a page by its `url`, or both. */
export const ExplanationEvidence = z.object({
  label: z.string().check(z.maxLength(1_000)),
  kind: z.optional(z.enum(['tool_result', 'message', 'citation', 'policy', 'step', 'other'])),
  /** Of the event in this conversation. */
  seq: z.optional(z.int().check(z.positive())),
  /** Shown as a link only if it is one of http, https or mailto. */
  url: z.optional(z.string().check(z.maxLength(8_192))),
});
export type ExplanationEvidence = z.infer<typeof ExplanationEvidence>;

/** The data of the built-in `explanation` card, version 1: the answer to "Why?". */
export const ExplanationCardData = z.object({
  /** The answer in one line. */
  summary: z.string().check(z.regex(/^[^\r\n]+$/)),
  /** The message, and perhaps the card in it, that is explained. */
  about: z.optional(z.object({ messageId: Reference, partId: z.optional(Reference) })),
  rootCause: z.optional(z.string().check(z.maxLength(10_000))),
  fix: z.optional(SuggestedFix),
  /** The builder's default is none. */
  evidence: z.array(ExplanationEvidence).check(z.maxLength(100)),
});
export type ExplanationCardData = z.infer<typeof ExplanationCardData>;
