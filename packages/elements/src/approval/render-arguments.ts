import { html, nothing, type TemplateResult } from 'lit';
import { alertIcon } from '../icons/icons.js';
import type { ApprovalMessages } from './approval-words.js';
import { type ArgumentRow, argumentRows } from './argument-text.js';

/** Every argument, whole: long ones scroll. */
export function renderArguments(args: unknown, label: string, messages: ApprovalMessages): TemplateResult {
  const rows = argumentRows(args);
  if (rows.length === 0) return html`<p class="none">${messages.approvalNoArguments}</p>`;
  return html`<dl class="arguments" part="arguments" aria-label=${label}>
    ${rows.map((row) => html`<div>${renderRow(row, label)} ${renderWarnings(row, messages)}</div>`)}
  </dl>`;
}

/** The name of an argument and its value, as text that nothing can act through. */
export function renderRow({ name, text, isText }: ArgumentRow, label: string): TemplateResult {
  return html`<dt part="argument-name">${name === '' ? label : name}</dt>
    <dd class=${isText ? 'text' : 'value'} part="argument-value" dir=${isText ? 'auto' : 'ltr'} tabindex="0">${text}</dd>`;
}

/** What whoever looks at an argument might not see. */
export function renderWarnings({ text, isMixed, isLong }: ArgumentRow, messages: ApprovalMessages): unknown {
  return [
    isMixed ? html`<dd class="note mixed">${alertIcon}<span>${messages.approvalMixed}</span></dd>` : nothing,
    isLong ? html`<dd class="note long">${messages.approvalLong(text.length)}</dd>` : nothing,
  ];
}
