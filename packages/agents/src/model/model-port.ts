import type { Citation, ErrorBody } from '@agent-chat/protocol';
import type { ModelUsage } from './model-usage.js';

/** A JSON Schema (draft 2020-12) of an object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A call that a model asks for. `args` is what it wrote, checked by nobody yet. */
export interface ModelToolCall {
  /** Names the call in this request; the loop makes it unique in its prompt and its turn. */
  readonly toolCallId: string;
  readonly name: string;
  /** The parsed JSON, or the raw text where it is not JSON: the tool's schema then refuses it. */
  readonly args: unknown;
}

/** What a model is told of a tool. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
}

/** A picture that a message carries. */
export interface ModelImage {
  readonly attachmentId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** One message of a prompt. Every `tool` message follows the assistant's that holds its call. */
export type ModelMessage =
  | {
      readonly role: 'user';
      readonly text: string;
      /** Only of the model's `imageTypes`; the text names them. */
      readonly images?: readonly ModelImage[];
      /** The loop says it in its own words, in square brackets: nobody in the conversation wrote it. */
      readonly isNote?: true;
    }
  | {
      readonly role: 'assistant';
      /** May be empty when there are calls. */
      readonly text: string;
      readonly toolCalls: readonly ModelToolCall[];
      /** What the model gave with its `finish` of this step, in the same run only. */
      readonly continuation?: unknown;
    }
  | {
      readonly role: 'tool';
      readonly toolCallId: string;
      readonly name: string;
      readonly result: { readonly output: unknown } | { readonly error: ErrorBody };
    };

export interface ModelRequest {
  readonly system: string | null;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ModelTool[];
  /** What it may write in this step. Default: as the model was made. */
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  /** Aborts when nobody wants the rest: end the request to the provider. */
  readonly signal: AbortSignal;
}

export const FINISH_REASONS = ['stop', 'tool_calls', 'length', 'refused', 'interrupted'] as const;
/**
 * Why a model stopped. `length`: its token limit; `refused`: it or its provider declined the
 * content; `interrupted`: the provider gave up in the middle. Only `stop` and `tool_calls` are whole.
 */
export type FinishReason = (typeof FINISH_REASONS)[number];

/** What a model streams. Deltas after `finish` are not read. */
export type ModelDelta =
  | { readonly type: 'text'; readonly append: string }
  | { readonly type: 'reasoning'; readonly append: string }
  /** Sources of the text so far, which names them by `[marker]`. They add up. */
  | { readonly type: 'citations'; readonly citations: readonly Citation[] }
  /** The arguments of a call as they are written, for show. */
  | {
      readonly type: 'tool_input';
      readonly toolCallId: string;
      readonly toolName: string;
      readonly append: string;
    }
  /** A call, whole. */
  | ({ readonly type: 'tool_call' } & ModelToolCall)
  /** A status word while nothing else streams. */
  | { readonly type: 'progress'; readonly status: string }
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      readonly usage?: ModelUsage;
      /** What the model wants to see again with this step, for example signed reasoning. */
      readonly continuation?: unknown;
    };

/**
 * A model, as the step loop needs it: one step at a time, tools run outside. A stream that ends
 * without `finish` counts as cut off, and nothing of it is taken for whole. It rejects with a
 * `ModelError`; anything else counts as a fault of ours.
 */
export interface ModelPort {
  /** As `usage` events name it. */
  readonly modelId: string;
  /** Who serves it, as telemetry names it, for example `anthropic`. Absent: nobody knows. */
  readonly provider?: string;
  /**
   * The most that a step can write, where that is limited: then no step costs more than was reserved for
   * it, and budgets are never overspent. Absent: what a step will cost is a guess until it is over.
   */
  readonly maxOutputTokens?: number;
  /**
   * The media types of pictures that it takes, for example `image/png`. Absent or empty: it takes none, and
   * its prompts name them in a line of text.
   */
  readonly imageTypes?: readonly string[];
  step(request: ModelRequest): AsyncIterable<ModelDelta>;
  /** What a step cost, in micro-USD. Absent: nobody knows, and no budget for money counts it. */
  costOf?(usage: ModelUsage): number;
}
