import * as z from 'zod/mini';
import { Card } from '../cards/card.js';
import { openUnion } from '../values/open-union.js';

export const MESSAGE_ROLES = ['user', 'assistant', 'tool', 'system'] as const;
export type MessageRole = (typeof MESSAGE_ROLES)[number];

const PartId = z.string().check(z.minLength(1), z.maxLength(128));

/** A source that a text cites. The text names it by `[marker]`, for example `[1]`. */
export const Citation = z.object({
  marker: z.string().check(z.minLength(1), z.maxLength(16)),
  title: z.string(),
  /** Where the source can be read; it passes the same allow-list as every link. */
  url: z.optional(z.string()),
  /** A short passage of the source, as plain text. */
  excerpt: z.optional(z.string()),
});
export type Citation = z.infer<typeof Citation>;

export const TextPart = z.object({
  type: z.literal('text'),
  partId: PartId,
  /** Markdown. */
  text: z.string(),
  citations: z.optional(z.array(Citation)),
});
export type TextPart = z.infer<typeof TextPart>;

export const ReasoningPart = z.object({
  type: z.literal('reasoning'),
  partId: PartId,
  text: z.string(),
  durationMs: z.optional(z.number()),
});
export type ReasoningPart = z.infer<typeof ReasoningPart>;

export const CardPart = z.object({ type: z.literal('card'), partId: PartId, card: Card });
export type CardPart = z.infer<typeof CardPart>;

export const AttachmentPart = z.object({
  type: z.literal('attachment'),
  partId: PartId,
  attachmentId: z.string(),
  docId: z.optional(z.string()),
  name: z.string(),
  contentType: z.string(),
  sizeBytes: z.optional(z.number()),
  summary: z.optional(z.string()),
});
export type AttachmentPart = z.infer<typeof AttachmentPart>;

export const DataPart = z.object({
  type: z.literal('data'),
  partId: PartId,
  name: z.string(),
  data: z.unknown(),
});
export type DataPart = z.infer<typeof DataPart>;

/** A part of a type that this version does not know: kept, passed on, shown by a fallback. */
export interface UnknownPart {
  readonly type: string;
  readonly partId: string;
}

const KNOWN_PARTS = {
  text: TextPart,
  reasoning: ReasoningPart,
  card: CardPart,
  attachment: AttachmentPart,
  data: DataPart,
} as const;
const AnyPart = z.object({ type: z.string().check(z.minLength(1)), partId: PartId });

export type KnownPartType = keyof typeof KNOWN_PARTS;
export type KnownPart = TextPart | ReasoningPart | CardPart | AttachmentPart | DataPart;
export type Part = KnownPart | UnknownPart;

/** A piece of a message: a known part by its own schema, any other by the two fields that every part has. */
export const Part = openUnion<Part>({ base: AnyPart, known: KNOWN_PARTS }, 'not a message part');

export const OUTCOME_STATUSES = ['complete', 'stopped', 'truncated', 'failed'] as const;

/** How an agent's message ended. A partial answer is kept and marked, never shown as whole. */
export const Outcome = z.object({
  status: z.enum(OUTCOME_STATUSES),
  reason: z.optional(z.object({ code: z.string(), message: z.string(), retryable: z.boolean() })),
});
export type Outcome = z.infer<typeof Outcome>;

export const MessagePayload = z.object({
  messageId: z.string().check(z.minLength(1), z.maxLength(128)),
  /** The message that this one answers or follows on the active path; `null` for the first. */
  parentId: z.nullable(z.string()),
  role: z.enum(MESSAGE_ROLES),
  parts: z.array(Part),
  outcome: z.optional(Outcome),
  replyTo: z.optional(z.string()),
  /** Its content was erased: there are no parts any more. */
  erased: z.optional(z.boolean()),
});
export type MessagePayload = z.infer<typeof MessagePayload>;
