import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { checkIcon } from '../icons/icons.js';
import { blockList } from './block-list.js';
import type { Block, Container, Heading, Item, List, Paragraph } from './block-tree.js';
import { growingText } from './growing-text.js';
import type { RenderContext } from './markdown-context.js';
import { renderCode } from './render-code.js';
import { renderInlines } from './render-inline.js';
import { renderMathBlock } from './render-math.js';
import { directionOf } from './text-direction.js';
import { renderRow, renderTable } from './render-table.js';

/**
 * One block as DOM, by Lit templates alone: no markup is ever made from text, so nothing that a
 * model writes can become an element that is not named here. Each block finds its own direction.
 */
function renderBlock(block: Block, context: RenderContext): unknown {
  switch (block.type) {
    case 'paragraph':
      return renderParagraph(block, context);
    case 'heading':
      return renderHeading(block, context);
    case 'code':
      return renderCode(block, context);
    case 'math':
      return renderMathBlock(block, context);
    case 'list':
      return renderList(block, context);
    case 'item':
      return renderItem(block, context);
    case 'quote':
      return html`<blockquote part="quote" dir=${directionOf(block)}>${renderBlocks(block, context)}</blockquote>`;
    case 'table':
      return renderTable(block, context);
    case 'row':
      return renderRow(block, context);
    case 'rule':
      return html`<hr />`;
    case 'html':
      return html`<p class="raw">${growingText(block.text.trimEnd())}</p>`;
    case 'footnote':
      return nothing; // at the end of the document, if something names it
    default:
      return block satisfies never;
  }
}

export function renderBlocks(container: Container, context: RenderContext): unknown {
  return blockList(container, context, renderBlock);
}

function renderParagraph(paragraph: Paragraph, context: RenderContext): unknown {
  const { inlines, parent } = paragraph;
  const item = parent?.type === 'item' ? parent : null;
  const isTask = item !== null && item.checked !== null && item.children[0] === paragraph;
  const text = renderInlines(inlines, context);
  const content = isTask ? [renderCheckbox(item.checked === true, context), text] : text;
  if (item?.parent?.type === 'list' && item.parent.tight) return content;
  // Of a paragraph that is still written there may be nothing to show yet.
  return inlines.length === 0 && !isTask ? nothing : html`<p dir=${directionOf(paragraph)}>${content}</p>`;
}

/** An answer stands inside a page that has headings of its own: its first level is the third. */
function renderHeading(heading: Heading, context: RenderContext): TemplateResult {
  const content = renderInlines(heading.inlines, context);
  const direction = directionOf(heading);
  switch (heading.level) {
    case 1:
      return html`<h3 part="heading" dir=${direction} class="level-1">${content}</h3>`;
    case 2:
      return html`<h4 part="heading" dir=${direction} class="level-2">${content}</h4>`;
    case 3:
      return html`<h5 part="heading" dir=${direction} class="level-3">${content}</h5>`;
    default:
      return html`<h6 part="heading" dir=${direction} class="level-4">${content}</h6>`;
  }
}

function renderList(list: List, context: RenderContext): TemplateResult {
  const { start } = list;
  const items = renderBlocks(list, context);
  return start === null
    ? html`<ul part="list" dir=${directionOf(list)}>${items}</ul>`
    : html`<ol part="list" dir=${directionOf(list)} start=${ifDefined(start === 1 ? undefined : start)}>${items}</ol>`;
}

function renderItem(item: Item, context: RenderContext): TemplateResult {
  return html`<li class=${ifDefined(item.checked === null ? undefined : 'task')}>${renderBlocks(item, context)}</li>`;
}

/** Not an input: nobody can tick it, and a screen reader hears a word. */
function renderCheckbox(checked: boolean, { messages }: RenderContext): TemplateResult {
  return html`<span class="checkbox ${checked ? 'checked' : ''}"
    ><span class="visually-hidden">${checked ? messages.taskDone : messages.taskOpen} </span
    >${checked ? checkIcon : nothing}</span
  >`;
}
