import { html, type TemplateResult } from 'lit';
import type { MathBlock } from './block-tree.js';
import type { Formula } from './inline-tokens.js';
import type { RenderContext } from './markdown-context.js';
import { formulaView } from './math/formula-view.js';

/** A formula of its own lines, in a box that scrolls. */
export function renderMathBlock(
  { text, isClosed }: MathBlock,
  { messages, formulas }: RenderContext,
): TemplateResult {
  return html`<div
    class="formula-block"
    part="formula"
    dir="ltr"
    tabindex="0"
    role="group"
    aria-label=${messages.formula}
    ${formulaView(text.trim(), true, isClosed, formulas)}
  ></div>`;
}

/** A formula within a line. */
export function renderFormula(
  { text, isDisplay, isOpen }: Formula,
  { formulas }: RenderContext,
): TemplateResult {
  return html`<span
    class="formula ${isDisplay ? 'display' : ''}"
    part="formula"
    dir="ltr"
    ${formulaView(text, isDisplay, !isOpen, formulas)}
  ></span>`;
}
