import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { blockList } from './block-list.js';
import type { Align, Block, Row, Table } from './block-tree.js';
import type { RenderContext } from './markdown-context.js';
import { directionOf } from './text-direction.js';
import { renderInlines } from './render-inline.js';

export function renderTable(table: Table, context: RenderContext): TemplateResult {
  const { messages, rows } = context;
  const [head] = table.children;
  const limit = rows.of(table);
  const all = table.children.length;
  return html`<div
    class="table scrolls-aside"
    part="table"
    tabindex="0"
    role="group"
    aria-label=${messages.table}
    dir=${directionOf(table)}
  >
    <table>
      <thead>
        ${head === undefined ? nothing : renderRow(head, context)}
      </thead>
      <tbody>
        ${blockList(table, context, renderOne, 1, limit)}
      </tbody>
    </table>
    ${
      all <= limit
        ? nothing
        : html`<button type="button" class="more-rows" @click=${() => rows.more(table)}>
            ${messages.showMoreRows(rows.next(table), all - limit)}
          </button>`
    }
  </div>`;
}

function renderOne(block: Block, context: RenderContext): unknown {
  return block.type === 'row' ? renderRow(block, context) : nothing;
}

/**
 * A row is as wide as its table: what it has no cells for is one cell. A cell for each column would make
 * hundreds of a letter and an end of a line.
 */
export function renderRow(row: Row, context: RenderContext): unknown {
  if (row.parent?.type !== 'table') return nothing;
  const { align, children } = row.parent;
  const isHead = children[0] === row;
  const cells = row.cells.slice(0, align.length);
  const missing = align.length - cells.length;
  return html`<tr>
    ${cells.map((cell, index) => renderCell(isHead, align[index] ?? null, renderInlines(cell, context)))}
    ${missing === 0 ? nothing : html`<td colspan=${ifDefined(missing === 1 ? undefined : missing)}></td>`}
  </tr>`;
}

function renderCell(isHead: boolean, align: Align, content: unknown): TemplateResult {
  return isHead
    ? html`<th scope="col" class=${ifDefined(align ?? undefined)}>${content}</th>`
    : html`<td class=${ifDefined(align ?? undefined)}>${content}</td>`;
}
