import type { Rating } from '@agent-chat/protocol';
import { css, html, LitElement, type PropertyDeclarations, type TemplateResult } from 'lit';
import { isOver } from '../connection-status/session-over.js';
import { ChatController } from '../context/chat-controller.js';
import { isForInputMethod } from '../context/input-method.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { closeIcon } from '../icons/icons.js';
import { AgentChatFeedbackEvent } from '../message/message.events.js';
import { selectRefusedComment } from './refused-comment.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';

/**
 * A field for a few words on a message that a person has rated. What the server has refused is in it
 * again, until it is sent anew.
 *
 * @element agent-feedback
 *
 * @fires {AgentChatFeedbackEvent} agent-chat-feedback - Before the comment is sent; cancelable
 * @fires {Event} close - It is not needed any more; does not bubble
 *
 * @csspart feedback - The frame
 * @csspart feedback-field - The field for the comment
 * @csspart feedback-send - The button that sends it
 * @csspart feedback-close - The button that closes the frame
 */
export class AgentFeedback extends LitElement {
  static override styles = [
    tokenStyles,
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        inline-size: min(100%, 32rem);
        margin-block-start: 6px;
      }

      form {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 8px;
        padding: 12px 14px;
        border: 1px solid var(--_border);
        border-radius: var(--_radius);
        background: var(--_surface-raised);
      }

      label {
        align-self: center;
        font-size: 0.867em;
        font-weight: 500;
      }

      textarea {
        grid-column: 1 / -1;
        min-block-size: 3.5em;
        max-block-size: 14em;
        padding: 8px 12px;
        border: 1px solid var(--_border-strong);
        border-radius: var(--_radius);
        background: var(--_surface);
        color: inherit;
        font: inherit;
        font-size: max(0.933em, 1rem);
        resize: vertical;
        field-sizing: content;
      }

      textarea:focus-visible {
        outline-offset: -1px;
      }

      .button {
        grid-column: 1 / -1;
        justify-self: end;
        min-block-size: 36px;
      }

      @media (pointer: coarse) {
        .button {
          min-block-size: 44px;
        }
      }
    `,
  ];

  static override properties: PropertyDeclarations = {
    messageId: { attribute: 'message-id' },
    rating: {},
  };

  /** Of the message that was rated. */
  declare messageId: string;
  declare rating: Rating;

  readonly #localeText = new LocaleTextController(this);
  readonly #chat = new ChatController(this, (state) => selectRefusedComment(state, this.messageId));
  readonly #over = new ChatController(this, ({ connection }) => isOver(connection));

  constructor() {
    super();
    this.messageId = '';
    this.rating = 'up';
  }

  protected override firstUpdated(): void {
    const field = this.renderRoot.querySelector('textarea');
    if (field === null) return;
    field.value = this.#chat.latest?.comment ?? '';
    field.focus();
  }

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    const comment = this.renderRoot.querySelector('textarea')?.value.trim() ?? '';
    const { messageId, rating } = this;
    if (this.#over.latest === true) return;
    if (comment === '') {
      this.#close();
      return;
    }
    if (!this.dispatchEvent(new AgentChatFeedbackEvent(messageId, rating, comment))) return;
    const { client, latest } = this.#chat;
    reportFailure(this, client?.send('giveFeedback', { messageId, rating, comment }));
    if (latest != null) client?.discard(latest.clientRequestId);
    this.#close();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (isForInputMethod(event)) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.#close();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      this.#onSubmit(event);
    }
  };

  readonly #close = (): void => {
    this.dispatchEvent(new Event('close'));
  };

  protected override render(): TemplateResult {
    const { messages } = this.#localeText;
    return html`<form part="feedback" @submit=${this.#onSubmit} @keydown=${this.#onKeydown}>
      <label for="comment">${this.rating === 'up' ? messages.commentUp : messages.commentDown}</label>
      <button
        type="button"
        class="icon-button"
        part="feedback-close"
        aria-label=${messages.close}
        title=${messages.close}
        @click=${this.#close}
      >
        ${closeIcon}
      </button>
      <textarea id="comment" part="feedback-field" rows="2" dir="auto" maxlength="4096"></textarea>
      <button type="submit" class="button primary" part="feedback-send" ?disabled=${this.#over.value === true}>${messages.sendComment}</button>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-feedback': AgentFeedback;
  }
}
