import type { ModelRegistry } from '@agent-chat/agents';
import {
  createPersonaLibrary,
  type Persona,
  type PersonaLibrary,
  readPersonas,
  watchPersonas,
} from '@agent-chat/agents/personas';
import type { Logger, RecordStore } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';

export interface WatchedPersonas {
  readonly library: PersonaLibrary;
  close(): void;
}

/**
 * The personas of a folder, read again when it changes. The first is the default where none says that
 * it is.
 *
 * @param openToVisitors whether whoever has the page may choose all of them
 * @throws AgentChatError `InvalidConfiguration` with the line and the column
 */
export function personaFiles(
  folder: string,
  models: ModelRegistry,
  { records, openToVisitors, logger }: { records: RecordStore; openToVisitors: boolean; logger: Logger },
): WatchedPersonas {
  const personas = readPersonas(folder);
  const library = createPersonaLibrary({ personas: withDefault(personas, models), records, openToVisitors });
  const complain = (error: unknown): void =>
    logger.log('error', 'The personas stay as they were.', { cause: AgentChatError.from(error).message });
  const watcher = watchPersonas(
    folder,
    personas,
    (changed) => {
      try {
        library.replace(withDefault(changed, models));
        logger.log('info', 'New conversations have the changed personas.', { personas: changed.length });
      } catch (error) {
        complain(error);
      }
    },
    complain,
  );
  return { library, close: () => watcher.close() };
}

/** @throws AgentChatError `InvalidConfiguration` for a model that nobody offers */
function withDefault(personas: readonly Persona[], models: ModelRegistry): readonly Persona[] {
  for (const { personaId, model } of personas) {
    if (model === undefined || models.models.some((offered) => offered.model === model)) continue;
    const names = models.models.map((offered) => offered.model).join(', ');
    throw new AgentChatError(
      'InvalidConfiguration',
      `The persona "${personaId}" has the model "${model}", which is none of: ${names}.`,
    );
  }
  if (personas.some((persona) => persona.default)) return personas;
  return personas.map((persona, place) => ({ ...persona, default: place === 0 }));
}
