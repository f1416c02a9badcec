import type { PublicInterface } from '@agent-chat/protocol';
import type { ModelChoice } from '../model-select/model-select.js';
import type { PersonaChoice } from '../persona-select/persona-select.js';
import type { ConversationSource } from './conversation-source.js';

/** What a page says that can be chosen. */
interface OfPage {
  readonly models: readonly ModelChoice[];
  readonly personas: readonly PersonaChoice[];
}

/** What there is to choose in a conversation: what the page says, else what the interface does. */
export interface Offered extends OfPage {
  /** Whether only to look at the models: anonymous visitors choose what the server offers them, or nothing. */
  readonly isModelLocked: boolean;
}

export function offered(page: OfPage, { info, isManaged, isLocked }: ConversationSource): Offered {
  const own = isManaged ? optionsOf(info) : { models: [], personas: [] };
  const isOwn = page.models.length === 0;
  return {
    models: isOwn ? own.models : page.models,
    isModelLocked: isLocked && (!isOwn || own.models.length < 2),
    personas: page.personas.length > 0 ? page.personas : own.personas,
  };
}

function optionsOf(info: PublicInterface | null): OfPage {
  return {
    models: (info?.models ?? []).map(({ model, label, description }) => ({
      model,
      ...(label !== undefined && { label }),
      ...(description !== undefined && { description }),
    })),
    personas: (info?.personas ?? []).map(({ personaId, name, description, symbol }) => ({
      personaId,
      name,
      ...(description !== undefined && { description }),
      ...(symbol !== undefined && { symbol }),
    })),
  };
}
