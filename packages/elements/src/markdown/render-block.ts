import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { checkIcon } from '../icons/icons.js';
import { blockList } from './block-list.js';
import type { Align, Block, Container, Heading, Item, List, Paragraph, Row, Table } from './block-tree.js';
import { growingText } from './growing-text.js';
import type { RenderContext } from './markdown-context.js';
import { renderCode } from './render-code.js';
import { renderInlines } from './render-inline.js';
import { renderMathBlock } from './render-math.js';

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
      return html`<blockquote dir="auto">${renderBlocks(block, context)}</blockquote>`;
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
  return inlines.length === 0 && !isTask ? nothing : html`<p dir="auto">${content}</p>`;
}

/** An answer stands inside a page that has headings of its own: its first level is the third. */
function renderHeading({ level, inlines }: Heading, context: RenderContext): TemplateResult {
  const content = renderInlines(inlines, context);
  switch (level) {
    case 1:
      return html`<h3 dir="auto" class="level-1">${content}</h3>`;
    case 2:
      return html`<h4 dir="auto" class="level-2">${content}</h4>`;
    case 3:
      return html`<h5 dir="auto" class="level-3">${content}</h5>`;
    default:
      return html`<h6 dir="auto" class="level-4">${content}</h6>`;
  }
}

function renderList(list: List, context: RenderContext): TemplateResult {
  const { start } = list;
  const items = renderBlocks(list, context);
  return start === null
    ? html`<ul dir="auto">${items}</ul>`
    : html`<ol dir="auto" start=${ifDefined(start === 1 ? undefined : start)}>${items}</ol>`;
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

function renderTable(table: Table, context: RenderContext): TemplateResult {
  const [head] = table.children;
  return html`<div class="table" part="table" tabindex="0" role="group" aria-label=${context.messages.table}>
    <table dir="auto">
      <thead>
        ${head === undefined ? nothing : renderRow(head, context)}
      </thead>
      <tbody>
        ${blockList(table, context, renderBlock, 1)}
      </tbody>
    </table>
  </div>`;
}

/** A row has as many cells as the table has columns. */
function renderRow(row: Row, context: RenderContext): unknown {
  if (row.parent?.type !== 'table') return nothing;
  const { align, children } = row.parent;
  const isHead = children[0] === row;
  return html`<tr>
    ${align.map((each, index) => renderCell(isHead, each, renderInlines(row.cells[index] ?? [], context)))}
  </tr>`;
}

function renderCell(isHead: boolean, align: Align, content: unknown): TemplateResult {
  return isHead
    ? html`<th scope="col" class=${ifDefined(align ?? undefined)}>${content}</th>`
    : html`<td class=${ifDefined(align ?? undefined)}>${content}</td>`;
}
