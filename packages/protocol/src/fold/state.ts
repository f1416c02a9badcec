import type { Audience, ConversationEvent } from '../events/event.js';
import type { MessagePayload, Part } from '../events/message.js';
import type { Delivery, StopMode, TurnClearedReason } from '../events/system.js';
import type { ErrorBody } from '../values/errors.js';
import type { Participant } from '../values/participants.js';
import type { PersistentList } from './persistent-list.js';
import type { PersistentMap } from './persistent-map.js';

/** Changes when the same log folds to another state. A snapshot of another version is not read. */
export const FOLD_VERSION = 1;

/** One attempt of a runner at the open turn. */
export interface Execution {
  readonly executionId: string;
  readonly agentId: string;
  readonly fence: number;
  readonly attempt: number;
}

/** A tool call of the open turn, as far as `decide` needs it. */
export interface OpenToolCall {
  readonly toolCallId: string;
  readonly name: string;
  readonly status: 'called' | 'started' | 'answered';
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
}

/** How the last turn closed: what guidance is computed from. */
export interface LastClose {
  readonly seq: number;
  readonly turn: number;
  readonly owner: string;
  /** `message`, or the reason of its `turn_cleared`. */
  readonly by: 'message' | TurnClearedReason;
}

/** What is open. Bounded, and all that `decide` reads. */
export interface ControlState {
  readonly conversationId: string;
  /** The newest seq that was folded; 0 before `created`. */
  readonly seq: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly title: string | null;
  readonly interfaceId: string | null;
  readonly participants: readonly Participant[];
  readonly openTurn: OpenTurn | null;
  readonly lastTurn: number;
  /** The seq of the last closing message or `turn_cleared`; 0 at the start. */
  readonly lastClosedSeq: number;
  readonly lastClose: LastClose | null;
  readonly ended: boolean;
  readonly queue: readonly QueuedMessage[];
  /** The newest message of the active path: the parent of the next one. */
  readonly tipMessageId: string | null;
  /** The tip when the open turn began: what a cleared turn falls back to. */
  readonly turnBaseMessageId: string | null;
  /** Executions in a row that were cleared as `restart` or `lost`. A message that closes a turn resets it. */
  readonly lostAttempts: number;
}

interface EntryBase {
  readonly seq: number;
  readonly ts: string;
  readonly turn: number;
  readonly author: string;
  readonly audience: Audience;
}

export interface MessageEntry extends EntryBase {
  readonly kind: 'message';
  readonly finality: ConversationEvent['finality'];
  readonly clientRequestId?: string;
  readonly message: MessagePayload;
}

export interface ToolEntry extends EntryBase {
  readonly kind: 'tool';
  readonly toolCallId: string;
  readonly name: string;
  readonly args: unknown;
  readonly status: 'called' | 'running' | 'done' | 'failed';
  readonly startedTs?: string;
  readonly endedTs?: string;
  readonly output?: unknown;
  readonly error?: ErrorBody;
}

/** Any other event that has a place in the timeline, an unknown one included. */
export interface EventEntry extends EntryBase {
  readonly kind: 'event';
  readonly event: ConversationEvent;
}

export type TimelineEntry = MessageEntry | ToolEntry | EventEntry;

/** Messages and traces in log order, each one entry; later events about one change its entry. */
export interface Timeline {
  readonly entries: PersistentList<TimelineEntry>;
  /** The place in `entries` of each message (by messageId) and tool call (by toolCallId). */
  readonly places: PersistentMap<number>;
  /** Turns that were cleared, by number. Their entries stay, marked. */
  readonly clearedTurns: PersistentMap<TurnClearedReason>;
  /** `false` when older entries exist that were not loaded. */
  readonly complete: boolean;
}

/** The fold of a conversation's log. Immutable: what did not change keeps its identity. */
export interface ConversationState {
  readonly control: ControlState;
  readonly timeline: Timeline;
}

/** The JSON form of a state with its newest entries, as a `snapshot` frame carries it. */
export interface ConversationSnapshot {
  readonly control: ControlState;
  readonly entries: readonly TimelineEntry[];
  readonly clearedTurns: readonly (readonly [turn: number, reason: TurnClearedReason])[];
  readonly complete: boolean;
}
