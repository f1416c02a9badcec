import { html, type TemplateResult } from 'lit';

/**
 * A row that is a thing of its own: keys lead to it, and it says which of how many it is.
 *
 * @param label what it is read out as
 * @param look further classes
 */
export function article(label: string, content: TemplateResult, look = ''): TemplateResult {
  return html`<div class="row ${look}" role="article" tabindex="-1" aria-label=${label}>${content}</div>`;
}
