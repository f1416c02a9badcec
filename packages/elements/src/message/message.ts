import { type Part, textOf } from '@agent-chat/protocol';
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ChatController } from '../context/chat-controller.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { formatMoment, formatTime } from '../messages/format-time.js';
import type { MessageTable } from '../messages/message-table.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import {
  AgentChatCancelQueuedEvent,
  AgentChatDiscardEvent,
  AgentChatEditQueuedEvent,
  AgentChatRetryEvent,
} from './message.events.js';
import { messageStyles } from './message.styles.js';
import type { MessageView } from './message-view.js';
import { renderPart } from './render-part.js';
import { renderMark, renderOwnStatus } from './render-status.js';

/**
 * One message: a person's, an agent's, or one that is on its way or being written. It keeps its DOM
 * through all of that.
 *
 * @element agent-message
 *
 * @fires {AgentChatRetryEvent} agent-chat-retry - Before a failed message is sent again; cancelable
 * @fires {AgentChatDiscardEvent} agent-chat-discard - Before a failed message is given up; cancelable
 * @fires {AgentChatEditQueuedEvent} agent-chat-edit-queued - Before a waiting message is changed; cancelable
 * @fires {AgentChatCancelQueuedEvent} agent-chat-cancel-queued - Before a waiting message is taken back; cancelable
 *
 * @csspart bubble - The frame around the content
 * @csspart mark - How an answer ended, when it is not whole
 * @csspart status - What becomes of a person's message
 * @csspart toolbar - Copy button and time
 *
 * @cssproperty [--agent-chat-user-surface] - Background of a person's message
 * @cssproperty [--agent-chat-user-text] - Colour of a person's message
 */
export class AgentMessage extends LitElement {
  static override styles = [tokenStyles, baseStyles, buttonStyles, motionStyles, messageStyles];

  static override properties: PropertyDeclarations = {
    message: { attribute: false },
    baseUrl: { attribute: 'base-url' },
    side: { reflect: true },
    status: { reflect: true },
    editing: { state: true },
  };

  /** What is shown. */
  declare message: MessageView | null;
  /** What relative links stand on. They are refused without it. */
  declare baseUrl: string | undefined;
  /** `user` or `agent`, for styling. */
  declare side: string;
  /** The stage of its life, for styling. */
  declare status: string;

  declare private editing: boolean;

  readonly #localeText = new LocaleTextController(this);
  readonly #chat = new ChatController(this, () => null);

  constructor() {
    super();
    this.message = null;
    this.baseUrl = undefined;
    this.side = '';
    this.status = '';
    this.editing = false;
  }

  protected override willUpdate(): void {
    this.side = this.message?.side ?? '';
    this.status = this.message?.status ?? '';
    if (this.message?.status !== 'queued') this.editing = false;
  }

  readonly #onRetry = (): void => {
    const id = this.message?.clientRequestId;
    if (id != null && this.dispatchEvent(new AgentChatRetryEvent(id))) this.#chat.client?.retry(id);
  };

  readonly #onDiscard = (): void => {
    const id = this.message?.clientRequestId;
    if (id != null && this.dispatchEvent(new AgentChatDiscardEvent(id))) this.#chat.client?.discard(id);
  };

  readonly #onCancelQueued = (): void => {
    const id = this.message?.messageId;
    if (id == null || !this.dispatchEvent(new AgentChatCancelQueuedEvent(id))) return;
    reportFailure(this, this.#chat.client?.cancelQueued(id));
  };

  readonly #onEdit = async (): Promise<void> => {
    this.editing = true;
    await this.updateComplete;
    const field = this.#field;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  };

  readonly #onEditEnd = async (): Promise<void> => {
    this.editing = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.edit')?.focus();
  };

  readonly #onEditKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      void this.#onEditEnd();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#saveEdit();
    }
  };

  readonly #onEditSubmit = (event: Event): void => {
    event.preventDefault();
    this.#saveEdit();
  };

  get #field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  #saveEdit(): void {
    const text = this.#field?.value.trim() ?? '';
    const id = this.message?.messageId;
    if (id == null || text === '') return;
    const parts: Part[] = [{ type: 'text', partId: 'p1', text }];
    void this.#onEditEnd();
    if (!this.dispatchEvent(new AgentChatEditQueuedEvent(id, parts))) return;
    reportFailure(this, this.#chat.client?.editQueued(id, parts));
  }

  protected override render(): unknown {
    const { message } = this;
    if (message === null) return nothing;
    const { messages } = this.#localeText;
    return html`<div class="bubble" part="bubble">
        ${this.editing ? this.#renderEditor(message, messages) : this.#renderParts(message, messages)}
        ${renderMark(message, messages)}
      </div>
      ${
        this.editing
          ? nothing
          : renderOwnStatus(message, messages, {
              onRetry: this.#onRetry,
              onDiscard: this.#onDiscard,
              onEdit: () => void this.#onEdit(),
              onCancel: this.#onCancelQueued,
            })
      }
      ${this.#renderToolbar(message, messages)}`;
  }

  /** Keyed by their ids, so that a part keeps its DOM when the draft of it becomes the logged one. */
  #renderParts(message: MessageView, messages: MessageTable): unknown {
    const context = {
      messages,
      baseUrl: this.baseUrl,
      side: message.side,
      isLive: message.status === 'writing' || message.status === 'interrupted',
    };
    const last = message.parts.at(-1);
    return repeat(
      message.parts,
      (part) => `${part.partId}:${part.type}`,
      (part) => renderPart(part, part === last, context),
    );
  }

  #renderEditor(message: MessageView, messages: MessageTable): TemplateResult {
    return html`<form class="editor" @submit=${this.#onEditSubmit}>
      <textarea
        rows="2"
        dir="auto"
        aria-label=${messages.editMessage}
        .value=${textOf(message.parts)}
        @keydown=${this.#onEditKeydown}
      ></textarea>
      <div class="editor-actions">
        <button type="button" class="button" @click=${this.#onEditEnd}>${messages.cancel}</button>
        <button type="submit" class="button primary">${messages.save}</button>
      </div>
    </form>`;
  }

  /** For what can be copied: not for a step on the way to an answer. */
  #renderToolbar(message: MessageView, messages: MessageTable): unknown {
    const text = textOf(message.parts);
    if (!message.isClosing || text === '') return nothing;
    return html`<div class="toolbar" part="toolbar">
      ${message.side === 'user' ? this.#renderTime(message.ts) : nothing}
      <agent-copy-button .text=${text} .label=${messages.copyMessage}></agent-copy-button>
    </div>`;
  }

  #renderTime(ts: string): TemplateResult {
    const date = new Date(ts);
    const { locale } = this.#localeText;
    return html`<time datetime=${ts} title=${formatMoment(date, locale)}>${formatTime(date, locale)}</time>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-message': AgentMessage;
  }
}
