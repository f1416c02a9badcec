import { html, nothing } from 'lit';
import { FRAME_PARTS } from '../parts/frame-parts.js';
import type { Offered } from './offered.js';

export function hasTopBar({ models, hasAutopilot, hasBudgets }: Offered): boolean {
  return models.length > 0 || hasAutopilot || hasBudgets;
}

/**
 * The controls that the conversation has; nothing where it has none.
 *
 * @param isLocked whether the person may only look, as anonymous visitors
 */
export function renderTopBar(
  { models, isModelLocked, hasAutopilot, hasBudgets }: Offered,
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
