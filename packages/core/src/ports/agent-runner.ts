import type {
  Card,
  Citation,
  ConversationEvent,
  ErrorBody,
  MeterAmount,
  Outcome,
  Participant,
  PersonaRef,
  ToolTraits,
  TracePayload,
} from '@agent-chat/protocol';
import type { SettingProposal } from '../decide/propose-setting.js';
import type { ToolStart } from '../decide/start-tool.js';
import type { SettingValue } from '../guard/setting.js';
import type { ConversationPlace } from './conversation-place.js';

/** The turn that a runner is given. Its tenant is whose records, files and personas it works with. */
export interface RunnerTurn extends ConversationPlace {
  readonly turn: number;
  readonly agentId: string;
  readonly executionId: string;
  /** 1 for the first execution of this turn; higher when it is resumed or restarted. */
  readonly attempt: number;
  readonly participants: readonly Participant[];
  /** What the agent is to say, where it begins the conversation with given words. */
  readonly openingLine?: string;
  /** The model that people have chosen for this conversation, by the name that they pick. */
  readonly model?: string;
  /** Who the agent is here, in the version that was chosen. */
  readonly persona?: PersonaRef;
  /** The run that the turn works for. */
  readonly runId?: string;
}

/** The parts of a runner's message; the orchestrator gives each its `partId`. */
export type RunnerPart =
  | { readonly type: 'text'; readonly text: string; readonly citations?: readonly Citation[] }
  | { readonly type: 'reasoning'; readonly text: string; readonly durationMs?: number }
  | { readonly type: 'card'; readonly card: Card };

/**
 * What a runner yields. The orchestrator has made an output durable (a draft: visible) when it
 * asks for the next one, so the order of yields is the order of the log.
 *
 * Drafts of one message come in the order of its parts: `draft` appends to the newest draft of
 * that `kind`, or starts the next part when the kind changes. The following `message` must carry
 * the same text in the same order; it replaces the drafts.
 *
 * A `message` with a card that the guard policy forbids is not logged: its `yield` throws
 * `PolicyViolation`, with the place of the card among the parts as `details.index`. The runner may yield
 * another one in its place; where it lets the error through, its turn ends as failed.
 */
export type RunnerOutput =
  | { readonly type: 'draft'; readonly kind: 'text' | 'reasoning'; readonly append: string }
  | {
      readonly type: 'draft_tool_input';
      readonly toolCallId: string;
      readonly toolName: string;
      readonly append: string;
    }
  | { readonly type: 'progress'; readonly status: string }
  | {
      readonly type: 'message';
      readonly parts: readonly RunnerPart[];
      /** `none` between the steps of a turn; `turn` closes it. */
      readonly finality: 'none' | 'turn' | 'conversation';
      /** Default `complete` when the message closes the turn. */
      readonly outcome?: Outcome;
    }
  | {
      readonly type: 'tool_call';
      readonly toolCallId: string;
      readonly name: string;
      readonly args: unknown;
      /** Which version of the tool is meant: an approval holds for this one. */
      readonly toolVersion?: string;
      /** Under which trace telemetry records it. */
      readonly traceId?: string;
    }
  | { readonly type: 'tool_result'; readonly toolCallId: string; readonly output: unknown }
  | { readonly type: 'tool_result'; readonly toolCallId: string; readonly error: ErrorBody }
  /** A node of the agent's graph at work: with `start` it begins, with `ok` or `error` it ends. */
  | ({ readonly type: 'step' } & TracePayload<'step'>)
  | {
      readonly type: 'usage';
      readonly model: string;
      /** The whole prompt, what a cache of the provider had of it included. */
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly cacheReadTokens?: number;
      readonly cacheWriteTokens?: number;
      readonly costMicroUsd?: number;
      readonly latencyMs: number;
      /** Under which span telemetry records it. */
      readonly traceId?: string;
      readonly spanId?: string;
    };

/** A stop that the log asked for. */
export interface StopRequest {
  /** Aborts on a graceful stop: finish the sentence or the tool, then close with `stopped`. */
  readonly graceful: AbortSignal;
}

/** A file that a message carries, whole. */
export interface TurnFile {
  readonly attachmentId: string;
  readonly name: string;
  /** As its first bytes say, where it was uploaded through the server. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** What the agent of a turn may read of the conversation's files. */
export interface TurnFiles {
  /**
   * The content of a file that a message carries which the agent may see, in memory.
   *
   * @param options.maxBytes default 10 MiB
   * @throws AgentChatError `UnknownAttachment` for any other; `AttachmentHeld`; `PayloadTooLarge` before
   *   anything of it is read; `StoreDamaged`
   */
  read(attachmentId: string, options?: { readonly maxBytes?: number }): Promise<TurnFile>;
}

export interface RunnerInput {
  readonly turn: RunnerTurn;
  /**
   * The log as the agent may see it, in order, from the start of the conversation. Events of
   * turns cleared as `restart` or `lost` are left out. When the turn is resumed, its own logged
   * events are the last ones, and the runner continues from them.
   */
  readonly events: readonly ConversationEvent[];
  readonly stop: StopRequest;
  /** Aborts on a hard stop, a lost lease and shutdown: return at once. */
  readonly signal: AbortSignal;
  readonly control: RunnerControl;
  /**
   * The files that messages carry. Absent: the orchestrator has none, or the runner lives elsewhere, and
   * reads them over HTTP.
   */
  readonly files?: TurnFiles;
}

/**
 * What a runner asks of the orchestrator during its turn. Each call is durable when it resolves,
 * and rejects with `StaleFence` once the turn is somebody else's.
 */
export interface RunnerControl {
  /**
   * Asks whether a call that was yielded as `tool_call` may run now. Nothing runs before this says
   * `started`, and then with the `args` given here: an approver may have edited them.
   *
   * - `waiting`: a person is asked. Go on with what does not depend on it; when only such calls are
   *   left, return. The turn stays open without a runner, and is resumed when they answer.
   * - `denied`, `blocked`: answer the call with an error.
   *
   * @throws AgentChatError `Paused`, `UnknownToolCall`, `ToolMayNotRepeat`
   */
  startTool(toolCallId: string, traits?: ToolTraits): Promise<ToolStart>;
  /**
   * Sets aside, against every budget that counts it, what a call is going to use; resolves to the
   * reservation's id.
   *
   * @throws AgentChatError `BudgetExceeded`: the work is paused, and people are told. `Paused`
   */
  reserve(amounts: readonly MeterAmount[]): Promise<string>;
  /** Says what a reservation really used. @throws AgentChatError `UnknownReservation` */
  settle(reservationId: string, amounts: readonly MeterAmount[]): Promise<void>;
  /** Gives a reservation back that was not used. @throws AgentChatError `UnknownReservation` */
  release(reservationId: string): Promise<void>;
  /**
   * Proposes a setting that somebody asked for in the chat, in the message at the seq `causedBy`. It
   * applies at once only if that message is new, its author may set it, and core's own parser finds
   * the same values in it; else that author, or an operator, is asked. Either way the turn goes on.
   *
   * @throws AgentChatError `UnknownMessage`, `InvalidRequest`, `InvalidPolicy`
   */
  proposeSetting(setting: SettingValue, causedBy: number): Promise<SettingProposal>;
  /**
   * Names who is to act when this turn has closed and nothing waits, as a moderator does. Of several the
   * last counts; none, where the turn is lost and written again.
   *
   * @throws AgentChatError `NotOnRoster`
   */
  handOff(to: string, reason?: string): Promise<void>;
  /**
   * Takes what people wrote to steer this turn into it, and gives it back in order. Call it between
   * steps; what is not taken becomes the next turn.
   */
  takeSteered(): Promise<readonly ConversationEvent[]>;
}

/**
 * Runs an agent's turn. It ends by yielding a `message` whose finality is not `none`; a runner
 * that returns or throws without one ends the turn as `failed`, and what was drafted is kept; only
 * one that returns while its turn waits for a person leaves it open.
 */
export interface AgentRunner {
  run(input: RunnerInput): AsyncIterable<RunnerOutput>;
  /**
   * What is wrong with arguments that a person edited for a call of `toolName`; `null`: nothing.
   * Default: only the guard looks at them.
   */
  validateToolArgs?(
    toolName: string,
    args: unknown,
    place: ConversationPlace,
  ): ErrorBody | null | Promise<ErrorBody | null>;
}
