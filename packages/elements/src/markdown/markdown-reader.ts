import { html, type TemplateResult } from 'lit';
import type { MarkdownContext, RenderContext } from './markdown-context.js';
import { CodeColours } from './highlight/code-colours.js';
import { MarkdownDocument } from './markdown-document.js';
import { renderBlocks } from './render-block.js';
import { renderFootnotes, renderSources } from './render-notes.js';

/** What all blocks may depend on. */
const WATCHED = ['messages', 'baseUrl', 'citations', 'images', 'highlighter'] as const;

/** All that `agent-markdown` needs to show markdown, loaded only when there is text to show. */
export class MarkdownReader {
  readonly #document = new MarkdownDocument();
  /** Changed in place: the blocks that name a footnote are rendered again when its number changes. */
  readonly #footnotes: string[] = [];
  #context: RenderContext | null = null;

  /** `source` as DOM; `final` says that nothing will follow. Cheap when it only grows. */
  render(source: string, final: boolean, given: MarkdownContext): TemplateResult {
    const { root, footnotes } = this.#document.update(source, final);
    this.#footnotes.length = 0;
    for (const { label } of footnotes) this.#footnotes.push(label);
    const context = this.#contextFor(given);
    return html`<div class="blocks">${renderBlocks(root, context)}</div>
      ${renderFootnotes(footnotes, context)}${renderSources(context)}`;
  }

  /** The object of before while nothing in it has changed: another one renders every block again. */
  #contextFor(given: MarkdownContext): RenderContext {
    const before = this.#context;
    if (before !== null && WATCHED.every((name) => before[name] === given[name])) return before;
    const citationsByMarker = new Map(given.citations.map((citation) => [citation.marker, citation]));
    const colours =
      before !== null && before.highlighter === given.highlighter
        ? before.colours
        : new CodeColours(given.highlighter, given.onFailure);
    this.#context = { ...given, colours, citationsByMarker, footnotes: this.#footnotes };
    return this.#context;
  }
}
