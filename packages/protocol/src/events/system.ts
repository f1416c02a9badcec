import * as z from 'zod/mini';
import { JsonPatch } from '../values/patch-operation.js';
import { Participant } from '../values/participants.js';
import { RUN_STATUSES } from '../values/run-status.js';
import { AutopilotLevel, Budget, Reason } from '../values/settings.js';
import { APPROVAL_PAYLOADS } from './approval.js';
import { Part } from './message.js';

/**
 * `budget` is read as the others are, and written nowhere: an agent whose budget is used up closes its turn by
 * a message, which keeps what it wrote.
 */
export const TURN_CLEARED_REASONS = ['restart', 'stopped', 'lost', 'idle', 'budget'] as const;
export type TurnClearedReason = (typeof TURN_CLEARED_REASONS)[number];

export const STOP_MODES = ['graceful', 'hard'] as const;
export type StopMode = (typeof STOP_MODES)[number];

/** When a queued message is taken up: after the open turn, or between two steps of it. */
export const DELIVERIES = ['next', 'steer'] as const;
export type Delivery = (typeof DELIVERIES)[number];

export const ACTION_OUTCOMES = ['done', 'failed', 'declined'] as const;
export type ActionOutcome = (typeof ACTION_OUTCOMES)[number];

export const RATINGS = ['up', 'down'] as const;
export type Rating = (typeof RATINGS)[number];

const Turn = z.int().check(z.positive());
const MessageId = z.string().check(z.minLength(1), z.maxLength(128));
/** Which patch of a card it is, from 1. */
export const CardRev = z.int().check(z.positive(), z.maximum(10_000));
const RunId = z.string().check(z.minLength(1), z.maxLength(128));

/** Who the agents of a conversation are: a persona, and the version of it that was chosen. */
export const PersonaRef = z.object({
  personaId: z.string().check(z.minLength(1), z.maxLength(128)),
  version: z.string().check(z.minLength(1), z.maxLength(64)),
});
export type PersonaRef = z.infer<typeof PersonaRef>;

/** What is known of a conversation besides its log. Every reader of the conversation may read it. */
export const ConversationMetadata = z.object({
  title: z.optional(z.string().check(z.maxLength(255))),
  description: z.optional(z.string()),
  interfaceId: z.optional(z.string()),
  /** The simulated world that it plays in. */
  scenarioId: z.optional(z.string().check(z.maxLength(128))),
  /** How many turns may close before the conversation is ended. */
  maxTurns: z.optional(z.int().check(z.positive())),
  /** The conversation ends when no turn has closed for so long while an agent had to act. */
  watchdogMs: z.optional(z.int().check(z.positive())),
  /** The kind of work, as the host calls it. */
  workflow: z.optional(z.string().check(z.maxLength(128))),
  /** Who is due before anybody has spoken. */
  startingParticipantId: z.optional(z.string()),
  /** What that participant is to say first. */
  openingLine: z.optional(z.string()),
  /** The name of the scheduling policy. Default: the orchestrator's own. */
  schedulingPolicy: z.optional(z.string().check(z.maxLength(64))),
  /** The model that agents use here, by the name that people pick. */
  model: z.optional(z.string().check(z.maxLength(128))),
  /** Who agents are here. It changes only before anybody has written. */
  persona: z.optional(PersonaRef),
  /** The host's own. `autoRun: true` asks that agents go on after a restart; it is cleared when stale. */
  custom: z.optional(z.record(z.string(), z.unknown())),
});
export type ConversationMetadata = z.infer<typeof ConversationMetadata>;

/** What changes the conversation itself. A system event has the envelope turn 0. */
export const SYSTEM_PAYLOADS = {
  created: z.extend(ConversationMetadata, { participants: z.array(Participant) }),
  /** The fields that changed; `null` takes a value away. `custom` is replaced whole. */
  updated: z.object({
    title: z.optional(z.nullable(z.string().check(z.maxLength(255)))),
    description: z.optional(z.nullable(z.string())),
    model: z.optional(z.nullable(z.string().check(z.maxLength(128)))),
    persona: z.optional(z.nullable(PersonaRef)),
    custom: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  }),
  /** Who came, or came in another form, and who left. */
  roster_changed: z.object({ added: z.array(Participant), removed: z.array(z.string()) }),
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
  /** Without `delivery` it is taken up as it was to be. */
  queued_changed: z.object({
    messageId: MessageId,
    parts: z.array(Part),
    delivery: z.optional(z.enum(DELIVERIES)),
  }),
  queued_removed: z.object({ messageId: MessageId, reason: z.enum(['cancelled', 'ended']) }),
  ...APPROVAL_PAYLOADS,
  /** `null`: no level, tools run as their flags say. Without `runId` it is the conversation's. */
  autopilot_set: z.object({ level: z.nullable(AutopilotLevel), runId: z.optional(RunId) }),
  budget_set: Budget,
  /** A budget would have broken, and what was to be spent was not. */
  budget_exceeded: z.object({
    budget: Budget,
    /** What was spent and reserved when it was refused. */
    used: z.int(),
    requested: z.int(),
  }),
  /** A version of the guard policy, whole. */
  policy_changed: z.object({
    policyId: z.string().check(z.minLength(1), z.maxLength(128)),
    version: z.int().check(z.positive()),
    /** YAML. */
    source: z.string(),
    /** SHA-256 of `source`. */
    hash: z.string(),
  }),
  /** `previousStatus` is `null` when this opens the run. Fields that are absent did not change. */
  run_changed: z.object({
    runId: RunId,
    status: z.enum(RUN_STATUSES),
    previousStatus: z.nullable(z.enum(RUN_STATUSES)),
    title: z.optional(z.string().check(z.maxLength(255))),
    campaignId: z.optional(z.string().check(z.maxLength(128))),
    reason: z.optional(Reason),
    custom: z.optional(z.record(z.string(), z.unknown())),
  }),
  /** No agent starts, and no tool of the run or, without `runId`, of the conversation. */
  paused: z.object({ runId: z.optional(RunId), reason: Reason }),
  resumed: z.object({ runId: z.optional(RunId) }),
  /** RFC 6902 over the state of the run, which starts as `{}`. One that does not fit changes nothing. */
  state_patched: z.object({ runId: RunId, patch: JsonPatch }),
  /** A button was pressed on a message or one of its cards. `explain` is "Why?". */
  action_invoked: z.object({
    messageId: MessageId,
    partId: z.optional(z.string()),
    actionId: z.string().check(z.minLength(1), z.maxLength(256)),
    payload: z.optional(z.unknown()),
    /**
     * Who answers it: the author of the message, if that is an agent. Absent while the host is asked;
     * what the host leaves alone, a `handoff` that it caused gives to the agent.
     */
    agentId: z.optional(z.string()),
  }),
  /** `actionSeq` is the seq of the `action_invoked`. */
  action_settled: z.object({
    actionSeq: z.int().check(z.positive()),
    outcome: z.enum(ACTION_OUTCOMES),
    message: z.optional(z.string()),
  }),
  /**
   * RFC 6902 over the card of a part. `rev` counts from 1; any other than the next changes nothing. A
   * card takes 10,000 patches.
   */
  card_patched: z.object({
    messageId: MessageId,
    partId: z.string(),
    rev: CardRev,
    patch: JsonPatch,
  }),
  /** Chooses for everyone which branch is the active path: the one that ends in this message. */
  branch_selected: z.object({
    /** `null`: before the first message. */
    tipMessageId: z.nullable(z.string()),
    reason: z.enum(['chosen', 'regenerate']),
    /** For `regenerate`: the agent that is due again. */
    agentId: z.optional(z.string()),
  }),
  /** `null` takes it back. The newest of an author is the author's. */
  feedback_given: z.object({
    messageId: MessageId,
    rating: z.nullable(z.enum(RATINGS)),
    comment: z.optional(z.string()),
  }),
  /** Names who is to act next, after the queue. */
  handoff: z.object({ to: z.string(), reason: z.optional(z.string()) }),
  note: z.object({ text: z.string() }),
  /** The payloads of these events were blanked in place. */
  erased: z.object({
    seqs: z.array(z.int().check(z.positive())).check(z.minLength(1)),
    /** Runs whose state is `{}` again: all patches of it are among `seqs`. */
    runIds: z.optional(z.array(z.string())),
  }),
} as const;

export type SystemType = keyof typeof SYSTEM_PAYLOADS;
export type SystemPayload<T extends SystemType> = z.infer<(typeof SYSTEM_PAYLOADS)[T]>;
