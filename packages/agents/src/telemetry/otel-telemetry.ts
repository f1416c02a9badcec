import {
  type Attributes,
  context,
  type Context,
  isSpanContextValid,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { ModelMessage } from '../model/model-port.js';
import type { ModelUsage } from '../model/model-usage.js';
import type {
  AgentTelemetry,
  ModelCallEnd,
  ModelSpan,
  SpanIds,
  ToolSpan,
  TurnSpan,
} from './agent-telemetry.js';

export interface OtelTelemetryOptions {
  /** Default: that of the SDK which the program has registered; without one nothing is recorded. */
  readonly tracer?: Tracer;
  /**
   * Whether spans hold what was said: prompts, answers, the arguments and results of tools. They may be
   * personal, and go wherever the spans go. Default: false.
   */
  readonly captureContent?: boolean;
  /** By what an agent is called in spans. Default: its participant id. */
  readonly agentName?: string;
}

const CONVERSATION = 'gen_ai.conversation.id';
const OPERATION = 'gen_ai.operation.name';
const COST = 'agent_chat.cost_micro_usd';
/** Where nobody has said who makes the model. */
const OTHER_PROVIDER = '_OTHER';

/**
 * Spans by the GenAI semantic conventions of OpenTelemetry: `invoke_agent` for a turn, and in it `chat` for
 * each model call and `execute_tool` for each tool. Content only where it is asked for.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/
 */
export function otelTelemetry(options: OtelTelemetryOptions = {}): AgentTelemetry {
  const { captureContent = false, agentName } = options;
  const tracer = options.tracer ?? trace.getTracer('@agent-chat/agents');
  return {
    startTurn({ conversationId, agentId, turn, executionId, attempt, runId }): TurnSpan {
      const name = agentName ?? agentId;
      const common: Attributes = { [CONVERSATION]: conversationId };
      const span = tracer.startSpan(`invoke_agent ${name}`, {
        kind: SpanKind.INTERNAL,
        attributes: {
          ...common,
          [OPERATION]: 'invoke_agent',
          'gen_ai.agent.id': agentId,
          'gen_ai.agent.name': name,
          'agent_chat.turn': turn,
          'agent_chat.execution.id': executionId,
          'agent_chat.attempt': attempt,
          ...(runId !== undefined && { 'agent_chat.run.id': runId }),
        },
      });
      const inTurn = trace.setSpan(context.active(), span);
      let provider = OTHER_PROVIDER;
      return {
        ids: idsOf(span),
        within: (work) => context.with(inTurn, work),
        startModel({ modelId, provider: made = OTHER_PROVIDER, request, startMs }) {
          provider = made;
          const chat = tracer.startSpan(
            `chat ${modelId}`,
            {
              kind: SpanKind.CLIENT,
              ...(startMs !== undefined && { startTime: startMs }),
              attributes: {
                ...common,
                [OPERATION]: 'chat',
                'gen_ai.provider.name': made,
                'gen_ai.request.model': modelId,
                ...(captureContent && request && contentOf(request.system, request.messages)),
              },
            },
            inTurn,
          );
          return modelSpan(chat, inTurn, captureContent);
        },
        startTool({ toolCallId, name: toolName, args }) {
          const tool = tracer.startSpan(
            `execute_tool ${toolName}`,
            {
              kind: SpanKind.INTERNAL,
              attributes: {
                ...common,
                [OPERATION]: 'execute_tool',
                'gen_ai.tool.name': toolName,
                'gen_ai.tool.call.id': toolCallId,
                'gen_ai.tool.type': 'function',
                ...(captureContent && { 'gen_ai.tool.call.arguments': JSON.stringify(args) }),
              },
            },
            inTurn,
          );
          return toolSpan(tool, captureContent);
        },
        end({ how, outcome, error, usage, costMicroUsd }) {
          span.setAttributes({
            'gen_ai.provider.name': provider,
            'agent_chat.turn.end': how,
            ...(outcome && { 'agent_chat.outcome': outcome.status }),
            ...usageOf(usage),
            ...(costMicroUsd > 0 && { [COST]: costMicroUsd }),
          });
          const isFault = outcome?.status === 'failed' || outcome?.status === 'truncated';
          if (error !== undefined) fail(span, error instanceof Error ? error.name : 'unknown');
          else if (isFault) fail(span, outcome.reason?.code ?? outcome.status);
          span.end();
        },
      };
    },
  };
}

function modelSpan(span: Span, inTurn: Context, captureContent: boolean): ModelSpan {
  const inModel = trace.setSpan(inTurn, span);
  return {
    ids: idsOf(span),
    within: (work) => context.with(inModel, work),
    end({ finishReason, usage, costMicroUsd, errorCode, text, toolCalls }: ModelCallEnd) {
      span.setAttributes({
        ...(finishReason !== undefined && { 'gen_ai.response.finish_reasons': [finishReason] }),
        ...(usage && usageOf(usage)),
        ...(costMicroUsd !== undefined && { [COST]: costMicroUsd }),
      });
      if (captureContent && text !== undefined) {
        const parts = [
          ...(text === '' ? [] : [{ type: 'text', content: text }]),
          ...(toolCalls ?? []).map(toolCallPart),
        ];
        const message = { role: 'assistant', parts, finish_reason: finishReason ?? 'error' };
        span.setAttribute('gen_ai.output.messages', JSON.stringify([message]));
      }
      if (errorCode !== undefined) fail(span, errorCode);
      span.end();
    },
  };
}

function usageOf({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: ModelUsage): Attributes {
  return {
    'gen_ai.usage.input_tokens': inputTokens,
    'gen_ai.usage.output_tokens': outputTokens,
    ...(cacheReadTokens !== undefined && { 'gen_ai.usage.cache_read.input_tokens': cacheReadTokens }),
    ...(cacheWriteTokens !== undefined && { 'gen_ai.usage.cache_creation.input_tokens': cacheWriteTokens }),
  };
}

function toolSpan(span: Span, captureContent: boolean): ToolSpan {
  return {
    end(result) {
      if (result === null) fail(span, 'aborted');
      else if ('error' in result) fail(span, result.error.code);
      else if (captureContent) span.setAttribute('gen_ai.tool.call.result', JSON.stringify(result.output));
      span.end();
    },
  };
}

/** The message of an error may quote what was said: only its code goes out. */
function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function idsOf(span: Span): SpanIds | null {
  const { traceId, spanId } = span.spanContext();
  return isSpanContextValid(span.spanContext()) ? { traceId, spanId } : null;
}

function contentOf(system: string | null, messages: readonly ModelMessage[]): Attributes {
  return {
    ...(system !== null && {
      'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: system }]),
    }),
    'gen_ai.input.messages': JSON.stringify(messages.map(inputMessage)),
  };
}

function inputMessage(message: ModelMessage): object {
  switch (message.role) {
    case 'user':
      return { role: 'user', parts: [{ type: 'text', content: message.text }] };
    case 'assistant': {
      const text = message.text === '' ? [] : [{ type: 'text', content: message.text }];
      return { role: 'assistant', parts: [...text, ...message.toolCalls.map(toolCallPart)] };
    }
    case 'tool':
      return {
        role: 'tool',
        parts: [{ type: 'tool_call_response', id: message.toolCallId, response: message.result }],
      };
  }
}

function toolCallPart({
  toolCallId,
  name,
  args,
}: {
  toolCallId: string;
  name: string;
  args: unknown;
}): object {
  return { type: 'tool_call', id: toolCallId, name, arguments: args };
}
