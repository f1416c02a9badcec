import {
  type AgentRunner,
  type Clock,
  type Logger,
  type RunnerInput,
  type RunnerOutput,
  type RunnerTurn,
  silentLogger,
  systemClock,
} from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import type { ModelPort } from '../model/model-port.js';
import type { ModelUsage } from '../model/model-usage.js';
import type { SettingsInChat } from '../settings/said-settings.js';
import type { AgentTelemetry, SpanIds } from '../telemetry/agent-telemetry.js';
import { tracedModel } from '../telemetry/traced-model.js';
import { tracedTurn } from '../telemetry/traced-turn.js';
import { askedWhy } from '../explain/asked-why.js';
import { type EvidenceFor, explainedTurn } from '../explain/explained-turn.js';
import type { KeepResult } from '../tools/keep-file.js';
import type { Tool } from '../tools/tool.js';
import { isTool, type ToolSource } from '../tools/tool-source.js';
import { createToolbox, type Toolbox } from '../tools/toolbox.js';
import { AgentRun } from './agent-run.js';
import type { AgentSetup } from './agent-setup.js';
import type { ImageLimits } from './turn-pictures.js';

export interface AgentOptions {
  /** One model, or whichever a turn is to have, for example `registry.forTurn`. */
  readonly model: ModelPort | ((turn: RunnerTurn) => ModelPort);
  /**
   * Tools, whose names must differ, and sources of tools, for example `createMcpTools`, which are asked at
   * each turn. Of tools with the same name it has the first: its own, then those of its sources in their
   * order.
   */
  readonly tools?: readonly (Tool | ToolSource)[];
  readonly systemPrompt?: string;
  /** Model calls in one turn; at least 1. Default 8. A turn that needs more ends as `truncated`. */
  readonly maxSteps?: number;
  /** What a step costs, in micro-USD. Default: as the model says, else no budget for money counts it. */
  readonly costOf?: (usage: ModelUsage) => number;
  /**
   * Whether what people write sets something: "set autopilot L2 with $100 a day" is proposed before the
   * first step, applies at once where core's parser finds it in the message of somebody who may set it,
   * and is asked for as an approval otherwise. The model is told what became of it. Default: false.
   */
  readonly settingsInChat?: boolean | SettingsInChat;
  /** Adds to the evidence of an explanation what only the host knows. Default: what the log has. */
  readonly evidenceFor?: EvidenceFor;
  /** Is told of each turn, model call and tool, for example `otelTelemetry()`. Default: nobody is. */
  readonly telemetry?: AgentTelemetry;
  /**
   * Keeps a tool's result that is longer than the tool's `maxResultBytes`, and the files in results, as
   * attachments. Default: such a call ends with the error `tool_result_too_large`, and of a file the model is
   * told the type and the size.
   */
  readonly keepResult?: KeepResult;
  /** How much of the pictures in messages a model is shown that takes pictures. */
  readonly images?: ImageLimits;
  /** Default: the platform's. */
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/**
 * An agent: a model and its tools in a loop. Each step streams as drafts and ends as one message
 * (none where the model wrote nothing), followed by its tool calls; each tool is logged as started
 * before it runs. The last message closes the turn and says how it ended: `complete`, or
 *
 * - `stopped` (`stopped_by_user`), at the end of the sentence or tool that was under way;
 * - `truncated` (`stream_truncated`, `max_tokens`, `max_steps`, or a `ModelErrorCode`) when
 *   something was written and the rest is missing;
 * - `failed` (a `ModelErrorCode`, `refused`, `tool_outcome_unknown`) otherwise.
 *
 * A resumed turn goes on from what it logged: answered calls are not repeated, unstarted ones are
 * started, and one that started without a result runs again only if its tool says that it may.
 *
 * Each model step is reserved before it (tokens, one message, and money where the cost is known) and
 * settled with what it used; where a budget says no, the turn ends as `stopped` (`budget_exceeded`).
 *
 * A call that a person is asked about is left open while the others run. When only such calls are
 * left, the run ends without closing its turn, and goes on when they have answered: with the
 * arguments that they approved, or with an error that the model reads.
 *
 * A source of tools that cannot be reached is logged as a failed `step` that people see, and the turn goes
 * on without its tools.
 *
 * @throws AgentChatError `InvalidConfiguration` for tools of the same name, or `maxSteps` below 1.
 */
export function createAgent(options: AgentOptions): AgentRunner {
  const {
    model,
    tools = [],
    systemPrompt,
    maxSteps = 8,
    settingsInChat = false,
    clock = systemClock(),
    logger = silentLogger,
  } = options;
  const toolbox = createToolbox(tools, logger);
  const own = tools.filter(isTool);
  if (new Set(own.map(({ name }) => name)).size !== own.length) {
    throw new AgentChatError('InvalidConfiguration', 'Two tools of an agent have the same name.');
  }
  if (!(maxSteps >= 1)) {
    throw new AgentChatError('InvalidConfiguration', 'maxSteps must be at least 1.', {
      details: { maxSteps },
    });
  }
  const said = settingsInChat === true ? {} : settingsInChat;
  const setup = {
    systemPrompt,
    maxSteps,
    imageLimits: options.images ?? {},
    keepResult: options.keepResult,
    settingsInChat: said === false ? null : said,
    clock,
    logger,
  };
  const explained = (outputs: AsyncIterable<RunnerOutput>, input: RunnerInput) => {
    const asked = askedWhy(input);
    if (asked === null) return outputs;
    const { turn, events } = input;
    const { evidenceFor } = options;
    return explainedTurn(outputs, { tenant: turn.tenant, asked, events, evidenceFor, logger });
  };
  return {
    run(input: RunnerInput): AsyncIterable<RunnerOutput> {
      const port = typeof model === 'function' ? model(input.turn) : model;
      const costOf = options.costOf ?? port.costOf?.bind(port);
      const run = (model: ModelPort, given: RunnerInput) =>
        explained(runWithTools(toolbox, { ...setup, model, costOf }, given), given);
      const span = options.telemetry?.startTurn(input.turn);
      if (span === undefined) return run(port, input);
      let newest: SpanIds | null = null;
      const traced = tracedModel(port, span, costOf, (ids) => {
        newest = ids;
      });
      return tracedTurn(
        span,
        input,
        () => newest,
        (inSpan) => run(traced, inSpan),
      );
    },
    async validateToolArgs(toolName, args) {
      const parsed = (await toolbox.find(toolName))?.parse(args);
      return parsed !== undefined && 'error' in parsed ? parsed.error : null;
    },
  };
}

/** One execution of a turn, with the tools that there are when it begins. */
async function* runWithTools(
  toolbox: Toolbox,
  setup: Omit<AgentSetup, 'tools'>,
  input: RunnerInput,
): AsyncGenerator<RunnerOutput> {
  const listed = await toolbox.list(input.signal);
  if (listed === null) return;
  for (const { source, message } of listed.failures) {
    yield { type: 'step', node: source, status: 'error', message };
  }
  yield* new AgentRun({ ...setup, tools: listed.tools }, input).run();
}
