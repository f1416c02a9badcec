import type { Citation } from '@agent-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { visibleControls } from '../tool-call/inert-text.js';
import type { Footnote } from './block-tree.js';
import type { MarkdownContext, RenderContext } from './markdown-context.js';
import { renderBlocks } from './render-block.js';
import { safeUrl } from './safe-url.js';

/** What the document says in footnotes, below it. There may be thousands: they are left alone until one changes. */
export function renderFootnotes(footnotes: readonly Footnote[], context: RenderContext): unknown {
  const { messages } = context;
  if (footnotes.length === 0) return nothing;
  const shown = [context, ...footnotes.flatMap((footnote) => [footnote, footnote.revision])];
  return guard(
    shown,
    () => html`<section class="footnotes" part="footnotes" aria-label=${messages.footnotes}>
      <ol>
        ${footnotes.map((footnote, index) => renderFootnote(footnote, index + 1, context))}
      </ol>
    </section>`,
  );
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

/** The sources of an answer, below it. They depend on nothing but the context. */
export function renderSources(context: MarkdownContext): unknown {
  const { citations, messages } = context;
  if (citations.length === 0) return nothing;
  return guard(
    [context],
    () => html`<div class="sources" part="sources" role="group" aria-label=${messages.sources}>
      <h3>${messages.sources}</h3>
      <ol>
        ${citations.map((citation) => renderSource(citation, context))}
      </ol>
    </div>`,
  );
}

function renderSource(
  { marker, title, url: address }: Citation,
  { baseUrl, onSource }: MarkdownContext,
): TemplateResult {
  const url = address === undefined ? null : safeUrl(address, baseUrl);
  const isElsewhere = url !== null && url.host !== '' && url.origin !== location.origin;
  return html`<li>
    <button
      type="button"
      class="source"
      part="source"
      aria-haspopup="dialog"
      @click=${(event: Event) => onSource(marker, event.currentTarget as HTMLElement)}
    >
      <span class="source-marker">${visibleControls(marker)}</span><bdi class="source-title">${visibleControls(title)}</bdi>${
        isElsewhere ? html`<span class="source-host">${url.host}</span>` : nothing
      }
    </button>
  </li>`;
}
