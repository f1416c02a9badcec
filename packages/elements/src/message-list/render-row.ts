import type { ToolItem } from '@agent-chat/client';
import type { TurnClearedReason } from '@agent-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { retryIcon, sparkIcon } from '../icons/icons.js';
import { messageView } from '../message/message-view.js';
import { formatDay, formatMoment, formatTime } from '../messages/format-time.js';
import type { MessageTable } from '../messages/message-table.js';
import { visibleControls } from '../tool-call/inert-text.js';
import type { ToolCallStatus } from '../tool-call/tool-call.js';
import type { Row } from './row.js';

/** So that a page restyles what is deep inside by `::part` on the list or on the whole chat. */
const MESSAGE_PARTS = `bubble, mark, status: message-status, toolbar, link, code-inline, code-block, code-head,
  table, image, image-placeholder, citation, sources, source, card, reasoning-summary, reasoning-body`;

/** What rows are rendered with besides themselves. */
export interface RowView {
  readonly messages: MessageTable;
  readonly locale: string | undefined;
  /** What relative links in answers stand on. They are refused without it. */
  readonly baseUrl: string | undefined;
  /** Whether it is the last row of the list. */
  readonly isLast: boolean;
}

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
      return html`<div class="row" role="article" aria-label=${messages.toolCall(visibleControls(row.item.name ?? ''))}>
        ${renderTool(row.item, row.isAbandoned)}
      </div>`;
    case 'event':
      return renderEvent(row, messages);
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
  { item, name }: Extract<Row, { kind: 'message' }>,
  { locale, baseUrl, isLast }: RowView,
): TemplateResult {
  const view = messageView(item);
  const label = view.ts === '' ? name : `${name}, ${formatTime(new Date(view.ts), locale)}`;
  return html`<div class="row ${view.side}" role="article" aria-label=${label}>
    <agent-message
      exportparts=${MESSAGE_PARTS}
      .message=${view}
      .baseUrl=${baseUrl}
      ?data-last=${isLast}
    ></agent-message>
  </div>`;
}

function renderTime(ts: string, locale: string | undefined): unknown {
  if (ts === '') return nothing;
  const date = new Date(ts);
  return html`<time datetime=${ts} title=${formatMoment(date, locale)}>${formatTime(date, locale)}</time>`;
}

function renderTool({ entry, draft, name }: ToolItem, isAbandoned: boolean): TemplateResult {
  const started = entry?.startedTs === undefined ? Number.NaN : Date.parse(entry.startedTs);
  const ended = entry?.endedTs === undefined ? Number.NaN : Date.parse(entry.endedTs);
  const isOver = entry?.status === 'done' || entry?.status === 'failed';
  const status: ToolCallStatus = isAbandoned && !isOver ? 'abandoned' : (entry?.status ?? 'preparing');
  return html`<agent-tool-call
    exportparts="summary: tool-summary, name: tool-name, status: tool-status, body: tool-body, value: tool-value"
    .name=${entry?.name ?? name ?? ''}
    .status=${status}
    .args=${entry === null ? draft?.text : entry.args}
    .output=${entry?.output}
    .error=${entry?.error}
    .durationMs=${Number.isNaN(ended - started) ? undefined : ended - started}
  ></agent-tool-call>`;
}

function renderEvent({ item }: Extract<Row, { kind: 'event' }>, messages: MessageTable): TemplateResult {
  const { entry } = item;
  if (entry.kind !== 'event') {
    return html`<p class="marker" part="marker">${messages.unknownEvent(entry.kind)}</p>`;
  }
  const { type, payload } = entry.event;
  switch (type) {
    case 'turn_cleared':
      return html`<p class="marker" part="marker">
        ${retryIcon}<span>${messages.cleared[(payload as { reason: TurnClearedReason }).reason]}</span>
      </p>`;
    case 'note':
      return html`<p class="marker" part="marker">${(payload as { text: string }).text}</p>`;
    case 'thought':
      return html`<div class="row">
        <agent-reasoning .text=${(payload as { text: string }).text}></agent-reasoning>
      </div>`;
    default:
      return html`<p class="marker" part="marker">${messages.unknownEvent(type)}</p>`;
  }
}
