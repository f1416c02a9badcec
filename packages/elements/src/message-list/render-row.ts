import { html, nothing, type TemplateResult } from 'lit';
import { alertIcon, sparkIcon } from '../icons/icons.js';
import { messageView } from '../message/message-view.js';
import { formatDay, formatMoment, formatTime } from '../messages/format-time.js';
import { exportedParts } from '../parts/conversation-parts.js';
import { article } from './article.js';
import { allowedAvatar, initialsOf } from './participant-look.js';
import { renderEvent, renderSteps, renderTool } from './render-work.js';
import type { Row } from './row.js';
import type { RowView } from './row-view.js';

/** So that a page restyles what is deep inside by `::part` on the list or on the whole chat. */
const MESSAGE_PARTS = exportedParts('agent-message');

export function renderRow(row: Row, view: RowView): TemplateResult {
  const { messages, locale } = view;
  switch (row.kind) {
    case 'day':
      return html`<div class="day" part="day">
        <time datetime=${row.ts}>${formatDay(new Date(row.ts), new Date(), locale)}</time>
      </div>`;
    case 'history':
      return renderHistory(row, view);
    case 'unread':
      return html`<div class="unread" part="unread"><span>${messages.newLine}</span></div>`;
    case 'author':
      return renderAuthor(row, view);
    case 'message':
      return renderMessage(row, view);
    case 'tool':
      return renderTool(row, messages);
    case 'steps':
      return renderSteps(row, view);
    case 'event':
      return renderEvent(row, view);
    case 'typing': {
      if (row.status !== '') return renderDots(row.status, 'shimmer', row.name);
      const words = row.name === '' ? messages.thinking : messages.isThinking(row.name);
      return renderDots(words, 'visually-hidden');
    }
    case 'writing': {
      const names = new Intl.ListFormat(locale).format(row.names);
      return renderDots(messages.areWriting(names, row.names.length), '');
    }
  }
}

/** @param name whose words these are, where they do not say it: the line with the author is only seen */
function renderDots(words: string, look: 'visually-hidden' | 'shimmer' | '', name = ''): TemplateResult {
  return html`<div class="row typing" part="at-work" role="status">
    <span class="dots" part="dots" aria-hidden="true"><i></i><i></i><i></i></span>
    ${name === '' ? nothing : html`<span class="visually-hidden">${name}: </span>`}
    <span class=${look}>${words}</span>
  </div>`;
}

function renderMessage(
  { item, name, isGrouped, position }: Extract<Row, { kind: 'message' }>,
  { locale, baseUrl, sendKey, isLast }: RowView,
): TemplateResult {
  const view = messageView(item);
  const label = view.ts === '' ? name : `${name}, ${formatTime(new Date(view.ts), locale)}`;
  const message = html`<agent-message
    exportparts=${MESSAGE_PARTS}
    .message=${view}
    .baseUrl=${baseUrl}
    .sendKey=${sendKey}
    .queuePosition=${position}
    ?data-last=${isLast}
  ></agent-message>`;
  return article(label, message, isGrouped ? `${view.side} grouped` : view.side);
}

/** What stands above the oldest message that is loaded. */
function renderHistory(
  { status }: Extract<Row, { kind: 'history' }>,
  { messages, onLoadOlder }: RowView,
): TemplateResult {
  switch (status) {
    case 'complete':
      return html`<p class="marker history" part="history">${messages.beginning}</p>`;
    case 'failed':
      return html`<p class="marker history" part="history">
        ${alertIcon}<span>${messages.olderFailed}</span>
        <button type="button" class="button" part="retry" @click=${onLoadOlder}>${messages.retry}</button>
      </p>`;
    case 'partial':
    case 'loading':
      return html`<p class="marker history" part="history">
        <i class="spinner" aria-hidden="true"></i><span>${messages.loadingOlder}</span>
      </p>`;
  }
}

/** Who speaks from here on: by colour and letters where several do, so that nobody has to read names. */
function renderAuthor(
  { participantId, name, ts, side, hue: ownHue }: Extract<Row, { kind: 'author' }>,
  { locale, looks }: RowView,
): TemplateResult {
  const look = looks[participantId];
  const picture = allowedAvatar(look?.avatar, document.baseURI);
  const hue = look?.hue ?? ownHue;
  const letters =
    look?.initials !== undefined || hue !== null ? (look?.initials ?? initialsOf(name)) : sparkIcon;
  const face =
    picture === null
      ? letters
      : html`<img src=${picture} alt="" decoding="async" @error=${onPicture} @load=${onPicture} /><span
          class="without-picture"
          >${letters}</span
        >`;
  return html`<div
    class="author ${side} ${hue === null ? '' : 'tinted'}"
    part="author"
    aria-hidden="true"
    .style=${hueStyle(hue)}
  >
    <span class="avatar" part="avatar">${face}</span><span class="name" part="author-name">${name}</span
    >${renderTime(ts, locale)}
  </div>`;
}

/** One that cannot be had leaves its place to the letters behind it. */
function onPicture({ type, currentTarget }: Event): void {
  (currentTarget as HTMLImageElement).hidden = type === 'error';
}

/** What is assigned to `style` is its text, which a page without inline styles allows, unlike the attribute. */
function hueStyle(hue: number | null): CSSStyleDeclaration {
  return (hue === null ? '' : `--_hue: ${hue}`) as unknown as CSSStyleDeclaration;
}

function renderTime(ts: string, locale: string | undefined): unknown {
  if (ts === '') return nothing;
  const date = new Date(ts);
  return html`<time part="time" datetime=${ts} title=${formatMoment(date, locale)}>${formatTime(date, locale)}</time>`;
}
