import type { ModelChoice } from '../model-select/model-select.js';
import type { PersonaChoice } from '../persona-select/persona-select.js';
import type { ConversationSource } from './conversation-source.js';

/** What a page says that can be chosen and set. */
interface OfPage {
  readonly models: readonly ModelChoice[];
  readonly personas: readonly PersonaChoice[];
  readonly controls: string | undefined;
}

/** What there is to choose and to set in a conversation: what the page says, else what the interface does. */
export interface Offered extends Pick<OfPage, 'models' | 'personas'> {
  /** Whether only to look at the models: anonymous visitors choose what the server offers them, or nothing. */
  readonly isModelLocked: boolean;
  readonly hasAutopilot: boolean;
  readonly hasBudgets: boolean;
}

export function offered(
  page: OfPage,
  { client, facts, info, isManaged, isLocked }: ConversationSource,
): Offered {
  const own = isManaged ? info : null;
  const isOwn = page.models.length === 0;
  const models = isOwn ? (own?.models ?? []) : page.models;
  // A first one is set where there is a conversation, and by whoever may.
  const wanted = client === null || isLocked ? null : page.controls;
  return {
    models,
    isModelLocked: isLocked && (!isOwn || models.length < 2),
    personas: page.personas.length > 0 ? page.personas : (own?.personas ?? []),
    hasAutopilot: facts.hasAutopilot || wanted?.includes('autopilot') === true,
    hasBudgets: facts.hasBudgets || wanted?.includes('budget') === true,
  };
}
