import * as z from 'zod/mini';
import { ErrorBody } from '../values/error-body.js';

const ToolCallId = z.string().check(z.minLength(1), z.maxLength(128));
const QueryId = z.string().check(z.minLength(1), z.maxLength(128));

/** What an agent does on the way to its answer. A trace belongs to a turn and may open one. */
export const TRACE_PAYLOADS = {
  thought: z.object({ text: z.string() }),
  tool_call: z.object({
    toolCallId: ToolCallId,
    name: z.string(),
    args: z.unknown(),
    /** Which version of the tool was meant: an approval holds for this one. */
    toolVersion: z.optional(z.string()),
    /** Of the turn, where telemetry is recorded: 32 hexadecimal digits. */
    traceId: z.optional(z.string().check(z.maxLength(64))),
  }),
  /** Logged before the tool is invoked, so that a crash can tell a call that ran from one that did not. */
  tool_started: z.object({
    toolCallId: ToolCallId,
    /** Of the arguments that run: those of the call, or those that an approver edited. */
    argsHash: z.string(),
    /** The approval that this start uses up. */
    approvalId: z.optional(z.string()),
    attempt: z.int().check(z.positive()),
  }),
  /** Exactly one of `output` and `error` is present. */
  tool_result: z.object({
    toolCallId: ToolCallId,
    output: z.optional(z.unknown()),
    error: z.optional(ErrorBody),
  }),
  step: z.object({
    node: z.string(),
    status: z.enum(['start', 'ok', 'retry', 'error']),
    latencyMs: z.optional(z.number()),
    costMicroUsd: z.optional(z.int()),
    message: z.optional(z.string()),
  }),
  /** Money is integer micro-USD: 1,000,000 are one dollar. */
  usage: z.object({
    model: z.string(),
    /** The whole prompt, what a cache of the provider had of it included. */
    inputTokens: z.int(),
    outputTokens: z.int(),
    /** Of `inputTokens`, those that were read from the provider's cache. */
    cacheReadTokens: z.optional(z.int()),
    /** Of `inputTokens`, those that were written to it. */
    cacheWriteTokens: z.optional(z.int()),
    costMicroUsd: z.optional(z.int()),
    latencyMs: z.number(),
    /** Of the model call, where telemetry is recorded. */
    traceId: z.optional(z.string().check(z.maxLength(64))),
    spanId: z.optional(z.string().check(z.maxLength(64))),
  }),
  /** A question of the turn's owner to a person. Until it is answered, the turn is parked. */
  query: z.object({
    queryId: QueryId,
    text: z.string(),
    /** Who is asked. Absent: any user. */
    to: z.optional(z.string()),
  }),
  /** The answer to a `query`, by whoever was asked. */
  answer: z.object({ queryId: QueryId, text: z.string(), data: z.optional(z.unknown()) }),
} as const;

export type TraceType = keyof typeof TRACE_PAYLOADS;
export type TracePayload<T extends TraceType> = z.infer<(typeof TRACE_PAYLOADS)[T]>;
