import { html, nothing, type TemplateResult } from 'lit';
import { sparkIcon } from '../icons/icons.js';
import { messageView } from '../message/message-view.js';
import { formatDay, formatMoment, formatTime } from '../messages/format-time.js';
import { renderEvent, renderSteps, renderTool } from './render-work.js';
import type { Row } from './row.js';
import type { RowView } from './row-view.js';

/** So that a page restyles what is deep inside by `::part` on the list or on the whole chat. */
const MESSAGE_PARTS = `bubble, mark, status: message-status, toolbar, link, code-inline, code-block, code-head,
  table, image, image-placeholder, citation, sources, source, card, reasoning-summary, reasoning-body`;

export function renderRow(row: Row, view: RowView): TemplateResult {
  const { messages, locale } = view;
  switch (row.kind) {
    case 'day':
      return html`<div class="day" part="day">
        <time datetime=${row.ts}>${formatDay(new Date(row.ts), new Date(), locale)}</time>
      </div>`;
    case 'author':
      return html`<div class="author ${row.side}" part="author" aria-hidden="true">
        <span class="avatar">${sparkIcon}</span><span class="name">${row.name}</span>${renderTime(row.ts, locale)}
      </div>`;
    case 'message':
      return renderMessage(row, view);
    case 'tool':
      return renderTool(row, messages);
    case 'steps':
      return renderSteps(row, view);
    case 'event':
      return renderEvent(row, view);
    case 'typing':
      return html`<div class="row typing" role="status">
        <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
        <span class=${row.status === '' ? 'visually-hidden' : 'shimmer'}
          >${row.status === '' ? messages.thinking : row.status}</span
        >
      </div>`;
  }
}

function renderMessage(
  { item, name, position }: Extract<Row, { kind: 'message' }>,
  { locale, baseUrl, isLast }: RowView,
): TemplateResult {
  const view = messageView(item);
  const label = view.ts === '' ? name : `${name}, ${formatTime(new Date(view.ts), locale)}`;
  return html`<div class="row ${view.side}" role="article" aria-label=${label}>
    <agent-message
      exportparts=${MESSAGE_PARTS}
      .message=${view}
      .baseUrl=${baseUrl}
      .queuePosition=${position}
      ?data-last=${isLast}
    ></agent-message>
  </div>`;
}

function renderTime(ts: string, locale: string | undefined): unknown {
  if (ts === '') return nothing;
  const date = new Date(ts);
  return html`<time datetime=${ts} title=${formatMoment(date, locale)}>${formatTime(date, locale)}</time>`;
}
