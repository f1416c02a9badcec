import { html, type TemplateResult } from 'lit';
import { visibleControls } from '../tool-call/inert-text.js';
import { FootnoteMarks } from './footnote-marks.js';
import type { Chip, MarkdownContext, RenderContext } from './markdown-context.js';
import { CodeColours } from './highlight/code-colours.js';
import { Slices } from './highlight/slices.js';
import { Formulas } from './math/formulas.js';
import { MarkdownDocument } from './markdown-document.js';
import { renderBlocks } from './render-block.js';
import { renderFootnotes, renderSources } from './render-notes.js';
import { RowLimits } from './row-limits.js';
import { shortTitle } from './short-title.js';

/** What all blocks may depend on. */
const WATCHED = ['messages', 'baseUrl', 'citations', 'images', 'highlighter', 'math'] as const;

/** All that `agent-markdown` needs to show markdown, loaded only when there is text to show. */
export class MarkdownReader {
  readonly #document = new MarkdownDocument();
  readonly #slices = new Slices();
  #context: RenderContext | null = null;

  /** `source` as DOM; `final` says that nothing will follow. Cheap when it only grows. */
  render(source: string, final: boolean, given: MarkdownContext): TemplateResult {
    const { root, footnotes, numbers } = this.#document.update(source, final);
    for (const table of this.#context?.rows.takeGrown() ?? []) this.#document.showAgain(table);
    const context = this.#contextFor(given);
    // In place: the blocks that name a footnote are rendered again when its number changes, and no others.
    context.marks.numbers = numbers;
    return html`<div class="blocks">${renderBlocks(root, context)}</div>
      ${renderFootnotes(footnotes, context)}${renderSources(context)}`;
  }

  /** The object of before while nothing in it has changed: another one renders every block again. */
  #contextFor(given: MarkdownContext): RenderContext {
    const before = this.#context;
    if (before !== null && WATCHED.every((name) => before[name] === given[name])) return before;
    const { highlighter, math, messages, onFailure } = given;
    const colours =
      before !== null && before.highlighter === highlighter
        ? before.colours
        : new CodeColours(highlighter, this.#slices, onFailure);
    const formulas =
      before !== null && before.math === math ? before.formulas : new Formulas(math, this.#slices, onFailure);
    const rows = before?.rows ?? new RowLimits(given.onChange, given.maxRows);
    const marks = new FootnoteMarks(messages);
    this.#context = { ...given, colours, formulas, rows, chips: chipsOf(given), marks };
    return this.#context;
  }
}

/** A source may be named thousands of times: what stands for it is made once. */
function chipsOf({ citations, messages }: MarkdownContext): ReadonlyMap<string, Chip> {
  return new Map(
    citations.map(({ marker, title: whole }) => {
      const sign = visibleControls(marker);
      const title = visibleControls(shortTitle(whole));
      return [marker, { marker, sign, title, name: messages.source(sign, title) }];
    }),
  );
}
