import { html, nothing } from 'lit';
import type { ModelChoice } from '../model-select/model-select.js';

/** What can be set in a conversation, and by whom. */
export interface TopBarView {
  readonly models: readonly ModelChoice[];
  readonly hasAutopilot: boolean;
  readonly hasBudgets: boolean;
  /** Whether the person may only look, as anonymous visitors. */
  readonly isLocked: boolean;
}

export function hasTopBar({ models, hasAutopilot, hasBudgets }: TopBarView): boolean {
  return models.length > 0 || hasAutopilot || hasBudgets;
}

/** The controls that the conversation has; nothing where it has none. */
export function renderTopBar(view: TopBarView): unknown {
  return [
    view.models.length > 0
      ? html`<agent-model-select .models=${view.models} .locked=${view.isLocked}></agent-model-select>`
      : nothing,
    view.hasAutopilot ? html`<agent-autopilot .locked=${view.isLocked}></agent-autopilot>` : nothing,
    view.hasBudgets ? html`<agent-budget .compact=${true} .locked=${view.isLocked}></agent-budget>` : nothing,
  ];
}
