import * as z from 'zod/mini';
import { openUnion, type Variants } from '../values/open-union.js';
import { MessagePayload } from './message.js';
import { SYSTEM_PAYLOADS, type SystemPayload, type SystemType } from './system.js';
import { TRACE_PAYLOADS, type TracePayload, type TraceType } from './trace.js';

export const FINALITIES = ['none', 'turn', 'conversation'] as const;
/** What a message closes. Only messages carry another than `none`. */
export type Finality = (typeof FINALITIES)[number];

/** Who may read an event: everyone on the conversation, operators, or the named participants. */
export const Audience = z.union([
  z.literal('everyone'),
  z.literal('operators'),
  z.array(z.string()).check(z.minLength(1)),
]);
export type Audience = z.infer<typeof Audience>;

/** What every event carries, whatever its type. */
export const Envelope = z.object({
  conversationId: z.string().check(z.minLength(1)),
  /** Dense per conversation, starting at 1. */
  seq: z.int().check(z.positive()),
  /** 0 for system events, else the turn that the event belongs to. */
  turn: z.int().check(z.nonnegative()),
  /** ISO-8601 with milliseconds, in UTC. */
  ts: z.string().check(z.minLength(1)),
  author: z.string().check(z.minLength(1)),
  type: z.string().check(z.minLength(1), z.maxLength(64)),
  finality: z.enum(FINALITIES),
  audience: Audience,
  clientRequestId: z.optional(z.string()),
  /** The seq of the event that this one follows from. */
  causedBy: z.optional(z.int()),
  runId: z.optional(z.string()),
  executionId: z.optional(z.string()),
  payload: z.unknown(),
});
export type Envelope = z.infer<typeof Envelope>;

type EventOf<T extends string, P> = Omit<Envelope, 'type' | 'payload'> & {
  readonly type: T;
  readonly payload: P;
};

export type MessageEvent = EventOf<'message', MessagePayload>;
export type TraceEvent = { [T in TraceType]: EventOf<T, TracePayload<T>> }[TraceType];
export type SystemEvent = { [T in SystemType]: EventOf<T, SystemPayload<T>> }[SystemType];
export type KnownEvent = MessageEvent | TraceEvent | SystemEvent;
export type KnownEventType = KnownEvent['type'];

/** An event of a type that this version does not know: kept, passed on, shown by a fallback. */
export type UnknownEvent = EventOf<string, unknown> & { readonly unknown?: never };

/** One immutable entry of a conversation's log. Use `isKnownEvent` before switching on `type`. */
export type ConversationEvent = KnownEvent | UnknownEvent;

const EVENT_VARIANTS = {
  base: Envelope,
  known: { message: MessagePayload, ...TRACE_PAYLOADS, ...SYSTEM_PAYLOADS },
  member: 'payload',
} as const satisfies Variants;

/** An event: a known type by its envelope and its payload, any other by its envelope. */
export const ConversationEvent = openUnion<ConversationEvent>(EVENT_VARIANTS, 'not an event');

/**
 * What `decide` produces: an event without the fields that only the append can give it
 * (`conversationId`, `seq`, `ts`).
 */
export type EventDraft<E extends KnownEvent = KnownEvent> = E extends KnownEvent
  ? Omit<E, 'conversationId' | 'seq' | 'ts'>
  : never;
