import type { PersonaSource, RecordStore } from '@agent-chat/core';
import { AgentChatError, type JsonValue, type PersonaOption, type PersonaRef } from '@agent-chat/protocol';
import * as z from 'zod';
import { type Persona, personaOption, personaVersion } from './persona.js';

export interface PersonaLibraryOptions {
  /** Ids must differ, and at most one is the default. */
  readonly personas: readonly Persona[];
  /** Keeps each version that a conversation has, so that it goes on with it after a restart. */
  readonly records: RecordStore;
  /** Whether anonymous visitors may choose all of them, whatever they say. Default: false. */
  readonly openToVisitors?: boolean;
}

/** The personas of an installation: the newest versions, and those that conversations have. */
export interface PersonaLibrary extends PersonaSource {
  /** For those who may choose any, in their order. */
  choices(): readonly PersonaOption[];
  /** For anonymous visitors. */
  visitorChoices(): readonly PersonaOption[];
  /** What new conversations have from now on. @throws AgentChatError `InvalidConfiguration` */
  replace(personas: readonly Persona[]): void;
  /** Exactly the version that a conversation has; `null`: nobody has kept it. */
  get(tenant: string, ref: PersonaRef): Promise<Persona | null>;
}

const COLLECTION = 'personas';

/** @throws AgentChatError `InvalidConfiguration` for equal ids or two defaults */
export function createPersonaLibrary(options: PersonaLibraryOptions): PersonaLibrary {
  const { records, openToVisitors = false } = options;
  let newest: ReadonlyMap<string, Persona> = byId(options.personas);
  const list = (): readonly Persona[] => [...newest.values()];
  const isVisitors = ({ visitors }: Persona): boolean => visitors || openToVisitors;
  return {
    choices: () => list().map(personaOption),
    visitorChoices: () => list().filter(isVisitors).map(personaOption),
    replace(personas) {
      newest = byId(personas);
    },
    async pin(tenant, personaId) {
      const persona = personaId === null ? list().find((each) => each.default) : newest.get(personaId);
      if (persona === undefined) return null;
      const ref = { personaId: persona.personaId, version: personaVersion(persona) };
      await records.putIfAbsent(tenant, COLLECTION, recordId(ref), toJson(persona));
      return ref;
    },
    mayChoose({ kind }, personaId) {
      if (kind === 'member' || kind === 'operator') return true;
      const persona = newest.get(personaId);
      return kind === 'visitor' && persona !== undefined && isVisitors(persona);
    },
    async get(tenant, ref) {
      const kept = await records.get(tenant, COLLECTION, recordId(ref));
      if (kept === null) return null;
      const parsed = KeptPersona.safeParse(kept);
      return parsed.success ? parsed.data : null;
    },
  };
}

/** What was kept was valid once; a later version of this package may have written more. */
const KeptPersona = z.looseObject({
  personaId: z.string(),
  name: z.string(),
  description: z.string().optional(),
  symbol: z.string().optional(),
  systemPrompt: z.string(),
  allowedTools: z.array(z.string()),
  model: z.string().optional(),
  visitors: z.boolean(),
  default: z.boolean(),
  limits: z.looseObject({ maxSteps: z.number().optional(), maxOutputTokens: z.number().optional() }),
});

function recordId({ personaId, version }: PersonaRef): string {
  return `${personaId}@${version}`;
}

function toJson(persona: Persona): JsonValue {
  return JSON.parse(JSON.stringify(persona)) as JsonValue;
}

function byId(personas: readonly Persona[]): ReadonlyMap<string, Persona> {
  const found = new Map(personas.map((persona) => [persona.personaId, persona]));
  if (found.size < personas.length) {
    throw new AgentChatError('InvalidConfiguration', 'Two personas have the same id.');
  }
  const defaults = personas.filter((persona) => persona.default).map(({ personaId }) => personaId);
  if (defaults.length > 1) {
    throw new AgentChatError(
      'InvalidConfiguration',
      `Only one persona can be the default: ${defaults.join(', ')} say that they are.`,
      { details: { defaults } },
    );
  }
  return found;
}
