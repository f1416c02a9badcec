import * as z from 'zod/mini';
import { Participant } from '../values/participants.js';
import { Part } from './message.js';

export const TURN_CLEARED_REASONS = ['restart', 'stopped', 'lost', 'idle', 'budget'] as const;
export type TurnClearedReason = (typeof TURN_CLEARED_REASONS)[number];

export const STOP_MODES = ['graceful', 'hard'] as const;
export type StopMode = (typeof STOP_MODES)[number];

/** When a queued message is taken up: after the open turn, or between two steps of it. */
export const DELIVERIES = ['next', 'steer'] as const;
export type Delivery = (typeof DELIVERIES)[number];

const Turn = z.int().check(z.positive());
const MessageId = z.string().check(z.minLength(1), z.maxLength(128));

/** What changes the conversation itself. A system event has the envelope turn 0. */
export const SYSTEM_PAYLOADS = {
  created: z.object({
    title: z.optional(z.string()),
    participants: z.array(Participant),
    interfaceId: z.optional(z.string()),
    custom: z.optional(z.record(z.string(), z.unknown())),
  }),
  updated: z.object({ title: z.optional(z.string()) }),
  /** Opens the turn, or resumes it if it is open. */
  execution_started: z.object({
    executionId: z.string(),
    agentId: z.string(),
    turn: Turn,
    fence: z.int(),
    attempt: z.int().check(z.positive()),
  }),
  turn_cleared: z.object({ turn: Turn, reason: z.enum(TURN_CLEARED_REASONS) }),
  stop_requested: z.object({ turn: Turn, mode: z.enum(STOP_MODES) }),
  /** A message that waits for its turn. Its author is the envelope's. */
  message_queued: z.object({
    messageId: MessageId,
    parts: z.array(Part),
    delivery: z.enum(DELIVERIES),
    replyTo: z.optional(z.string()),
  }),
  queued_changed: z.object({ messageId: MessageId, parts: z.array(Part) }),
  queued_removed: z.object({ messageId: MessageId, reason: z.enum(['cancelled', 'ended']) }),
  note: z.object({ text: z.string() }),
} as const;

export type SystemType = keyof typeof SYSTEM_PAYLOADS;
export type SystemPayload<T extends SystemType> = z.infer<(typeof SYSTEM_PAYLOADS)[T]>;
