import { html, nothing } from 'lit';
import type { ModelChoice } from '../model-select/model-select.js';
import type { ConversationFacts } from './conversation-watch.js';

/** What a conversation has that can be set. */
type Settable = Pick<ConversationFacts, 'hasAutopilot' | 'hasBudgets'>;

export function hasTopBar(models: readonly ModelChoice[], { hasAutopilot, hasBudgets }: Settable): boolean {
  return models.length > 0 || hasAutopilot || hasBudgets;
}

/**
 * The controls that the conversation has; nothing where it has none.
 *
 * @param isLocked whether the person may only look, as anonymous visitors
 */
export function renderTopBar(models: readonly ModelChoice[], settable: Settable, isLocked: boolean): unknown {
  const { hasAutopilot, hasBudgets } = settable;
  return [
    models.length > 0
      ? html`<agent-model-select .models=${models} .locked=${isLocked}></agent-model-select>`
      : nothing,
    hasAutopilot ? html`<agent-autopilot .locked=${isLocked}></agent-autopilot>` : nothing,
    hasBudgets ? html`<agent-budget .compact=${true} .locked=${isLocked}></agent-budget>` : nothing,
  ];
}
