import {
  type AgentRunner,
  type RunnerInput,
  type RunnerOutput,
  type RunnerTurn,
  silentLogger,
} from '@agent-chat/core';
import type { ErrorBody } from '@agent-chat/protocol';
import { type AgentOptions, createAgent } from '../loop/create-agent.js';
import { firstOf } from '../loop/first-of.js';
import { changedModel } from '../model/changed-model.js';
import type { ModelPort } from '../model/model-port.js';
import { firstOfEachName } from '../tools/first-of-each-name.js';
import type { Tool } from '../tools/tool.js';
import type { ToolSource } from '../tools/tool-source.js';
import { allowsTool, type Persona } from './persona.js';
import type { PersonaLibrary } from './persona-library.js';

export interface PersonaAgentOptions extends Omit<AgentOptions, 'model'> {
  /** Which model a turn has: a persona's own where nobody has chosen another, as `registry.forTurn`. */
  readonly model: (turn: RunnerTurn) => ModelPort;
  /** Default: there are no personas, and every conversation has `systemPrompt` and all tools. */
  readonly personas?: PersonaLibrary;
  /** Whose conversations these are. Default `default`. */
  readonly tenant?: string;
  /** Tools of servers, asked for at each turn. */
  readonly toolSources?: readonly ToolSource[];
}

/**
 * An agent that is, in each conversation, the persona of that conversation: its prompt, the tools that
 * it allows, its model and its limits. The version is the one that the conversation began with. Where a
 * conversation has no persona, it is what `createAgent` makes of the same options.
 *
 * Of tools with the same name it has the first: its own, then those of its sources in their order. A
 * source that cannot be reached is logged as a failed `step` that people see, and the turn
 * goes on without its tools. A version that nobody has kept ends the turn as `failed`
 * (`persona_missing`).
 *
 * @throws AgentChatError as `createAgent`
 */
export function createPersonaAgent(options: PersonaAgentOptions): AgentRunner {
  const { personas, tenant = 'default', tools = [], toolSources = [], logger = silentLogger } = options;
  createAgent(options);
  /** The newest of each name, for arguments that a person edits between two turns. */
  const known = new Map<string, Tool>(tools.map((tool) => [tool.name, tool]));

  async function* run(input: RunnerInput): AsyncGenerator<RunnerOutput> {
    const ref = input.turn.persona;
    const persona = ref === undefined ? null : ((await personas?.get(tenant, ref)) ?? null);
    if (ref !== undefined && persona === null) {
      logger.log('error', 'The persona of a conversation is not there.', { ...ref });
      yield missing(ref.personaId);
      return;
    }
    const { signal } = input;
    const listing = Promise.all(toolSources.map((source) => source.list({ signal })));
    const first = await firstOf(listing, [signal]);
    if ('aborted' in first) return;
    const listed = first.value;
    for (const { source, message } of listed.flatMap(({ failures }) => failures)) {
      yield { type: 'step', node: source, status: 'error', message };
    }
    const all = firstOfEachName([...tools, ...listed.flatMap((each) => each.tools)], logger);
    for (const tool of all) known.set(tool.name, tool);
    const allowed = persona === null ? all : all.filter(({ name }) => allowsTool(persona, name));
    yield* createAgent({
      ...options,
      ...(persona !== null && optionsOf(persona, options)),
      tools: allowed,
    }).run(input);
  }

  return {
    run,
    validateToolArgs(toolName, args): ErrorBody | null {
      const parsed = known.get(toolName)?.parse(args);
      return parsed !== undefined && 'error' in parsed ? parsed.error : null;
    },
  };
}

/** What a persona says in the place of an agent's own options. */
function optionsOf(
  { systemPrompt, model, limits }: Persona,
  options: PersonaAgentOptions,
): Pick<AgentOptions, 'systemPrompt' | 'maxSteps' | 'model'> {
  const { maxSteps, maxOutputTokens } = limits;
  return {
    systemPrompt,
    ...(maxSteps !== undefined && { maxSteps }),
    model: (turn) => {
      const chosen = turn.model ?? model;
      const port = options.model({ ...turn, ...(chosen !== undefined && { model: chosen }) });
      return maxOutputTokens === undefined ? port : limited(port, maxOutputTokens);
    },
  };
}

function limited(port: ModelPort, maxOutputTokens: number): ModelPort {
  return changedModel(port, {
    maxOutputTokens: Math.min(maxOutputTokens, port.maxOutputTokens ?? Number.POSITIVE_INFINITY),
    step: (request) =>
      port.step({
        ...request,
        maxOutputTokens: Math.min(maxOutputTokens, request.maxOutputTokens ?? Number.POSITIVE_INFINITY),
      }),
  });
}

function missing(personaId: string): RunnerOutput {
  return {
    type: 'message',
    parts: [],
    finality: 'turn',
    outcome: {
      status: 'failed',
      reason: {
        code: 'persona_missing',
        message: `The persona "${personaId}" of this conversation is not there any more: begin a new conversation.`,
        retryable: false,
      },
    },
  };
}
