import * as z from 'zod/mini';
import { ConversationEvent, FINALITIES } from '../events/event.js';
import { DELIVERIES, STOP_MODES } from '../events/system.js';
import { Part } from '../events/message.js';
import { Omitted } from '../frames/frame.js';
import { Participant } from '../values/participants.js';
import { defineMethod } from './define-method.js';

const Id = z.string().check(z.minLength(1), z.maxLength(128));
const ConversationId = z.object({ conversationId: Id });
const Command = z.extend(ConversationId, {
  /**
   * Makes a retry safe: the same id with the same params returns the first result at any later
   * time and logs nothing; with other params it is `IdempotencyMismatch`.
   */
  clientRequestId: Id,
});
const Parts = z.array(Part).check(z.minLength(1), z.maxLength(64));
const Limit = z.optional(z.int().check(z.positive(), z.maximum(1_000)));
const Seq = z.int().check(z.nonnegative());

/** What a list or a look-up says of a conversation. */
export const ConversationRecord = z.object({
  conversationId: z.string(),
  title: z.nullable(z.string()),
  participants: z.array(Participant),
  head: Seq,
  ended: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ConversationRecord = z.infer<typeof ConversationRecord>;

/** What anyone may know of a published interface. */
export const PublicInterface = z.object({
  slug: z.string(),
  title: z.string(),
  description: z.nullable(z.string()),
  welcomeMessage: z.string(),
  placeholderText: z.string(),
  suggestedPrompts: z.array(z.object({ text: z.string(), icon: z.optional(z.string()) })),
  persistenceType: z.enum(['session', 'local_storage']),
});
export type PublicInterface = z.infer<typeof PublicInterface>;

/**
 * The contract: each method once. The HTTP routes, the JSON-RPC names, the typed client and the
 * reference documentation follow from it.
 *
 * `plane` says who answers: `interface` methods are the server's (sessions, public interfaces),
 * `conversation` methods are the orchestrator's, `connection` methods belong to one WebSocket.
 */
export const CONTRACT = {
  /** What anyone may know of a published interface. */
  getPublicInterface: defineMethod({
    plane: 'interface',
    params: z.object({ slug: Id }),
    result: PublicInterface,
    callers: 'anyone',
    http: { verb: 'GET', path: '/api/public/interfaces/{slug}' },
    errors: ['UnknownInterface'],
  }),
  /**
   * Makes an anonymous visitor with a conversation of its own. Not keyed: a retry makes another
   * session.
   */
  createSession: defineMethod({
    plane: 'interface',
    params: z.object({ slug: Id }),
    result: z.object({
      sessionToken: z.string(),
      conversationId: z.string(),
      participantId: z.string(),
      /** `null`: the session does not expire. */
      expiresAt: z.nullable(z.string()),
    }),
    callers: 'anyone',
    http: { verb: 'POST', path: '/api/public/interfaces/{slug}/sessions' },
    errors: ['UnknownInterface', 'RateLimited'],
  }),
  /**
   * Ends the session of the token that it is called with. Its open streams get `bye` with the reason
   * `revoked`.
   */
  endSession: defineMethod({
    plane: 'interface',
    params: z.object({ slug: Id }),
    result: z.object({}),
    callers: ['visitor'],
    http: { verb: 'DELETE', path: '/api/public/interfaces/{slug}/sessions/current' },
    errors: ['UnknownInterface'],
  }),
  /** Says who calls on this WebSocket. It must be the first message. */
  authenticate: defineMethod({
    plane: 'connection',
    params: z.object({ token: z.string().check(z.minLength(1), z.maxLength(4_096)) }),
    result: z.object({ kind: z.string(), participantId: z.nullable(z.string()) }),
    callers: 'anyone',
    errors: ['Unauthorized'],
  }),
  /** Tells that the server is there, and its time. */
  ping: defineMethod({
    plane: 'connection',
    params: z.object({}),
    result: z.object({ ts: z.string() }),
    callers: 'anyone',
    errors: [],
  }),
  /** Ends a subscription of this WebSocket. */
  unsubscribe: defineMethod({
    plane: 'connection',
    params: z.object({ subscriptionId: Id }),
    result: z.object({}),
    callers: ['visitor', 'member', 'agent', 'observer', 'operator'],
    errors: [],
  }),
  /** Makes a conversation with a roster. */
  createConversation: defineMethod({
    plane: 'conversation',
    params: z.object({
      clientRequestId: Id,
      /** Chosen by the host, else minted. */
      conversationId: z.optional(Id),
      title: z.optional(z.string().check(z.maxLength(255))),
      participants: z.array(Participant).check(z.minLength(1), z.maxLength(256)),
      interfaceId: z.optional(Id),
      custom: z.optional(z.record(z.string(), z.unknown())),
    }),
    result: z.object({ conversationId: z.string(), seq: Seq }),
    callers: ['member', 'operator'],
    http: { verb: 'POST', path: '/api/conversations' },
    errors: ['ConversationExists', 'IdempotencyMismatch'],
  }),
  /** What is known of one conversation without reading its log. */
  getConversation: defineMethod({
    plane: 'conversation',
    params: ConversationId,
    result: ConversationRecord,
    callers: ['visitor', 'member', 'agent', 'observer', 'operator'],
    http: { verb: 'GET', path: '/api/conversations/{conversationId}' },
    errors: ['UnknownConversation'],
  }),
  /** The conversations that the caller may see, newest activity first. */
  listConversations: defineMethod({
    plane: 'conversation',
    params: z.object({ limit: Limit }),
    /** Newest activity first: all of a tenant for an operator, else those one is on the roster of. */
    result: z.object({ conversations: z.array(ConversationRecord) }),
    callers: ['member', 'operator'],
    http: { verb: 'GET', path: '/api/conversations' },
    errors: [],
  }),
  /**
   * Starts the frames of a conversation: what was logged since the cursor, then what happens. Over
   * HTTP the response is the stream; on a WebSocket the frames follow the result.
   */
  subscribe: defineMethod({
    plane: 'conversation',
    params: z.extend(ConversationId, {
      /** `<epoch>-<seq>` or a bare seq. None: a snapshot. `0`: the whole log. */
      cursor: z.optional(z.string().check(z.maxLength(96))),
      includeGuidance: z.optional(z.boolean()),
      /** The `FOLD_VERSION` of the reader: a snapshot of another is not sent, the log is. */
      foldVersion: z.optional(z.int()),
    }),
    result: z.object({ subscriptionId: z.string() }),
    callers: ['visitor', 'member', 'agent', 'observer', 'operator'],
    http: {
      verb: 'GET',
      path: '/api/conversations/{conversationId}/stream',
      answers: 'stream',
    },
    errors: ['UnknownConversation', 'InvalidCursor'],
  }),
  /** A page of the log in ascending order. `afterSeq` and `beforeSeq` exclude each other. */
  getEvents: defineMethod({
    plane: 'conversation',
    params: z.extend(ConversationId, {
      /** Exclusive; with neither bound the log is read from its start. */
      afterSeq: z.optional(Seq),
      /** Exclusive; the page before it, still in ascending order. */
      beforeSeq: z.optional(Seq),
      limit: Limit,
    }),
    result: z.object({ events: z.array(ConversationEvent), omitted: z.array(Omitted), head: Seq }),
    callers: ['visitor', 'member', 'agent', 'observer', 'operator'],
    http: { verb: 'GET', path: '/api/conversations/{conversationId}/events' },
    errors: ['UnknownConversation'],
  }),
  /** Says something. A user's message during an agent's turn is queued. */
  sendMessage: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      parts: Parts,
      /** Default `turn`. A visitor may send no other. */
      finality: z.optional(z.enum(FINALITIES)),
      /** Precondition: the seq of the last closing message or `turn_cleared`; 0 at the start. */
      lastClosedSeq: z.optional(Seq),
      /** During an agent's turn. Default `next`. */
      delivery: z.optional(z.enum(DELIVERIES)),
      replyTo: z.optional(Id),
    }),
    /** `queued` tells that the message waits for the open turn to close. */
    result: z.object({ seq: Seq, messageId: z.string(), queued: z.boolean() }),
    callers: ['visitor', 'member', 'agent', 'operator'],
    http: { verb: 'POST', path: '/api/conversations/{conversationId}/messages' },
    errors: [
      'UnknownConversation',
      'NotOnRoster',
      'TurnOpen',
      'CasConflict',
      'ConversationEnded',
      'IdempotencyMismatch',
      'InvalidMessage',
      'PayloadTooLarge',
      'RateLimited',
      'StaleFence',
    ],
  }),
  /** Replaces the parts of a message that waits in the queue. Only its author and operators may. */
  editQueued: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { messageId: Id, parts: Parts }),
    result: z.object({ seq: Seq }),
    callers: ['visitor', 'member', 'operator'],
    http: { verb: 'PATCH', path: '/api/conversations/{conversationId}/queue/{messageId}' },
    errors: [
      'UnknownConversation',
      'UnknownMessage',
      'IdempotencyMismatch',
      'InvalidMessage',
      'PayloadTooLarge',
      'RateLimited',
    ],
  }),
  /** Takes a message out of the queue. Only its author and operators may. */
  cancelQueued: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { messageId: Id }),
    result: z.object({ seq: Seq }),
    callers: ['visitor', 'member', 'operator'],
    http: { verb: 'DELETE', path: '/api/conversations/{conversationId}/queue/{messageId}' },
    errors: ['UnknownConversation', 'UnknownMessage', 'IdempotencyMismatch'],
  }),
  /** Asks to end a turn. A turn that is closed already is no fault. */
  stop: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      /** The turn meant, so that a late click does not stop the next one. */
      turn: z.int().check(z.positive()),
      /** Default `graceful`: the current sentence or tool finishes. */
      mode: z.optional(z.enum(STOP_MODES)),
    }),
    /** `seq` is the head when the turn was closed already and nothing was logged. */
    result: z.object({ seq: Seq }),
    callers: ['visitor', 'member', 'operator'],
    http: { verb: 'POST', path: '/api/conversations/{conversationId}/stop' },
    errors: ['UnknownConversation', 'IdempotencyMismatch'],
  }),
} as const;

export type Contract = typeof CONTRACT;
export type MethodName = keyof Contract;
export type MethodParams<M extends MethodName> = z.infer<Contract[M]['params']>;
export type MethodResult<M extends MethodName> = z.infer<Contract[M]['result']>;

type OnPlane<P extends string> = {
  [M in MethodName]: Contract[M]['plane'] extends P ? M : never;
}[MethodName];
/** The methods that the orchestrator answers, `subscribe` apart. */
export type ConversationMethod = Exclude<OnPlane<'conversation'>, 'subscribe'>;
/** The methods that the server answers. */
export type InterfaceMethod = OnPlane<'interface'>;

export const METHOD_NAMES = Object.keys(CONTRACT) as readonly MethodName[];

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(CONTRACT, name);
}
