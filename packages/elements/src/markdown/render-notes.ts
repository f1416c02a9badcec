import type { Citation } from '@agent-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Footnote } from './block-tree.js';
import type { MarkdownContext, RenderContext } from './markdown-context.js';
import { renderBlocks } from './render-block.js';
import { safeUrl } from './safe-url.js';

/** What the document says in footnotes, below it. */
export function renderFootnotes(footnotes: readonly Footnote[], context: RenderContext): unknown {
  const { messages } = context;
  if (footnotes.length === 0) return nothing;
  return html`<section class="footnotes" part="footnotes" aria-label=${messages.footnotes}>
    <ol>
      ${footnotes.map((footnote, index) => renderFootnote(footnote, index + 1, context))}
    </ol>
  </section>`;
}

function renderFootnote(footnote: Footnote, number: number, context: RenderContext): TemplateResult {
  return html`<li data-footnote=${number} tabindex="-1">
    ${renderBlocks(footnote, context)}
    <button
      type="button"
      class="footnote-back"
      aria-label=${context.messages.backToFootnote(number)}
      @click=${() => context.onJump(`[data-footnote-mark="${number}"]`)}
    >
      ↩
    </button>
  </li>`;
}

/** The sources of an answer, below it. */
export function renderSources({ citations, messages, baseUrl }: MarkdownContext): unknown {
  if (citations.length === 0) return nothing;
  return html`<div class="sources" part="sources" role="group" aria-label=${messages.sources}>
    <h3>${messages.sources}</h3>
    <ol>
      ${citations.map((citation) => renderSource(citation, baseUrl))}
    </ol>
  </div>`;
}

function renderSource(
  { marker, title, url: address, excerpt }: Citation,
  baseUrl: string | undefined,
): TemplateResult {
  const url = address === undefined ? null : safeUrl(address, baseUrl);
  const isElsewhere = url !== null && url.host !== '' && url.origin !== location.origin;
  const content = html`<span class="source-marker">${marker}</span
    ><span class="source-title">${title}</span
    >${isElsewhere ? html`<span class="source-host">${url.host}</span>` : nothing}`;
  return html`<li title=${ifDefined(excerpt)} data-marker=${marker} tabindex=${ifDefined(url === null ? -1 : undefined)}>
    ${
      url === null
        ? html`<span class="source" part="source">${content}</span>`
        : html`<a class="source" part="source" href=${url.href} target="_blank" rel="noopener noreferrer"
          >${content}</a
        >`
    }
  </li>`;
}
