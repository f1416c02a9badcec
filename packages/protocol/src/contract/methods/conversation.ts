import * as z from 'zod/mini';
import { ConversationEvent } from '../../events/event.js';
import { ConversationMetadata } from '../../events/system.js';
import { Omitted } from '../../frames/frame.js';
import { PRESENCES } from '../../frames/presence.js';
import { Participant } from '../../values/participants.js';
import { defineMethod } from '../define-method.js';
import { HTTP_ROUTES } from '../http-routes.js';
import {
  Command,
  COMMAND_ERRORS,
  ConversationRecord,
  EVERYBODY,
  Id,
  Limit,
  Logged,
  OfConversation,
  OWNERS,
  Seq,
} from '../shapes.js';

/** Narrows the events of a subscription; what is open (`control`) reaches the reader all the same. */
export const EventFilters = z.object({
  /** Event types. */
  types: z.optional(z.array(z.string()).check(z.maxLength(64))),
  /** Authors, by participant id. */
  agents: z.optional(z.array(Id).check(z.maxLength(64))),
  /** Of this run alone. */
  runId: z.optional(Id),
});
export type EventFilters = z.infer<typeof EventFilters>;

/** Conversations as such: making, finding, reading, ending them. */
export const CONVERSATION_METHODS = {
  /** Makes a conversation with a roster. */
  createConversation: defineMethod({
    plane: 'conversation',
    params: z.extend(ConversationMetadata, {
      clientRequestId: Id,
      /** Chosen by the host, else minted. */
      conversationId: z.optional(Id),
      /** Who agents are here, by its id; the newest version is kept. Default: the orchestrator's default. */
      persona: z.optional(Id),
      participants: z.array(Participant).check(z.minLength(1), z.maxLength(256)),
    }),
    result: z.object({ conversationId: z.string(), seq: Seq }),
    callers: OWNERS,
    http: HTTP_ROUTES.createConversation,
    errors: ['ConversationExists', 'ConversationGone', 'IdempotencyMismatch', 'RateLimited'],
  }),
  /** What is known of one conversation without reading its log. */
  getConversation: defineMethod({
    plane: 'conversation',
    params: OfConversation,
    result: ConversationRecord,
    callers: EVERYBODY,
    http: HTTP_ROUTES.getConversation,
    errors: ['UnknownConversation', 'ConversationGone'],
  }),
  /** The conversations that the caller may see, newest activity first. */
  listConversations: defineMethod({
    plane: 'conversation',
    params: z.object({
      /** The `next` of the page before. A conversation that was active meanwhile has moved before its place. */
      after: z.optional(z.string().check(z.maxLength(256))),
      limit: Limit,
    }),
    /** Newest activity first: all of a tenant for an operator, else those one is on the roster of. */
    result: z.object({
      conversations: z.array(ConversationRecord),
      /** `null` on the last page. */
      next: z.nullable(z.string()),
    }),
    callers: OWNERS,
    http: HTTP_ROUTES.listConversations,
    errors: [],
  }),
  /** Gives the conversation another title, or none. */
  renameConversation: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { title: z.nullable(z.string().check(z.maxLength(255))) }),
    result: Logged,
    callers: OWNERS,
    http: HTTP_ROUTES.renameConversation,
    errors: [...COMMAND_ERRORS, 'ConversationEnded'],
  }),
  /** Changes who takes part. */
  changeRoster: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      /** Who comes; one with an id that is there already takes its place. */
      added: z.optional(z.array(Participant).check(z.maxLength(256))),
      removed: z.optional(z.array(Id).check(z.maxLength(256))),
    }),
    result: Logged,
    callers: ['operator'],
    http: HTTP_ROUTES.changeRoster,
    errors: [...COMMAND_ERRORS, 'ConversationEnded', 'TurnOpen'],
  }),
  /**
   * Deletes the whole conversation: events, attachments, keys. Its id is never used again and answers
   * `ConversationGone`. It cannot be undone.
   */
  eraseConversation: defineMethod({
    plane: 'conversation',
    params: Command,
    result: z.object({}),
    callers: ['operator'],
    http: HTTP_ROUTES.eraseConversation,
    errors: ['UnknownConversation'],
  }),
  /**
   * Blanks the content of messages and of everything that was logged about them. Their place in the
   * log stays. It cannot be undone.
   */
  eraseMessages: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { messageIds: z.array(Id).check(z.minLength(1), z.maxLength(1_000)) }),
    /** `seqs`: the events that were blanked. */
    result: z.object({ seq: Seq, seqs: z.array(Seq) }),
    callers: ['operator'],
    http: HTTP_ROUTES.eraseMessages,
    errors: [...COMMAND_ERRORS, 'UnknownMessage', 'TurnOpen'],
  }),
  /**
   * Starts the frames of a conversation: what was logged since the cursor, then what happens. Over
   * HTTP the response is the stream; on a WebSocket the frames follow the result.
   */
  subscribe: defineMethod({
    plane: 'conversation',
    params: z.extend(OfConversation, {
      /** `<epoch>-<seq>` or a bare seq. None: a snapshot. `0`: the whole log. */
      cursor: z.optional(z.string().check(z.maxLength(96))),
      includeGuidance: z.optional(z.boolean()),
      /** The `FOLD_VERSION` of the reader: a snapshot of another is not sent, the log is. */
      foldVersion: z.optional(z.int()),
      filters: z.optional(EventFilters),
      /**
       * Whether the others are told that the caller is here. Only who is on the roster is shown.
       * Default: `hidden` for operators, `shown` for everybody else; the host may decide otherwise.
       */
      presence: z.optional(z.enum(PRESENCES)),
    }),
    result: z.object({ subscriptionId: z.string() }),
    callers: EVERYBODY,
    http: HTTP_ROUTES.subscribe,
    errors: ['UnknownConversation', 'ConversationGone', 'InvalidCursor'],
  }),
  /**
   * The events of all conversations of the tenant in the order of the store, then those that come.
   * No drafts. A position is opaque and belongs to this store alone.
   */
  subscribeAll: defineMethod({
    plane: 'conversation',
    params: z.object({
      /** Where the reader stands. None: what comes from now on. `0`: everything. */
      afterPosition: z.optional(z.string().check(z.maxLength(128))),
      filters: z.optional(EventFilters),
    }),
    result: z.object({ subscriptionId: z.string() }),
    callers: ['operator'],
    http: HTTP_ROUTES.subscribeAll,
    errors: ['InvalidCursor'],
  }),
  /** A page of the log in ascending order. `afterSeq` and `beforeSeq` exclude each other. */
  getEvents: defineMethod({
    plane: 'conversation',
    params: z.extend(OfConversation, {
      /** Exclusive; with neither bound the log is read from its start. */
      afterSeq: z.optional(Seq),
      /** Exclusive; the page before it, still in ascending order. */
      beforeSeq: z.optional(Seq),
      limit: Limit,
    }),
    result: z.object({
      events: z.array(ConversationEvent),
      omitted: z.array(Omitted),
      /** With `beforeSeq`: later events that changed entries of this page. */
      annotations: z.array(ConversationEvent),
      /** The first seq that the page is about; equal to `head + 1` where it is empty. */
      fromSeq: Seq,
      head: Seq,
    }),
    callers: EVERYBODY,
    http: HTTP_ROUTES.getEvents,
    errors: ['UnknownConversation', 'ConversationGone'],
  }),
  /** All that an agent needs to join: scenario, roster and log, filtered to what the caller may see. */
  getHydratedConversation: defineMethod({
    plane: 'conversation',
    params: OfConversation,
    result: z.object({
      conversation: ConversationRecord,
      /** What was said of the conversation when it was made, as it stands. */
      metadata: ConversationMetadata,
      /** The caller's view of the scenario, or `null` when there is none. */
      scenario: z.unknown(),
      events: z.array(ConversationEvent),
      omitted: z.array(Omitted),
      head: Seq,
    }),
    callers: ['member', 'agent', 'observer', 'operator'],
    http: HTTP_ROUTES.getHydratedConversation,
    errors: ['UnknownConversation', 'ConversationGone', 'PayloadTooLarge'],
  }),
  /** Waits while agents act on their own, until the conversation ends or a person is due. */
  runToCompletion: defineMethod({
    plane: 'conversation',
    params: z.extend(OfConversation, {
      /** Default 60,000. Over HTTP at most 55,000 count. */
      timeoutMs: z.optional(z.int().check(z.positive(), z.maximum(3_600_000))),
    }),
    result: z.object({ status: z.enum(['ended', 'waiting', 'timeout']), head: Seq }),
    callers: OWNERS,
    http: HTTP_ROUTES.runToCompletion,
    errors: ['UnknownConversation', 'ConversationGone', 'RateLimited'],
  }),
} as const;
