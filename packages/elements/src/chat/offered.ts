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
  const own = isManaged ? info : null;
  const isOwn = page.models.length === 0;
  const models = isOwn ? (own?.models ?? []) : page.models;
  return {
    models,
    isModelLocked: isLocked && (!isOwn || models.length < 2),
    personas: page.personas.length > 0 ? page.personas : (own?.personas ?? []),
  };
}
