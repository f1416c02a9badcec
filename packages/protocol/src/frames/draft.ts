import * as z from 'zod/mini';
import { Audience } from '../events/event.js';

export const DRAFT_KINDS = ['text', 'reasoning', 'tool_input', 'card'] as const;
export type DraftKind = (typeof DRAFT_KINDS)[number];

/**
 * A piece of something being written. Text is addressed by offset in UTF-16 units, and no piece
 * splits a surrogate pair, so a reader can tell a duplicate, an overlap and a gap apart.
 */
export const DraftAppend = z.object({
  /** `messageId/partId/attempt` or `toolCallId/attempt`. Never rewritten: a retry is a new attempt. */
  draftId: z.string().check(z.minLength(1)),
  turn: z.int().check(z.positive()),
  /** The fence of the execution that writes it. Viewers ignore a lower one. */
  fence: z.int(),
  author: z.string(),
  audience: Audience,
  kind: z.enum(DRAFT_KINDS),
  /** The target of `text`, `reasoning` and `card` drafts, with `partId`. */
  messageId: z.optional(z.string()),
  partId: z.optional(z.string()),
  /** The target of a `tool_input` draft, with `toolName`. */
  toolCallId: z.optional(z.string()),
  toolName: z.optional(z.string()),
  offset: z.int().check(z.nonnegative()),
  text: z.string(),
});
export type DraftAppend = z.infer<typeof DraftAppend>;

/** A draft as it stands: its head and all its text so far. */
export type Draft = Omit<DraftAppend, 'offset'>;
