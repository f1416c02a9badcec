import {
  type AgentRunner,
  type RunnerInput,
  type RunnerOutput,
  type RunnerTurn,
  silentLogger,
} from '@agent-chat/core';
import { type AgentOptions, createAgent } from '../loop/create-agent.js';
import { changedModel } from '../model/changed-model.js';
import type { ModelPort } from '../model/model-port.js';
import type { Tool } from '../tools/tool.js';
import { isTool, type ToolSource } from '../tools/tool-source.js';
import { allowsTool, type Persona } from './persona.js';
import type { PersonaLibrary } from './persona-library.js';

export interface PersonaAgentOptions extends Omit<AgentOptions, 'model'> {
  /** Which model a turn has: a persona's own where nobody has chosen another, as `registry.forTurn`. */
  readonly model: (turn: RunnerTurn) => ModelPort;
  /** Default: there are no personas, and every conversation has `systemPrompt` and all tools. */
  readonly personas?: PersonaLibrary;
}

/**
 * An agent that is, in each conversation, the persona of that conversation: its prompt, the tools that
 * it allows, its model and its limits. The version is the one that the conversation began with. Where a
 * conversation has no persona, it is what `createAgent` makes of the same options. A version that nobody has
 * kept ends the turn as `failed` (`persona_missing`).
 *
 * @throws AgentChatError as `createAgent`
 */
export function createPersonaAgent(options: PersonaAgentOptions): AgentRunner {
  const { personas, logger = silentLogger } = options;
  const plain = createAgent(options);

  async function* run(input: RunnerInput): AsyncGenerator<RunnerOutput> {
    const { tenant, persona: ref } = input.turn;
    if (ref === undefined) {
      yield* plain.run(input);
      return;
    }
    const persona = await personas?.get(tenant, ref);
    if (persona == null) {
      logger.log('error', 'The persona of a conversation is not there.', { tenant, ...ref });
      yield missing(ref.personaId);
      return;
    }
    yield* createAgent({ ...options, ...optionsOf(persona, options) }).run(input);
  }

  return { ...plain, run };
}

/** What a persona says in the place of an agent's own options. */
function optionsOf(
  persona: Persona,
  options: PersonaAgentOptions,
): Pick<AgentOptions, 'systemPrompt' | 'tools' | 'maxSteps' | 'model'> {
  const { systemPrompt, model, limits } = persona;
  const { maxSteps, maxOutputTokens } = limits;
  return {
    systemPrompt,
    tools: toolsFor(persona, options.tools ?? []),
    ...(maxSteps !== undefined && { maxSteps }),
    model: (turn) => {
      const chosen = turn.model ?? model;
      const port = options.model({ ...turn, ...(chosen !== undefined && { model: chosen }) });
      return maxOutputTokens === undefined ? port : limited(port, maxOutputTokens);
    },
  };
}

/** Those that it allows, also of sources. */
function toolsFor(persona: Persona, tools: readonly (Tool | ToolSource)[]): (Tool | ToolSource)[] {
  const isAllowed = ({ name }: Tool): boolean => allowsTool(persona, name);
  return tools.flatMap((one): (Tool | ToolSource)[] => {
    if (isTool(one)) return isAllowed(one) ? [one] : [];
    return [
      {
        async list(options) {
          const listed = await one.list(options);
          return { ...listed, tools: listed.tools.filter(isAllowed) };
        },
      },
    ];
  });
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
