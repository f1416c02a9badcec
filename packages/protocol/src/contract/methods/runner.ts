import * as z from 'zod/mini';
import { ConversationEvent } from '../../events/event.js';
import { Approvers } from '../../events/approval.js';
import { DRAFT_KINDS } from '../../frames/draft.js';
import { Meter } from '../../values/settings.js';
import { defineMethod } from '../define-method.js';
import { HTTP_ROUTES } from '../http-routes.js';
import { Command, COMMAND_ERRORS, Id, Logged, OfConversation, Seq, WRITE_ERRORS } from '../shapes.js';

/** Under which execution something is written. Both or none. */
export const UnderExecution = z.object({
  /** The one that writes it, as `startExecution` named it. */
  executionId: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
  /** Of the execution's lease: a lower one than the newest can write nothing. */
  fence: z.optional(z.int()),
});

const HELD = {
  /** As `startExecution` named it. */
  executionId: Id,
  /** Of its lease, as `startExecution` gave it. */
  fence: z.int(),
};
const Execution = z.extend(OfConversation, HELD);
const ExecutionCommand = z.extend(Command, HELD);
const RUNNER_ERRORS = [...COMMAND_ERRORS, 'StaleFence'] as const;
/** Of what has no request id: doing it again changes nothing. */
const EXECUTION_ERRORS = [...WRITE_ERRORS, 'StaleFence'] as const;

/** What the orchestrator has to know of a tool to decide whether a call may run. */
export const ToolTraits = z.object({
  /** Default `local`. */
  source: z.optional(z.enum(['local', 'mcp'])),
  /** It changes nothing outside. */
  readOnly: z.optional(z.boolean()),
  /** It may run again when nobody knows whether it ran. */
  idempotent: z.optional(z.boolean()),
  /** Every call is asked for, whatever the autopilot level. */
  needsApproval: z.optional(z.boolean()),
  /** The stage of the work that it belongs to, for example `discovery`, `personalisation`, `send`. */
  stage: z.optional(z.string().check(z.maxLength(64))),
  /**
   * The kind of setting that a call changes, for example `pacing`: it may run unasked where an agent
   * may tune that kind by itself, and is asked for everywhere else.
   */
  tunes: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
  /** Of the tool that would run: an approval holds for the version that was asked for. */
  version: z.optional(z.string().check(z.maxLength(128))),
});
export type ToolTraits = z.infer<typeof ToolTraits>;

/** What a call is going to use, to be reserved before it and settled after. */
export const MeterAmount = z.object({
  meter: Meter,
  amount: z.int().check(z.nonnegative()),
});
export type MeterAmount = z.infer<typeof MeterAmount>;

const AgentIds = z.optional(z.array(Id).check(z.minLength(1), z.maxLength(256)));
/** `agentIds`: whom it was about, whether or not that changed anything. */
const HostedAgents = z.extend(Logged, { agentIds: z.array(z.string()) });

/** How a runner lives elsewhere: in another process, another language or a browser. */
export const RUNNER_METHODS = {
  /**
   * Has the server run these agents from now on, also after a restart: their `hosting` is `internal`.
   * Whoever runs one elsewhere lets go of its turn and stands by. An agent may ask it for itself alone.
   */
  ensureAgents: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      /** Default: every agent on the roster that this server has a runner for; for an agent, itself. */
      agentIds: AgentIds,
    }),
    result: HostedAgents,
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.ensureAgents,
    errors: [...COMMAND_ERRORS, 'ConversationEnded', 'UnknownAgent'],
  }),
  /**
   * Has the server run these agents no more: their `hosting` is `external`. It lets go of a turn that one
   * of them has, and whoever runs it elsewhere goes on at once. An agent may ask it for itself alone.
   */
  stopAgents: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      /** Default: every agent on the roster; for an agent, itself. */
      agentIds: AgentIds,
    }),
    result: HostedAgents,
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.stopAgents,
    errors: [...COMMAND_ERRORS, 'ConversationEnded'],
  }),
  /**
   * Takes the turn of an agent that is due, or resumes its open one, under a lease. Until it ends,
   * nobody else can write as this agent.
   */
  startExecution: defineMethod({
    plane: 'conversation',
    params: z.extend(OfConversation, {
      agentId: Id,
      /**
       * The runner's own name for this execution, as unguessable as a UUID: a retry whose first answer
       * was lost gets the same execution. Default: the server makes one.
       */
      executionId: z.optional(z.string().check(z.minLength(16), z.maxLength(128))),
      /** Precondition, when it opens a turn. */
      lastClosedSeq: z.optional(Seq),
    }),
    result: z.object({
      /** Whose conversation it is. */
      tenant: z.string(),
      executionId: z.string(),
      turn: z.int(),
      attempt: z.int(),
      fence: z.int(),
      /** How long the lease lives without a `heartbeat`. */
      leaseMs: z.int(),
    }),
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.startExecution,
    errors: [
      ...WRITE_ERRORS,
      'TurnOpen',
      'CasConflict',
      'ConversationEnded',
      'NotDue',
      'LeaseHeld',
      'Paused',
    ],
  }),
  /**
   * Keeps the lease alive, and tells what has happened to the turn. With a `status`, viewers are shown what
   * the agent does while no text streams, until its next draft or message.
   */
  heartbeat: defineMethod({
    plane: 'conversation',
    params: z.extend(Execution, {
      /** A word, for example `Searching`. */
      status: z.optional(z.string().check(z.minLength(1), z.maxLength(256))),
    }),
    result: z.object({
      leaseMs: z.int(),
      /** That somebody asked to stop the turn, and how. */
      stop: z.nullable(z.enum(['graceful', 'hard'])),
    }),
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.heartbeat,
    errors: EXECUTION_ERRORS,
  }),
  /**
   * Shows something that is being written. An append that was received before (by its offset) changes
   * nothing; one beyond the end is `InvalidRequest` with `details.expected`.
   */
  appendDraft: defineMethod({
    plane: 'conversation',
    params: z.extend(Execution, {
      kind: z.enum(DRAFT_KINDS),
      /** With `partId`, of a message that is being written. */
      messageId: z.optional(Id),
      partId: z.optional(Id),
      /** Of a call whose input is being written. */
      toolCallId: z.optional(Id),
      toolName: z.optional(z.string().check(z.maxLength(128))),
      /** In UTF-16 units. */
      offset: z.int().check(z.nonnegative()),
      text: z.string().check(z.maxLength(262_144)),
    }),
    result: z.object({ length: z.int() }),
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.appendDraft,
    errors: [...EXECUTION_ERRORS, 'PayloadTooLarge'],
  }),
  /** Takes back what was shown of a message or a call. */
  dropDraft: defineMethod({
    plane: 'conversation',
    params: z.extend(Execution, { messageId: z.optional(Id), toolCallId: z.optional(Id) }),
    result: z.object({}),
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.dropDraft,
    errors: EXECUTION_ERRORS,
  }),
  /** Asks for a call that is logged, whatever the guard says. The turn is parked when the execution ends. */
  requestApproval: defineMethod({
    plane: 'conversation',
    params: z.extend(ExecutionCommand, {
      toolCallId: Id,
      approvers: z.optional(Approvers),
      /** Default: the orchestrator's. At most a year. */
      expiresInMs: z.optional(z.int().check(z.positive(), z.maximum(31_536_000_000))),
      reason: z.optional(z.object({ code: z.string(), message: z.string() })),
    }),
    result: z.object({ seq: Seq, approvalId: z.string() }),
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.requestApproval,
    errors: [...RUNNER_ERRORS, 'UnknownToolCall'],
  }),
  /**
   * Asks whether a call that is logged may run now. `started`: it is logged, run it with `args`.
   * `waiting`: somebody is asked; end the execution as `parked`. `denied`, `blocked`: answer the call
   * with an error.
   */
  startTool: defineMethod({
    plane: 'conversation',
    params: z.extend(ExecutionCommand, { toolCallId: Id, tool: z.optional(ToolTraits) }),
    result: z.object({
      status: z.enum(['started', 'waiting', 'denied', 'blocked']),
      seq: Seq,
      args: z.optional(z.unknown()),
      attempt: z.optional(z.int()),
      approvalId: z.optional(z.string()),
      reason: z.optional(z.object({ code: z.string(), message: z.string() })),
    }),
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.startTool,
    errors: [...RUNNER_ERRORS, 'UnknownToolCall', 'Paused', 'ToolMayNotRepeat'],
  }),
  /**
   * Takes what people wrote to steer this turn into it, between two steps: logged in the turn, in the
   * order in which they came. What is not taken becomes the next turn.
   */
  takeSteered: defineMethod({
    plane: 'conversation',
    params: ExecutionCommand,
    result: z.object({ events: z.array(ConversationEvent) }),
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.takeSteered,
    errors: RUNNER_ERRORS,
  }),
  /**
   * Proposes a setting that somebody asked for in the chat. `applied`: that person's own words say the
   * same. `waiting`: somebody is asked. `blocked`: the guard policy forbids it.
   */
  proposeSetting: defineMethod({
    plane: 'conversation',
    params: z.extend(ExecutionCommand, {
      /** As the parser of the core finds it: `{ kind: 'autopilot', level: 2 }`. */
      setting: z.unknown(),
      /** The seq of the message that asks for it. */
      causedBy: z.int().check(z.positive()),
    }),
    result: z.object({
      status: z.enum(['applied', 'unchanged', 'waiting', 'blocked']),
      seq: Seq,
      approvalId: z.optional(z.string()),
      reason: z.optional(z.object({ code: z.string(), message: z.string() })),
    }),
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.proposeSetting,
    errors: [...RUNNER_ERRORS, 'UnknownMessage', 'InvalidPolicy'],
  }),
  /** Sets aside, against every budget that counts it, what a call is going to use. */
  reserve: defineMethod({
    plane: 'conversation',
    params: z.extend(ExecutionCommand, {
      amounts: z.array(MeterAmount).check(z.minLength(1), z.maxLength(16)),
    }),
    result: z.object({ reservationId: z.string() }),
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.reserve,
    errors: [...RUNNER_ERRORS, 'BudgetExceeded', 'Paused'],
  }),
  /** Says what a reservation really used. */
  settle: defineMethod({
    plane: 'conversation',
    params: z.extend(ExecutionCommand, {
      reservationId: Id,
      amounts: z.array(MeterAmount).check(z.minLength(1), z.maxLength(16)),
    }),
    result: z.object({}),
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.settle,
    errors: [...COMMAND_ERRORS, 'UnknownReservation'],
  }),
  /** Gives a reservation back that was not used. */
  release: defineMethod({
    plane: 'conversation',
    params: z.extend(ExecutionCommand, { reservationId: Id }),
    result: z.object({}),
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.release,
    errors: [...WRITE_ERRORS, 'UnknownReservation'],
  }),
  /** Says what a meter of the host's own counted: sends, bounces, complaints. */
  recordUsage: defineMethod({
    plane: 'conversation',
    params: z.extend(Command, {
      amounts: z.array(MeterAmount).check(z.minLength(1), z.maxLength(16)),
      /** Default: the conversation's current run. */
      runId: z.optional(Id),
    }),
    result: Logged,
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.recordUsage,
    errors: [...COMMAND_ERRORS, 'UnknownRun'],
  }),
  /**
   * Gives the lease back without closing the turn. `parked`: a person is waited for. `released`:
   * somebody else may take it up.
   */
  endExecution: defineMethod({
    plane: 'conversation',
    params: z.extend(Execution, { reason: z.enum(['parked', 'released']) }),
    result: Logged,
    callers: ['agent', 'operator'],
    http: HTTP_ROUTES.endExecution,
    errors: EXECUTION_ERRORS,
  }),
} as const;
