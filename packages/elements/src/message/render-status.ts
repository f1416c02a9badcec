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
import type { MessageTable } from '../messages/message-table.js';
import type { MessageView } from './message-view.js';

export interface OwnMessageActions {
  readonly onRetry: () => void;
  readonly onDiscard: () => void;
  readonly onEdit: () => void;
  readonly onCancel: () => void;
}

/** How an answer ended when it is not whole: always a sign and words, never colour alone. */
export function renderMark(message: MessageView, messages: MessageTable): unknown {
  if (message.status === 'interrupted') return mark('interrupted', offlineIcon, messages.interrupted);
  const { outcome } = message;
  if (outcome === null || outcome.status === 'complete') return nothing;
  const reason = outcome.reason?.message;
  switch (outcome.status) {
    case 'stopped':
      return mark('stopped', stopIcon, messages.stopped);
    case 'truncated':
      return mark('truncated', alertIcon, withReason(messages.truncated, reason));
    case 'failed':
      return mark('failed', alertIcon, withReason(messages.failed, reason));
  }
}

function withReason(words: string, reason: string | undefined): string {
  return reason === undefined || reason === '' ? words : `${words}: ${reason}`;
}

function mark(kind: string, icon: TemplateResult, words: string): TemplateResult {
  return html`<p class="mark ${kind}" part="mark">${icon}<span>${words}</span></p>`;
}

/** What becomes of a person's own message, and what can be done about it. */
export function renderOwnStatus(
  message: MessageView,
  messages: MessageTable,
  actions: OwnMessageActions,
): unknown {
  switch (message.status) {
    case 'sending':
      return html`<div class="own-status late" part="status"><span class="spinner"></span>${messages.sending}</div>`;
    case 'failed':
      return html`<div class="own-status failed" part="status">
        <span class="failure" role="alert"
          >${alertIcon}<span>${withReason(messages.notSent, message.error?.message)}</span></span
        >
        <button type="button" class="button" @click=${actions.onRetry}>${retryIcon}${messages.retry}</button>
        <button type="button" class="button" @click=${actions.onDiscard}>${trashIcon}${messages.discard}</button>
      </div>`;
    case 'queued':
      return html`<div class="own-status" part="status">
        ${clockIcon}<span>${message.isSteer ? messages.queuedSteer : messages.queued}</span>
        <button
          type="button"
          class="icon-button edit"
          aria-label=${messages.editMessage}
          title=${messages.edit}
          @click=${actions.onEdit}
        >
          ${editIcon}
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label=${messages.cancel}
          title=${messages.cancel}
          @click=${actions.onCancel}
        >
          ${closeIcon}
        </button>
      </div>`;
    case 'logged':
    case 'writing':
    case 'interrupted':
      return nothing;
  }
}
