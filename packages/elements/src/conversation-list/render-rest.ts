import { html, nothing, type TemplateResult } from 'lit';
import type { MessageTable } from '../messages/message-table.js';

/** What a person asked for is under way, or was in vain. */
interface Attempt {
  readonly isLoading: boolean;
  readonly isFailed: boolean;
}

const SPINNER = html`<span class="spinner"></span>`;

/** The way to older conversations. The button stays where it is, with the focus that may be on it. */
export function renderOlder(
  { isLoading, isFailed }: Attempt,
  messages: MessageTable,
  onOlder: () => void,
): TemplateResult {
  const words = isLoading
    ? messages.olderConversationsLoading
    : isFailed
      ? messages.retry
      : messages.olderConversations;
  return html`<p class=${isFailed ? 'words' : 'visually-hidden'} role="status">
      ${isLoading ? words : isFailed ? messages.olderConversationsFailed : ''}
    </p>
    <p class="words">
      <button
        type="button"
        class="button"
        part="older"
        aria-busy=${isLoading ? 'true' : 'false'}
        @click=${isLoading ? nothing : onOlder}
      >
        ${isLoading ? SPINNER : nothing}${words}
      </button>
    </p>`;
}

/** The list could not be had. The button stays while it is tried again, so that it is seen what it does. */
export function renderFailed(isTrying: boolean, messages: MessageTable, onRetry: () => void): TemplateResult {
  return html`<p class="words" role="alert">${isTrying ? SPINNER : messages.conversationsFailed}</p>
    <p class="words">
      <button
        type="button"
        class="button retry-list"
        aria-busy=${isTrying ? 'true' : 'false'}
        @click=${isTrying ? nothing : onRetry}
      >
        ${messages.retry}
      </button>
    </p>`;
}
