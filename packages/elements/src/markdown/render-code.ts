import { html, type TemplateResult } from 'lit';
import { wrapIcon } from '../icons/icons.js';
import { visibleControls } from '../tool-call/inert-text.js';
import type { Code } from './block-tree.js';
import { codeLines } from './highlight/code-lines.js';
import type { RenderContext } from './markdown-context.js';

/** A block of code with its language, and buttons that wrap and copy it. */
export function renderCode(
  { info, text: lines }: Code,
  { messages, colours }: RenderContext,
): TemplateResult {
  const text = lines.endsWith('\n') ? lines.slice(0, -1) : lines;
  const language = /^[^\s{,]+/.exec(info)?.[0].slice(0, 32) ?? '';
  const name = visibleControls(language);
  return html`<div class="code" part="code-block">
    <div class="code-head" part="code-head">
      <span class="code-language">${name === '' ? messages.code : name}</span>
      <button
        type="button"
        class="code-wrap"
        part="code-wrap"
        aria-pressed="false"
        aria-label=${messages.wrapCode}
        title=${messages.wrapCode}
        @click=${toggleWrap}
      >
        ${wrapIcon}
      </button>
      <agent-copy-button exportparts="button: code-copy" .text=${text} .label=${messages.copyCode}></agent-copy-button>
    </div>
    <pre
      class="scrolls-aside"
      tabindex="0"
      role="group"
      aria-label=${name === '' ? messages.code : messages.codeIn(name)}
      dir="ltr"
    ><code ${codeLines(text, language.toLowerCase(), colours)}></code></pre>
  </div>`;
}

/** Kept by the block itself: no other one depends on it. */
function toggleWrap(event: Event): void {
  const button = event.currentTarget as HTMLElement;
  const isWrapped = button.closest('.code')?.classList.toggle('wrapped') === true;
  button.setAttribute('aria-pressed', String(isWrapped));
}
