import * as z from 'zod/mini';
import { Part } from '../events/message.js';
import { Participant } from '../values/participants.js';

// What the declarations of several methods are made of.

export const Id = z.string().check(z.minLength(1), z.maxLength(128));
export const Seq = z.int().check(z.nonnegative());
export const Limit = z.optional(z.int().check(z.positive(), z.maximum(1_000)));
export const Parts = z.array(Part).check(z.minLength(1), z.maxLength(64));
export const OfConversation = z.object({ conversationId: Id });
export const Command = z.extend(OfConversation, {
  /**
   * Makes a retry safe: the same id with the same params returns the first result at any later
   * time and logs nothing; with other params it is `IdempotencyMismatch`.
   */
  clientRequestId: Id,
});
/** Where a command's first event stands in the log; the head when it logged nothing. */
export const Logged = z.object({
  /** Of the command's first event; the head when it logged nothing. */
  seq: Seq,
});

/** Every kind of caller. */
export const EVERYBODY = ['visitor', 'member', 'agent', 'observer', 'operator'] as const;
/** Whoever may write. */
export const WRITERS = ['visitor', 'member', 'agent', 'operator'] as const;
/** People, signed in or not. */
export const PEOPLE = ['visitor', 'member', 'operator'] as const;
/** People who are responsible for what agents do. */
export const OWNERS = ['member', 'operator'] as const;

/** What everything that is written to a conversation may answer. */
export const WRITE_ERRORS = [
  'UnknownConversation',
  'ConversationGone',
  'NotOnRoster',
  'RateLimited',
] as const;

/** What every command on a conversation may answer: one has a request id. */
export const COMMAND_ERRORS = [...WRITE_ERRORS, 'IdempotencyMismatch'] as const;

/** What a list or a look-up says of a conversation. */
export const ConversationRecord = z.object({
  conversationId: z.string(),
  title: z.nullable(z.string()),
  /** The roster. */
  participants: z.array(Participant),
  /** The `seq` of the newest event. */
  head: Seq,
  /** Whether nothing can be said in it any more. */
  ended: z.boolean(),
  createdAt: z.string(),
  /** Of its newest event. */
  updatedAt: z.string(),
});
export type ConversationRecord = z.infer<typeof ConversationRecord>;
