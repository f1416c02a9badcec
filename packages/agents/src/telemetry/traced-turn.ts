import type { AgentRunner, RunnerInput, RunnerOutput } from '@agent-chat/core';
import { isKnownEvent, type Outcome } from '@agent-chat/protocol';
import { NO_USAGE, sumOf } from '../model/model-usage.js';
import type { AgentTelemetry, SpanIds, ToolSpan, TurnSpan } from './agent-telemetry.js';

/**
 * The same runner, told of to `telemetry`: a span for each turn, for each tool from its start to its
 * result, and for each model call from its `usage`. The ids of spans go into the log with calls and usage.
 */
export function withTelemetry(runner: AgentRunner, telemetry: AgentTelemetry): AgentRunner {
  return {
    ...runner,
    run: (input) =>
      tracedTurn(
        telemetry.startTurn(input.turn),
        input,
        () => null,
        (traced) => runner.run(traced),
      ),
  };
}

/**
 * Runs a turn under its span. `modelSpan` gives the span of the newest model call, and `null` where nobody
 * else makes one: then it is made here from what `usage` says.
 */
export async function* tracedTurn(
  turn: TurnSpan,
  input: RunnerInput,
  modelSpan: () => SpanIds | null,
  run: (input: RunnerInput) => AsyncIterable<RunnerOutput>,
): AsyncGenerator<RunnerOutput> {
  const tracing = new Tracing(turn, input, modelSpan);
  let error: unknown;
  try {
    const outputs = turn.within(() => run(tracing.input())[Symbol.asyncIterator]());
    try {
      let ask = () => outputs.next();
      for (;;) {
        const next = await turn.within(ask);
        if (next.done) break;
        ask = () => outputs.next();
        const seen = tracing.see(next.value);
        try {
          yield seen;
        } catch (refusal) {
          const refuse = outputs.throw?.bind(outputs);
          if (refuse === undefined) throw refusal;
          tracing.refused();
          ask = () => refuse(refusal);
        }
      }
    } finally {
      await outputs.return?.();
    }
  } catch (caught) {
    error = caught;
    throw caught;
  } finally {
    tracing.end(error);
  }
}

class Tracing {
  readonly #turn: TurnSpan;
  readonly #input: RunnerInput;
  readonly #modelSpan: () => SpanIds | null;
  readonly #names = new Map<string, string>();
  readonly #tools = new Map<string, ToolSpan>();
  #usage = NO_USAGE;
  #costMicroUsd = 0;
  #isClosed = false;
  #isWaiting = false;
  #outcome: Outcome | undefined;

  constructor(turn: TurnSpan, input: RunnerInput, modelSpan: () => SpanIds | null) {
    this.#turn = turn;
    this.#input = input;
    this.#modelSpan = modelSpan;
    // A turn that goes on may start calls that an earlier execution has logged.
    for (const event of input.events) {
      if (isKnownEvent(event) && event.type === 'tool_call' && event.turn === input.turn.turn) {
        this.#names.set(event.payload.toolCallId, event.payload.name);
      }
    }
  }

  input(): RunnerInput {
    const { control } = this.#input;
    return {
      ...this.#input,
      control: {
        startTool: async (toolCallId, traits) => {
          const start = await control.startTool(toolCallId, traits);
          if (start.status === 'waiting') this.#isWaiting = true;
          if (start.status === 'started') {
            const name = this.#names.get(toolCallId) ?? 'unknown';
            this.#tools.set(toolCallId, this.#turn.startTool({ toolCallId, name, args: start.args }));
          }
          return start;
        },
        reserve: (amounts) => control.reserve(amounts),
        settle: (reservationId, amounts) => control.settle(reservationId, amounts),
        release: (reservationId) => control.release(reservationId),
        proposeSetting: (setting, causedBy) => control.proposeSetting(setting, causedBy),
        handOff: (to, reason) => control.handOff(to, reason),
        takeSteered: () => control.takeSteered(),
      },
    };
  }

  /** The output as it is logged: with the ids of its span where it may have them. */
  see(output: RunnerOutput): RunnerOutput {
    switch (output.type) {
      case 'tool_call': {
        this.#names.set(output.toolCallId, output.name);
        const { ids } = this.#turn;
        return ids === null ? output : { ...output, traceId: ids.traceId };
      }
      case 'tool_result': {
        this.#tools
          .get(output.toolCallId)
          ?.end('error' in output ? { error: output.error } : { output: output.output });
        this.#tools.delete(output.toolCallId);
        return output;
      }
      case 'usage': {
        this.#usage = sumOf(this.#usage, output);
        this.#costMicroUsd += output.costMicroUsd ?? 0;
        const ids = this.#modelSpan() ?? this.#toldModel(output);
        return ids === null ? output : { ...output, ...ids };
      }
      case 'message':
        if (output.finality !== 'none') {
          this.#isClosed = true;
          this.#outcome = output.outcome ?? { status: 'complete' };
        }
        return output;
      default:
        return output;
    }
  }

  /** What was seen last was not logged. */
  refused(): void {
    this.#isClosed = false;
    this.#outcome = undefined;
  }

  end(error: unknown): void {
    for (const tool of this.#tools.values()) tool.end(null);
    const isParked = this.#isWaiting && error === undefined && !this.#input.signal.aborted;
    this.#turn.end({
      how: this.#isClosed ? 'closed' : isParked ? 'parked' : 'left',
      outcome: this.#outcome,
      error,
      usage: this.#usage,
      costMicroUsd: this.#costMicroUsd,
    });
  }

  #toldModel(output: Extract<RunnerOutput, { type: 'usage' }>): SpanIds | null {
    const { model, latencyMs, costMicroUsd } = output;
    const span = this.#turn.startModel({ modelId: model, startMs: Date.now() - latencyMs });
    span.end({ usage: sumOf(NO_USAGE, output), costMicroUsd });
    return span.ids;
  }
}
