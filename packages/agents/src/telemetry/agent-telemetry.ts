import type { RunnerTurn } from '@agent-chat/core';
import type { ErrorBody, Outcome } from '@agent-chat/protocol';
import type { FinishReason, ModelRequest, ModelToolCall } from '../model/model-port.js';
import type { ModelUsage } from '../model/model-usage.js';

/** Who is told what an agent does, while it does it. It must not throw, and it changes nothing. */
export interface AgentTelemetry {
  /** A turn begins, or goes on in another execution. */
  startTurn(turn: RunnerTurn): TurnSpan;
}

/** Names a span in the system that the telemetry goes to. */
export interface SpanIds {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
}

export interface TurnSpan {
  /** `null`: nobody records this turn. */
  readonly ids: SpanIds | null;
  /** Calls `work` so that what it calls in turn belongs to this one. */
  within<T>(work: () => T): T;
  startModel(call: ModelCallStart): ModelSpan;
  startTool(call: ToolCallStart): ToolSpan;
  /** The one end of it. */
  end(end: TurnEnd): void;
}

export interface ModelCallStart {
  readonly modelId: string;
  readonly provider?: string | undefined;
  /** Absent for a call that is told of after it. */
  readonly request?: ModelRequest;
  /** When it began, in milliseconds since 1970. Default: now. */
  readonly startMs?: number;
}

export interface ModelSpan {
  readonly ids: SpanIds | null;
  within<T>(work: () => T): T;
  end(end: ModelCallEnd): void;
}

export interface ModelCallEnd {
  readonly finishReason?: FinishReason | undefined;
  readonly usage?: ModelUsage | undefined;
  readonly costMicroUsd?: number | undefined;
  /** For programs, for example `rate_limited`; `aborted` for a call that nobody wanted any more. */
  readonly errorCode?: string | undefined;
  readonly text?: string;
  readonly toolCalls?: readonly ModelToolCall[];
}

export interface ToolCallStart {
  readonly toolCallId: string;
  readonly name: string;
  readonly args: unknown;
}

export interface ToolSpan {
  /** `null`: it ended without a result. */
  end(result: { readonly output: unknown } | { readonly error: ErrorBody } | null): void;
}

export interface TurnEnd {
  /** `closed` by its message; `parked`: a person is asked; `left`: aborted, or given up. */
  readonly how: 'closed' | 'parked' | 'left';
  readonly outcome?: Outcome | undefined;
  readonly error?: unknown;
  readonly usage: ModelUsage;
  readonly costMicroUsd: number;
}
