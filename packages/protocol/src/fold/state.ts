import type { ApprovalDecision, ApprovalSubject, Approvers } from '../events/approval.js';
import type { Audience, ConversationEvent } from '../events/event.js';
import type { Part } from '../events/message.js';
import type { Delivery, PersonaRef, StopMode, TurnClearedReason } from '../events/system.js';
import type { JsonValue } from '../values/json.js';
import type { Participant } from '../values/participants.js';
import type { RunStatus } from '../values/run-status.js';
import type { AutopilotLevel, Budget, Reason } from '../values/settings.js';
import type { PersistentList } from './persistent-list.js';
import type { PersistentMap } from './persistent-map.js';
import type { PersistentTable } from './persistent-table.js';
import type { SnapshotEntry, TimelineEntry } from './timeline-entry.js';
import type { UnknownFields } from './unknown-fields.js';

/** Changes when the same log folds to another state. A snapshot of another version is not read. */
export const FOLD_VERSION = 8;

/** One attempt of a runner at the open turn. */
export interface Execution {
  readonly executionId: string;
  readonly agentId: string;
  readonly fence: number;
  readonly attempt: number;
  readonly unknown?: UnknownFields;
}

/** A tool call of the open turn, as far as `decide` needs it. */
export interface OpenToolCall {
  readonly toolCallId: string;
  readonly name: string;
  readonly status: 'called' | 'started' | 'answered';
  readonly toolVersion?: string;
  /** Times that it was started. */
  readonly attempts: number;
  readonly author: string;
  readonly audience: Audience;
}

/** A question that the open turn waits for. */
export interface OpenQuery {
  readonly queryId: string;
  /** Who is asked; `null`: any user. */
  readonly to: string | null;
  readonly author: string;
  readonly audience: Audience;
}

export interface OpenTurn {
  readonly turn: number;
  readonly owner: string;
  readonly openedSeq: number;
  /** Of the newest event of the turn: a turn silent for too long is cleared. */
  readonly lastTs: string;
  readonly execution: Execution | null;
  readonly stop: StopMode | null;
  readonly toolCalls: readonly OpenToolCall[];
  /** Questions to people that are not answered: while there is one, the turn is parked. */
  readonly queries: readonly OpenQuery[];
  /** The action that it answers, by the seq of its `action_invoked`. */
  readonly actionSeq: number | null;
  /** Executions since the turn last got on: a runner that only ever dies is given up. */
  readonly fruitless: number;
  /** A person was asked in it: another execution goes on from its log rather than begin anew. */
  readonly asked: boolean;
}

export interface QueuedMessage {
  readonly messageId: string;
  readonly seq: number;
  readonly ts: string;
  readonly author: string;
  readonly parts: readonly Part[];
  readonly delivery: Delivery;
  readonly replyTo?: string;
  readonly clientRequestId?: string;
  readonly runId?: string;
  readonly unknown?: UnknownFields;
}

/** How a turn closed. */
export interface TurnClose {
  readonly seq: number;
  readonly turn: number;
  readonly owner: string;
  /** Of the closing event: the owner, or the system. */
  readonly author: string;
  /** `message`, or the reason of its `turn_cleared`; `stopped` also where a message closed it after a stop. */
  readonly by: 'message' | TurnClearedReason;
  /** Participants that the closing message names as `@id`, in order. */
  readonly mentions: readonly string[];
}

/** How the last turn of a participant closed: what guidance is computed from. */
export interface LastClose extends TurnClose {
  /** A branch was selected since. */
  readonly branched: boolean;
  /**
   * Of a person's turn: how the agent's turn before it closed, where a message closed that one and no
   * branch was selected in between. Persons who speak one after the other answer the same.
   */
  readonly answers: TurnClose | null;
}

/** An approval that still matters: nobody has resolved it, or what it allows has not begun. */
export interface OpenApproval {
  readonly approvalId: string;
  readonly seq: number;
  readonly author: string;
  readonly audience: Audience;
  readonly subject: ApprovalSubject;
  readonly args: unknown;
  readonly argsHash: string;
  readonly approvers: Approvers;
  readonly covers: 'call' | 'stage';
  readonly expiresAt: string | null;
  /** The turn that waits for it; 0 for a setting. */
  readonly turn: number;
  readonly runId?: string;
  readonly resolution: ApprovalResolution | null;
}

export interface ApprovalResolution {
  readonly decision: ApprovalDecision | 'expire';
  readonly by: string;
  /** Of what may run. */
  readonly argsHash: string;
  readonly editedArgs?: unknown;
  readonly comment?: string;
}

/** A run that is not over. */
export interface OpenRun {
  readonly runId: string;
  readonly status: RunStatus;
  readonly campaignId: string | null;
  readonly autopilot: AutopilotLevel | null;
  /** Stages that a person has approved for this run, by an approval that everyone saw. */
  readonly approvedStages: readonly string[];
}

/** An action that nobody has settled. */
export interface OpenAction {
  readonly seq: number;
  readonly author: string;
  /** Whether an agent pressed the button, as it was on the roster then. */
  readonly byAgent: boolean;
  readonly messageId: string;
  readonly partId?: string | undefined;
  readonly actionId: string;
  readonly payload?: unknown;
  readonly agentId?: string | undefined;
}

/** A version of the guard policy. The newest one by `seq` is in force. */
export interface PolicyInForce {
  readonly seq: number;
  readonly policyId: string;
  readonly version: number;
  readonly source: string;
  readonly hash: string;
  readonly author: string;
  readonly audience: Audience;
}

/** What is open. Bounded, and all that `decide` reads besides the places of messages. */
export interface ControlState {
  readonly conversationId: string;
  /** The newest seq that was folded; 0 before `created`. */
  readonly seq: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly interfaceId: string | null;
  readonly scenarioId: string | null;
  readonly maxTurns: number | null;
  readonly watchdogMs: number | null;
  readonly workflow: string | null;
  readonly startingParticipantId: string | null;
  readonly openingLine: string | null;
  readonly schedulingPolicy: string | null;
  readonly model: string | null;
  readonly persona: PersonaRef | null;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly participants: readonly Participant[];
  readonly openTurn: OpenTurn | null;
  readonly lastTurn: number;
  /** Turns that count for `maxTurns`: the participants', but those cleared as `restart` or `lost`. */
  readonly countedTurns: number;
  /** The seq of the last closing message or `turn_cleared`; 0 at the start. */
  readonly lastClosedSeq: number;
  /** When that was; of `created` before. */
  readonly lastClosedTs: string;
  readonly lastClose: LastClose | null;
  /** The participants of the newest closed turns, the newest last; at most as many as are on the roster. */
  readonly recentOwners: readonly string[];
  readonly ended: boolean;
  readonly queue: readonly QueuedMessage[];
  /** The newest message of the active path: the parent of the next one. */
  readonly tipMessageId: string | null;
  /** The tip when the open turn began: what a cleared turn falls back to. */
  readonly turnBaseMessageId: string | null;
  /**
   * Executions in a row that were cleared as `restart` or `lost`. A participant's turn that closes
   * otherwise resets it.
   */
  readonly lostAttempts: number;
  /** Named by a `handoff` or a `regenerate`: due before the scheduling policy is asked. */
  readonly due: {
    readonly participantId: string;
    readonly seq: number;
    /** Who named it. */
    readonly author: string;
    /** Whether that was an agent, as it was on the roster then. */
    readonly byAgent: boolean;
  } | null;
  readonly actions: readonly OpenAction[];
  readonly approvals: readonly OpenApproval[];
  readonly runs: readonly OpenRun[];
  /** The run that messages without a `runId` belong to. */
  readonly currentRunId: string | null;
  readonly autopilot: AutopilotLevel | null;
  /** Without those of runs that are over. */
  readonly budgets: readonly Budget[];
  /**
   * The newest version for everyone, and the newest of each author for some: who may not see one sees
   * the one before.
   */
  readonly policies: readonly PolicyInForce[];
  readonly paused: Reason | null;
  /** Of `created` and the `updated` since. */
  readonly unknown?: UnknownFields;
}

/** A run as it stands, over or not. */
export interface RunRecord {
  readonly runId: string;
  readonly openedSeq: number;
  readonly status: RunStatus;
  readonly title: string | null;
  readonly campaignId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly reason: Reason | null;
  readonly autopilot: AutopilotLevel | null;
  /** Its own, as they were last set. */
  readonly budgets: readonly Budget[];
  readonly custom: Readonly<Record<string, unknown>>;
  /** What its agents and its host keep of it: `state_patched` events applied to `{}`. */
  readonly state: JsonValue;
}

/** What one author spent on one model, for one run or outside of any. */
export interface UsageTotals {
  readonly author: string;
  readonly audience: Audience;
  readonly model: string;
  readonly runId: string | null;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: number;
}

/** Messages and traces in log order, each one entry; later events about one change its entry. */
export interface Timeline {
  readonly entries: PersistentList<TimelineEntry>;
  /**
   * The position in `entries` of each message (by messageId), tool call (by toolCallId), and of
   * `approval:<id>`, `query:<id>` and `action:<seq>`.
   */
  readonly places: PersistentMap<number>;
  /** Turns that were cleared, by number. Their entries stay, marked. */
  readonly clearedTurns: PersistentMap<TurnClearedReason>;
  /** The messages that have the same parent, by its id (`''`: none), in log order. */
  readonly children: PersistentMap<PersistentList<string>>;
  /** Each is as large as its state: what is replaced here must not live on in a history. */
  readonly runs: PersistentTable<RunRecord>;
  /** Over the whole log, whatever was loaded of it. */
  readonly usage: PersistentMap<UsageTotals>;
  /** Events about an entry or a run that was not loaded yet, by what they are about, in log order. */
  readonly waiting: PersistentMap<PersistentList<ConversationEvent>>;
  /**
   * Of each event that changed an entry or waits, by its seq: the position of the entry, or what it
   * waits for. `null` until something is erased, and after older history was put in front.
   */
  readonly traced: PersistentMap<number | string> | null;
  /** The first seq of what is loaded; 1 when it is the whole log. */
  readonly fromSeq: number;
}

/** The fold of a conversation's log. Immutable: what did not change keeps its identity. */
export interface ConversationState {
  readonly control: ControlState;
  readonly timeline: Timeline;
}

/** The JSON form of a state with its newest entries, as a `snapshot` frame carries it. */
export interface ConversationSnapshot {
  readonly control: ControlState;
  readonly entries: readonly SnapshotEntry[];
  readonly clearedTurns: readonly (readonly [turn: number, reason: TurnClearedReason])[];
  readonly runs: readonly RunRecord[];
  readonly usage: readonly UsageTotals[];
  readonly fromSeq: number;
}
