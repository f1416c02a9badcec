import { textOf } from '@agent-chat/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import {
  alertIcon,
  clockIcon,
  closeIcon,
  editIcon,
  offlineIcon,
  retryIcon,
  stopIcon,
  trashIcon,
} from '../icons/icons.js';
import type { Reach } from '../connection-status/reach.js';
import type { MessageTable } from '../messages/message-table.js';
import { visibleControls } from '../tool-call/inert-text.js';
import type { MessageSlice } from './message-slice.js';
import type { MessageView } from './message-view.js';

export interface OwnMessageActions {
  /** Which of the waiting messages it is, from 1. */
  readonly position: number;
  /** Whether this viewer may change it while it waits. */
  readonly mayChange: boolean;
  /** Whether what is sent arrives. */
  readonly reach: Reach;
  readonly onRetry: () => void;
  readonly onDiscard: () => void;
  readonly onEdit: () => void;
  readonly onCancel: () => void;
  readonly onSendNow: () => void;
}

/**
 * How an answer ended when it is not whole: always a sign and words, never colour alone; and a way to
 * have it written again where that may help.
 */
export function renderMark(
  message: MessageView,
  slice: MessageSlice | null,
  messages: MessageTable,
  onRegenerate: () => void,
): unknown {
  if (message.status === 'interrupted') return mark('interrupted', offlineIcon, messages.interrupted);
  const { outcome } = message;
  if (outcome === null || outcome.status === 'complete') return nothing;
  const reason = outcome.reason?.message;
  const mayHelp = outcome.status === 'stopped' || outcome.reason?.retryable === true;
  const again =
    mayHelp && slice?.isFree === true && slice.isRepeatable
      ? html`<button type="button" class="button again" part="retry" @click=${onRegenerate}>${retryIcon}${messages.retry}</button>`
      : nothing;
  switch (outcome.status) {
    case 'stopped':
      return mark('stopped', stopIcon, messages.stopped, again);
    case 'truncated':
      return mark('truncated', alertIcon, withReason(messages.truncated, reason), again);
    case 'failed':
      return mark('failed', alertIcon, withReason(messages.failed, reason), again);
  }
}

/** A server's words may run the other way than ours. */
function withReason(words: string, reason = ''): unknown {
  return reason === '' ? words : html`${words}: <bdi>${visibleControls(reason)}</bdi>`;
}

function mark(kind: string, icon: TemplateResult, words: unknown, again: unknown = nothing): TemplateResult {
  return html`<div class="mark ${kind}" part="mark">${icon}<span>${words}</span>${again}</div>`;
}

/** What becomes of a person's own message, and what can be done about it. */
export function renderOwnStatus(
  message: MessageView,
  messages: MessageTable,
  actions: OwnMessageActions,
): unknown {
  switch (message.status) {
    case 'sending':
      return renderSending(actions.reach, messages);
    case 'failed':
      return html`<div class="own-status failed" part="status">
        <span class="failure" role="alert"
          >${alertIcon}<span>${withReason(messages.notSent, message.error?.message)}</span></span
        >
        <span class="own-actions">
          ${renderAgain(message, messages, actions)}
          <button type="button" class="button" part="discard" @click=${actions.onDiscard}>${trashIcon}${messages.discard}</button>
        </span>
      </div>`;
    case 'queued':
      return html`<div class="own-status" part="status">
        ${clockIcon}<span>${queuedWords(message, actions.position, messages)}</span>
        ${actions.mayChange && actions.reach !== 'never' ? renderQueuedButtons(message, messages, actions) : nothing}
      </div>`;
    case 'logged':
    case 'writing':
    case 'interrupted':
      return nothing;
  }
}

function renderSending(reach: Reach, messages: MessageTable): TemplateResult {
  switch (reach) {
    case 'now':
      return html`<div class="own-status late" part="status"><span class="spinner"></span>${messages.sending}</div>`;
    case 'later':
      return html`<div class="own-status" part="status">
        <span class="state">${clockIcon}<span>${messages.sentWhenConnected}</span></span>
      </div>`;
    case 'never':
      return html`<div class="own-status failed" part="status">
        <span class="failure">${alertIcon}<span>${messages.notSentOver}</span></span>
      </div>`;
  }
}

/** What was refused for good is refused again as it was: it is sent with other words. */
function renderAgain(
  { error, parts }: MessageView,
  messages: MessageTable,
  { reach, onEdit, onRetry }: OwnMessageActions,
): unknown {
  if (reach === 'never') return nothing;
  return error?.retryable === false && textOf(parts) !== ''
    ? html`<button type="button" class="button edit" part="edit" @click=${onEdit}>${editIcon}${messages.edit}</button>`
    : html`<button type="button" class="button" part="retry" @click=${onRetry}>${retryIcon}${messages.retry}</button>`;
}

function queuedWords({ isSteer }: MessageView, position: number, messages: MessageTable): string {
  if (isSteer) return messages.queuedSteer;
  return position > 1 ? messages.queuedAt(position) : messages.queued;
}

function renderQueuedButtons(
  { isSteer }: MessageView,
  messages: MessageTable,
  { onEdit, onCancel, onSendNow }: OwnMessageActions,
): TemplateResult {
  return html`<span class="own-actions">
    ${
      isSteer
        ? nothing
        : html`<button type="button" class="button" part="send-now" title=${messages.sendNowHint} @click=${onSendNow}>
            ${messages.sendNow}
          </button>`
    }
    <button
      type="button"
      class="icon-button edit"
      part="edit"
      aria-label=${messages.editMessage}
      title=${messages.edit}
      @click=${onEdit}
    >
      ${editIcon}
    </button>
    <button
      type="button"
      class="icon-button cancel"
      part="cancel"
      aria-label=${messages.cancel}
      title=${messages.cancel}
      @click=${onCancel}
    >
      ${closeIcon}
    </button>
  </span>`;
}
