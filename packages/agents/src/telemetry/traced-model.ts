import { changedModel } from '../model/changed-model.js';
import { ModelError } from '../model/model-error.js';
import type { ModelDelta, ModelPort, ModelRequest, ModelToolCall } from '../model/model-port.js';
import type { ModelUsage } from '../model/model-usage.js';
import type { ModelCallEnd, ModelSpan, SpanIds, TurnSpan } from './agent-telemetry.js';

/** The same model, with a span for each of its steps; `onStep` is told which. */
export function tracedModel(
  model: ModelPort,
  turn: TurnSpan,
  costOf: ((usage: ModelUsage) => number) | undefined,
  onStep: (ids: SpanIds | null) => void,
): ModelPort {
  return changedModel(model, {
    async *step(request: ModelRequest): AsyncGenerator<ModelDelta> {
      const { modelId, provider } = model;
      const span = turn.startModel({ modelId, provider, request });
      onStep(span.ids);
      const seen = new SeenStep();
      let error: unknown;
      const deltas = span.within(() => model.step(request)[Symbol.asyncIterator]());
      try {
        for (;;) {
          const next = await span.within(() => deltas.next());
          if (next.done) break;
          seen.take(next.value);
          yield next.value;
        }
      } catch (caught) {
        error = caught;
        throw caught;
      } finally {
        endOf(span, seen, error, request, costOf);
        await deltas.return?.();
      }
    },
  });
}

class SeenStep {
  text = '';
  readonly toolCalls: ModelToolCall[] = [];
  finish: Extract<ModelDelta, { type: 'finish' }> | null = null;

  take(delta: ModelDelta): void {
    if (delta.type === 'text') this.text += delta.append;
    else if (delta.type === 'finish') this.finish = delta;
    else if (delta.type === 'tool_call') {
      const { toolCallId, name, args } = delta;
      this.toolCalls.push({ toolCallId, name, args });
    }
  }
}

function endOf(
  span: ModelSpan,
  { finish, text, toolCalls }: SeenStep,
  error: unknown,
  { signal }: ModelRequest,
  costOf: ((usage: ModelUsage) => number) | undefined,
): void {
  const usage = finish?.usage;
  const end: ModelCallEnd = {
    finishReason: finish?.reason,
    usage,
    costMicroUsd: usage && costOf ? Math.ceil(costOf(usage)) : undefined,
    errorCode: finish === null ? errorCodeOf(error, signal) : undefined,
    text,
    toolCalls,
  };
  span.end(end);
}

function errorCodeOf(error: unknown, signal: AbortSignal): string {
  if (error === undefined) return signal.aborted ? 'aborted' : 'stream_truncated';
  return ModelError.isInstance(error) ? error.code : 'provider_error';
}
