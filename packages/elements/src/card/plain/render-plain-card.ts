import { html, nothing, type TemplateResult } from 'lit';
import { chevronIcon } from '../../icons/icons.js';
import { evidenceLine } from './evidence.js';
import type { PlainBlock, PlainCard, PlainEntry } from './plain-card.js';
import { plainWords } from './plain-words.js';

export interface PlainView {
  readonly locale: string | undefined;
  /** Shows what is in the log at this seq; `null` where it is not to be seen. */
  readonly showEvent: (seq: number) => (() => void) | null;
  /** What can be done with the entry at this place among its neighbours. */
  readonly actionsOf: (entry: PlainEntry, at: number) => unknown;
}

/** A card in words. */
export function renderPlainCard({ label, title, blocks }: PlainCard, view: PlainView): TemplateResult {
  return html`${label === null ? nothing : html`<p class="kind">${label}</p>`}
    ${title === null ? nothing : html`<p class="title" part="title">${plainWords(title, view.locale)}</p>`}
    ${blocks.map((block) => renderBlock(block, view))}`;
}

function renderBlock(block: PlainBlock, view: PlainView): TemplateResult {
  const { locale } = view;
  switch (block.kind) {
    case 'text':
      return html`<p class="text">${plainWords(block.text, locale)}</p>`;
    case 'facts':
      return html`<dl>
        ${block.facts.map(
          ({ label, value }) =>
            html`<div>
              <dt>${label}</dt>
              <dd><bdi>${plainWords(value, locale)}</bdi></dd>
            </div>`,
        )}
      </dl>`;
    case 'list':
      return html`${heading(block.label)}
        <ul>
          ${block.items.map((item) => html`<li>${renderItem(item, view)}</li>`)}
        </ul>`;
    case 'entries':
      return html`${heading(block.label)}
        <div class="entries">${block.entries.map((entry, at) => renderEntry(entry, at, view))}</div>`;
    case 'table':
      return renderTable(block, locale);
    case 'code':
      return html`${heading(block.label)}
        <pre tabindex="0">${block.isDiff ? block.text.split('\n').map(renderLine) : block.text}</pre>`;
  }
}

/** What stands in the log is a way to it. */
function renderItem(item: string, { locale, showEvent }: PlainView): unknown {
  const line = evidenceLine(item);
  const show = line === null ? null : showEvent(line.seq);
  if (line === null || show === null) return plainWords(item, locale);
  return html`<button type="button" class="evidence" part="evidence" @click=${show}>${line.label}</button>`;
}

function heading(label: string | null): unknown {
  return label === null ? nothing : html`<p class="heading">${label}</p>`;
}

function renderEntry(entry: PlainEntry, at: number, view: PlainView): TemplateResult {
  const { title, blocks } = entry;
  const words = html`<bdi>${plainWords(title, view.locale)}</bdi>`;
  // Whoever wrote what is in it has no say in what can be done: that stands below it, once.
  const inside = { ...view, actionsOf: () => nothing };
  if (blocks.length === 0) return html`<p class="entry">${words}</p>`;
  return html`<details class="entry" part="entry">
    <summary>${chevronIcon}${words}</summary>
    <div class="entry-body">${blocks.map((block) => renderBlock(block, inside))} ${view.actionsOf(entry, at)}</div>
  </details>`;
}

function renderTable(
  { label, head, rows }: Extract<PlainBlock, { kind: 'table' }>,
  locale: string | undefined,
): TemplateResult {
  return html`${heading(label)}
    <div class="scroller scrolls-aside" tabindex="0" role="group" aria-label=${label ?? head.join(', ')}>
      <table>
        <thead>
          <tr>
            ${head.map((name) => html`<th scope="col"><bdi>${name}</bdi></th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell) => html`<td><bdi>${plainWords(cell, locale)}</bdi></td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** The sign stays in the text: colour alone says nothing. */
function renderLine(line: string): TemplateResult {
  const tone = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : '';
  return html`<span class="line ${tone}">${line}\n</span>`;
}
