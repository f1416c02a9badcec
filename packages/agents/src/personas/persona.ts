import { canonicalHash, type PersonaOption } from '@agent-chat/protocol';
import * as z from 'zod';
import { requireYaml } from '../yaml/read-yaml.js';

/** Who an agent is in a conversation. */
export interface Persona {
  readonly personaId: string;
  readonly name: string;
  /** What it is good at, in a sentence: for people who choose. */
  readonly description?: string | undefined;
  /** One character, for example an emoji. */
  readonly symbol?: string | undefined;
  readonly systemPrompt: string;
  /** Names of tools; `github__*` stands for all that begin so, and `*` for all. Default: none. */
  readonly allowedTools: readonly string[];
  /** The name of a model of the registry. Default: the registry's default. */
  readonly model?: string | undefined;
  /** Whether anonymous visitors may choose it. Default: false. */
  readonly visitors: boolean;
  /** Whether conversations have it where nobody has chosen. */
  readonly default: boolean;
  readonly limits: {
    /** Model calls in one turn. */
    readonly maxSteps?: number | undefined;
    /** What the model may write in one step. */
    readonly maxOutputTokens?: number | undefined;
  };
}

const PersonaFile = z.strictObject({
  name: z.string().min(1).max(255),
  description: z.string().max(1_000).optional(),
  symbol: z.string().min(1).max(16).optional(),
  systemPrompt: z.string().min(1),
  allowedTools: z
    .array(z.string().regex(/^(?:[\w-]+\*?|\*)$/, 'not the name of a tool, nor one that ends with *'))
    .default([]),
  model: z.string().min(1).max(128).optional(),
  visitors: z.boolean().default(false),
  default: z.boolean().default(false),
  limits: z
    .strictObject({
      maxSteps: z.int().min(1).max(100).optional(),
      maxOutputTokens: z.int().positive().optional(),
    })
    .default({}),
});

/**
 * Reads a persona from YAML.
 *
 * @param file what faults are told with
 * @throws AgentChatError `InvalidConfiguration`: `file:line:column` and what is wrong
 */
export function parsePersona(file: string, personaId: string, source: string): Persona {
  return { personaId, ...requireYaml(file, source, PersonaFile) };
}

/** The same for the same persona, whoever reads it: it changes with everything that is in it. */
export function personaVersion(persona: Persona): string {
  return canonicalHash(JSON.parse(JSON.stringify(persona))).slice(0, 16);
}

/** What people see of a persona, and nothing of its prompt. */
export function personaOption({ personaId, name, description, symbol }: Persona): PersonaOption {
  return {
    personaId,
    name,
    ...(description !== undefined && { description }),
    ...(symbol !== undefined && { symbol }),
  };
}

/** Whether a persona may use a tool of that name. */
export function allowsTool({ allowedTools }: Pick<Persona, 'allowedTools'>, toolName: string): boolean {
  return allowedTools.some((allowed) =>
    allowed.endsWith('*') ? toolName.startsWith(allowed.slice(0, -1)) : allowed === toolName,
  );
}
