import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { MarkedToken, Token, Tokens } from 'marked';
import { checkIcon } from '../icons/icons.js';
import { decodeEntities } from './decode-entities.js';
import { growingText } from './growing-text.js';
import { type MarkdownContext, renderInlines } from './render-inline.js';

/**
 * One block as DOM, by Lit templates alone: no markup is ever made from text, so nothing that a
 * model writes can become an element that is not named here. Each block finds its own direction.
 */
export function renderBlock(token: MarkedToken, context: MarkdownContext): unknown {
  switch (token.type) {
    case 'paragraph':
      return html`<p dir="auto">${renderInlines(token.tokens, context)}</p>`;
    case 'heading':
      return renderHeading(token, context);
    case 'code':
      return renderCode(token, context);
    case 'list':
      return renderList(token, context);
    case 'blockquote':
      return html`<blockquote dir="auto">${renderBlocks(token.tokens, context)}</blockquote>`;
    case 'table':
      return renderTable(token, context);
    case 'hr':
      return html`<hr />`;
    case 'html':
      return html`<p class="raw">${growingText(token.raw.trimEnd())}</p>`;
    case 'checkbox':
      return renderCheckbox(token, context);
    case 'text':
      return token.tokens === undefined
        ? growingText(decodeEntities(token.text))
        : renderInlines(token.tokens, context);
    case 'space':
    case 'def':
      return nothing;
    default:
      return renderInlines([token], context);
  }
}

function renderBlocks(tokens: readonly Token[], context: MarkdownContext): unknown {
  return (tokens as readonly MarkedToken[]).map((token) => renderBlock(token, context));
}

/** An answer stands inside a page that has headings of its own: its first level is the third. */
function renderHeading({ depth, tokens }: Tokens.Heading, context: MarkdownContext): TemplateResult {
  const content = renderInlines(tokens, context);
  switch (depth) {
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

function renderCode({ lang, text }: Tokens.Code, { messages }: MarkdownContext): TemplateResult {
  const language = /^[^\s{]+/.exec(decodeEntities(lang ?? ''))?.[0].slice(0, 32) ?? '';
  return html`<div class="code" part="code-block">
    <div class="code-head" part="code-head">
      <span class="code-language">${language === '' ? messages.code : language}</span>
      <agent-copy-button .text=${text} .label=${messages.copyCode}></agent-copy-button>
    </div>
    <pre
      tabindex="0"
      role="group"
      aria-label=${language === '' ? messages.code : messages.codeIn(language)}
      dir="ltr"
    ><code>${growingText(text)}</code></pre>
  </div>`;
}

function renderList(list: Tokens.List, context: MarkdownContext): TemplateResult {
  const items = list.items.map(
    (item) => html`<li class=${ifDefined(item.task ? 'task' : undefined)}>${renderItem(item, context)}</li>`,
  );
  return list.ordered
    ? html`<ol dir="auto" start=${ifDefined(list.start === '' || list.start === 1 ? undefined : list.start)}>${items}</ol>`
    : html`<ul dir="auto">${items}</ul>`;
}

function renderItem(item: Tokens.ListItem, context: MarkdownContext): unknown {
  return renderBlocks(item.tokens, context);
}

/** Not an input: nobody can tick it, and a screen reader hears a word. */
function renderCheckbox({ checked }: Tokens.Checkbox, { messages }: MarkdownContext): TemplateResult {
  return html`<span class="checkbox ${checked ? 'checked' : ''}"
    ><span class="visually-hidden">${checked ? messages.taskDone : messages.taskOpen} </span
    >${checked ? checkIcon : nothing}</span
  >`;
}

function renderTable({ header, rows }: Tokens.Table, context: MarkdownContext): TemplateResult {
  return html`<div class="table" part="table" tabindex="0" role="group" aria-label=${context.messages.table}>
    <table dir="auto">
      <thead>
        <tr>
          ${header.map(
            (cell) =>
              html`<th scope="col" class=${ifDefined(cell.align ?? undefined)}>${renderInlines(cell.tokens, context)}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map(
                (cell) =>
                  html`<td class=${ifDefined(cell.align ?? undefined)}>${renderInlines(cell.tokens, context)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
