import { html, nothing } from 'lit';
import { FRAME_PARTS } from '../parts/frame-parts.js';
import type { ConversationFacts } from './conversation-watch.js';
import type { Offered } from './offered.js';

/** What a conversation has that can be set. */
type Settable = Pick<ConversationFacts, 'hasAutopilot' | 'hasBudgets'>;

export function hasTopBar({ models }: Offered, { hasAutopilot, hasBudgets }: Settable): boolean {
  return models.length > 0 || hasAutopilot || hasBudgets;
}

/**
 * The controls that the conversation has; nothing where it has none.
 *
 * @param isLocked whether the person may only look, as anonymous visitors
 */
export function renderTopBar(
  { models, isModelLocked }: Offered,
  { hasAutopilot, hasBudgets }: Settable,
  isLocked: boolean,
): unknown {
  return [
    models.length > 0
      ? html`<agent-model-select exportparts=${FRAME_PARTS['agent-model-select']} .models=${models} .locked=${isModelLocked}></agent-model-select>`
      : nothing,
    hasAutopilot
      ? html`<agent-autopilot exportparts=${FRAME_PARTS['agent-autopilot']} .locked=${isLocked}></agent-autopilot>`
      : nothing,
    hasBudgets
      ? html`<agent-budget exportparts=${FRAME_PARTS['agent-budget']} .compact=${true} .locked=${isLocked}></agent-budget>`
      : nothing,
  ];
}
