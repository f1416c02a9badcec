import * as z from 'zod/mini';
import { Audience, FINALITIES } from '../../events/event.js';
import { Outcome, Part } from '../../events/message.js';
import { CardRev, DELIVERIES, RATINGS, STOP_MODES } from '../../events/system.js';
import { TRACE_PAYLOADS } from '../../events/trace.js';
import { JsonPatch } from '../../values/patch-operation.js';
import { AutopilotLevel, METER_WINDOWS } from '../../values/settings.js';
import { defineMethod } from '../define-method.js';
import { HTTP_ROUTES } from '../http-routes.js';
import {
  Command,
  COMMAND_ERRORS,
  Id,
  Logged,
  OfConversation,
  OWNERS,
  WRITE_ERRORS,
  Parts,
  PEOPLE,
  Seq,
  WRITERS,
} from '../shapes.js';
import { UnderExecution } from './runner.js';

/** Settings that come with a message and are logged with it, for its run. */
export const MessageOptions = z.object({
  autopilot: z.optional(z.nullable(AutopilotLevel)),
  /** Money that the run may spend in a window, in micro-USD. */
  budget: z.optional(
    z.object({ limitMicroUsd: z.int().check(z.nonnegative()), window: z.optional(z.enum(METER_WINDOWS)) }),
  ),
  model: z.optional(z.string().check(z.maxLength(128))),
  /** The host's own: the `custom` of the run, replaced whole. */
  custom: z.optional(z.record(z.string(), z.unknown())),
});
export type MessageOptions = z.infer<typeof MessageOptions>;

/** What people and agents say, and what becomes of it. */
export const MESSAGE_METHODS = {
  /** Says something. A user's message during an agent's turn is queued. */
  sendMessage: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      ...UnderExecution.shape,
      /** Under an execution there may be none, when the turn closes without text. */
      parts: z.array(Part).check(z.maxLength(64)),
      /** Default `turn`. A visitor may send no other. */
      finality: z.optional(z.enum(FINALITIES)),
      /** Precondition: the seq of the last closing message or `turn_cleared`; 0 at the start. */
      lastClosedSeq: z.optional(Seq),
      /** During an agent's turn. Default `next`. */
      delivery: z.optional(z.enum(DELIVERIES)),
      replyTo: z.optional(Id),
      /** The message that this one follows. Default: the tip of the active path. `null`: none. */
      parentId: z.optional(z.nullable(Id)),
      /** The run that it belongs to. Default: the current one; the first message opens one. */
      runId: z.optional(Id),
      options: z.optional(MessageOptions),
      /** Under an execution: the id that the drafts of this message had. */
      messageId: z.optional(Id),
      /** Under an execution: how the turn ended. */
      outcome: z.optional(Outcome),
    }),
    /** `queued` tells that the message waits for the open turn to close. */
    result: z.object({
      seq: Seq,
      messageId: z.string(),
      queued: z.boolean(),
      runId: z.optional(z.string()),
    }),
    callers: WRITERS,
    http: HTTP_ROUTES.sendMessage,
    errors: [
      ...COMMAND_ERRORS,
      'TurnOpen',
      'CasConflict',
      'ConversationEnded',
      'InvalidMessage',
      'UnknownMessage',
      'UnknownRun',
      'UnknownAttachment',
      'PolicyViolation',
      'PayloadTooLarge',
      'StaleFence',
    ],
  }),
  /** Logs what an agent does on the way to its answer, or answers a question of its. */
  sendTrace: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      ...UnderExecution.shape,
      type: z.enum(Object.keys(TRACE_PAYLOADS) as (keyof typeof TRACE_PAYLOADS)[]),
      /** The payload of an event of this type. */
      payload: z.unknown(),
      /** Default `everyone`; of `usage` `operators`. */
      audience: z.optional(Audience),
      /** Precondition, when the trace opens a turn. */
      lastClosedSeq: z.optional(Seq),
    }),
    result: Logged,
    callers: ['member', 'agent', 'operator'],
    http: HTTP_ROUTES.sendTrace,
    errors: [
      ...COMMAND_ERRORS,
      'TurnOpen',
      'TurnClosed',
      'CasConflict',
      'ConversationEnded',
      'InvalidMessage',
      'InvalidAudience',
      'PayloadTooLarge',
      'StaleFence',
    ],
  }),
  /** Replaces the parts of a message that waits in the queue. Only its author and operators may. */
  editQueued: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      messageId: Id,
      parts: Parts,
      /** When it is taken up. Default: as before. */
      delivery: z.optional(z.enum(DELIVERIES)),
    }),
    result: Logged,
    callers: PEOPLE,
    http: HTTP_ROUTES.editQueued,
    errors: [...COMMAND_ERRORS, 'UnknownMessage', 'InvalidMessage', 'PayloadTooLarge'],
  }),
  /** Takes a message out of the queue. Only its author and operators may. */
  cancelQueued: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { messageId: Id }),
    result: Logged,
    callers: PEOPLE,
    http: HTTP_ROUTES.cancelQueued,
    errors: [...COMMAND_ERRORS, 'UnknownMessage'],
  }),
  /**
   * Says that the caller is writing a message, or is not any more. Nothing is logged: it ends by itself
   * after `expiresInMs`, so say it again while it lasts, and with the next message of the caller.
   */
  setTyping: defineMethod({
    plane: 'conversation',
    params: z.extend(OfConversation, { typing: z.boolean() }),
    /** `expiresInMs`: how long it holds; 0 when nobody is told that the caller writes. */
    result: z.object({ expiresInMs: z.int().check(z.nonnegative()) }),
    callers: WRITERS,
    http: HTTP_ROUTES.setTyping,
    errors: [...WRITE_ERRORS, 'ConversationEnded'],
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
    result: Logged,
    callers: PEOPLE,
    http: HTTP_ROUTES.stop,
    errors: COMMAND_ERRORS,
  }),
  /**
   * Clears the caller's own open turn, as an agent does that comes back and does not know what it had
   * begun. A turn that is closed already is no fault.
   */
  clearTurn: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      ...UnderExecution.shape,
      turn: z.int().check(z.positive()),
      /** Whose turn it is: an operator may clear anybody's. Default: the caller. */
      agentId: z.optional(Id),
    }),
    result: z.object({ seq: Seq, lastClosedSeq: Seq }),
    callers: ['member', 'agent', 'operator'],
    http: HTTP_ROUTES.clearTurn,
    errors: [...COMMAND_ERRORS, 'StaleFence', 'TurnOpen'],
  }),
  /** Has an agent's whole turn, the one of this message, written again as another branch. */
  regenerate: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { messageId: Id }),
    result: Logged,
    callers: PEOPLE,
    http: HTTP_ROUTES.regenerate,
    errors: [...COMMAND_ERRORS, 'UnknownMessage', 'TurnOpen', 'ConversationEnded'],
  }),
  /** Chooses for everyone which branch the conversation goes on from. */
  selectBranch: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, { tipMessageId: Id }),
    result: Logged,
    callers: PEOPLE,
    http: HTTP_ROUTES.selectBranch,
    errors: [...COMMAND_ERRORS, 'UnknownMessage', 'TurnOpen', 'ConversationEnded'],
  }),
  /** Presses a button on a message or one of its cards. `explain` is "Why?". */
  invokeAction: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      messageId: Id,
      partId: z.optional(Id),
      actionId: z.string().check(z.minLength(1), z.maxLength(256)),
      payload: z.optional(z.unknown()),
    }),
    result: Logged,
    callers: PEOPLE,
    http: HTTP_ROUTES.invokeAction,
    errors: [...COMMAND_ERRORS, 'UnknownMessage', 'UnknownAction', 'ConversationEnded', 'PayloadTooLarge'],
  }),
  /** Says how an action ended. One that is settled already is no fault. */
  settleAction: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      ...UnderExecution.shape,
      actionSeq: z.int().check(z.positive()),
      outcome: z.enum(['done', 'failed', 'declined']),
      message: z.optional(z.string().check(z.maxLength(4_096))),
    }),
    result: Logged,
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.settleAction,
    errors: [...COMMAND_ERRORS, 'UnknownAction', 'StaleFence'],
  }),
  /** Changes a card of a message that is in the log. */
  patchCard: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      ...UnderExecution.shape,
      messageId: Id,
      partId: Id,
      /** The next one after the newest: of two who patch at once, one gets `CasConflict`. */
      rev: CardRev,
      /** RFC 6902. */
      patch: JsonPatch,
    }),
    result: Logged,
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.patchCard,
    errors: [
      ...COMMAND_ERRORS,
      'UnknownMessage',
      'CasConflict',
      'InvalidMessage',
      'ConversationEnded',
      'PolicyViolation',
      'PayloadTooLarge',
      'StaleFence',
    ],
  }),
  /** What the caller thinks of a message; `null` takes it back. */
  giveFeedback: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      messageId: Id,
      rating: z.nullable(z.enum(RATINGS)),
      comment: z.optional(z.string().check(z.maxLength(4_096))),
    }),
    result: Logged,
    callers: PEOPLE,
    http: HTTP_ROUTES.giveFeedback,
    errors: [...COMMAND_ERRORS, 'UnknownMessage'],
  }),
  /** Names who is to act next, after what waits in the queue. */
  handOff: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      ...UnderExecution.shape,
      to: Id,
      reason: z.optional(z.string().check(z.maxLength(4_096))),
    }),
    result: Logged,
    callers: ['member', 'agent', 'operator'],
    http: HTTP_ROUTES.handOff,
    errors: [...COMMAND_ERRORS, 'ConversationEnded', 'StaleFence'],
  }),
  /** Writes a remark into the log that belongs to no turn. */
  addNote: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      text: z.string().check(z.minLength(1), z.maxLength(16_384)),
      /** Default `everyone`. */
      audience: z.optional(Audience),
    }),
    result: Logged,
    callers: OWNERS,
    http: HTTP_ROUTES.addNote,
    errors: [...COMMAND_ERRORS, 'InvalidAudience'],
  }),
} as const;
