import type { ErrorBody } from '@agent-chat/protocol';
import { html, type TemplateResult } from 'lit';
import { alertIcon, offlineIcon, retryIcon } from '../icons/icons.js';
import type { MessageTable } from '../messages/message-table.js';
import type { SessionPhase } from './session-controller.js';

/** Why there is no conversation, in words, with what can be done; `null` when there is one. */
export function renderNotice(
  phase: SessionPhase,
  slug: string,
  messages: MessageTable,
  onTryNow: () => void,
): TemplateResult | null {
  switch (phase.kind) {
    case 'idle':
    case 'starting':
    case 'ready':
      return null;
    case 'unreachable':
      return notice(offlineIcon, messages.unreachable, hintFor(phase.error, messages), {
        label: phase.isTrying ? messages.retryingNow : messages.tryNow,
        onClick: onTryNow,
      });
    case 'failed': {
      const { code, message } = phase.error;
      switch (code) {
        case 'UnknownInterface':
          return notice(alertIcon, messages.unknownInterface(slug), '', null);
        case 'UnknownTransport':
          return notice(alertIcon, messages.unknownTransport(nameOf(phase.error.details)), '', null);
        default:
          return notice(alertIcon, messages.sessionRefused, message, {
            label: messages.retry,
            onClick: onTryNow,
          });
      }
    }
  }
}

function notice(
  icon: TemplateResult,
  title: string,
  detail: string,
  action: { readonly label: string; readonly onClick: () => void } | null,
): TemplateResult {
  return html`<div class="notice" part="notice">
    <div class="notice-words" role="alert">
      <span class="notice-icon">${icon}</span>
      <h3>${title}</h3>
      ${detail === '' ? '' : html`<p>${detail}</p>`}
    </div>
    ${
      action === null
        ? ''
        : html`<button type="button" class="button" part="retry" @click=${action.onClick}>${retryIcon}${action.label}</button>`
    }
  </div>`;
}

/** A server that answers, but not with a conversation, says why. */
function hintFor({ code, message }: ErrorBody, messages: MessageTable): string {
  return code === 'ConnectionLost' ? messages.unreachableHint : `${message} ${messages.unreachableHint}`;
}

function nameOf(details: unknown): string {
  const name = (details as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' ? name : '';
}
