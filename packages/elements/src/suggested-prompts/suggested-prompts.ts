import { css, html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { ChatController } from '../context/chat-controller.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { arrowUpIcon } from '../icons/icons.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AgentChatPromptEvent } from './suggested-prompts.events.js';

/** A question that a person may want to ask. */
export interface SuggestedPrompt {
  readonly text: string;
  /** A character or an emoji before it. */
  readonly icon?: string | undefined;
}

/**
 * Questions to begin with, each a button that sends it. Pressed before there is a client, it is sent
 * to the first one that comes; until then no other can be pressed.
 *
 * @element agent-suggested-prompts
 *
 * @fires {AgentChatPromptEvent} agent-chat-prompt - Before the prompt is sent; cancelable
 *
 * @csspart prompt - One button
 */
export class AgentSuggestedPrompts extends LitElement {
  static override styles = [
    tokenStyles,
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }

      ul {
        display: grid;
        grid-template-columns: 1fr;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
      }

      @container (min-width: 32rem) {
        ul {
          grid-template-columns: 1fr 1fr;
        }

        li:last-child:nth-child(odd):not(:first-child) {
          grid-column: 1 / -1;
        }
      }

      .prompt {
        display: flex;
        align-items: center;
        gap: 12px;
        inline-size: 100%;
        block-size: 100%;
        min-block-size: 48px;
        padding: 11px 14px 11px 16px;
        border: 1px solid var(--_border);
        border-radius: calc(var(--_radius) + 4px);
        background: var(--_surface-raised);
        font-size: 0.933em;
        line-height: 1.4;
        text-align: start;
        transition:
          background var(--_duration),
          border-color var(--_duration);
      }

      .prompt:hover:not(:disabled) {
        border-color: color-mix(in oklab, var(--_accent) 45%, var(--_border));
        background: color-mix(in oklab, var(--_accent) 5%, var(--_surface-raised));
      }

      .text {
        flex: 1;
      }

      .text small {
        display: block;
        color: var(--_text-muted);
      }

      .go {
        rotate: 45deg;
        color: var(--_text-muted);
        transition: color var(--_duration);
      }

      .go:dir(rtl) {
        rotate: -45deg;
      }

      .go svg {
        inline-size: 16px;
        block-size: 16px;
      }

      .prompt:hover .go {
        color: var(--_accent-text);
      }

      @media (forced-colors: active) {
        .prompt {
          border-color: ButtonText;
        }
      }
    `,
  ];

  static override properties: PropertyDeclarations = {
    prompts: { attribute: false },
    disabled: { type: Boolean, reflect: true },
    waiting: { state: true },
  };

  /** The prompts, in their order. */
  declare prompts: readonly SuggestedPrompt[];
  /** Whether nothing can be sent at the moment. */
  declare disabled: boolean;
  /** What was pressed before there was a client. */
  declare private waiting: string | null;

  readonly #localeText = new LocaleTextController(this);
  readonly #chat = new ChatController(this, () => null);

  constructor() {
    super();
    this.prompts = [];
    this.disabled = false;
    this.waiting = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const text = this.waiting;
    const { client } = this.#chat;
    if (text === null || (client === null && !this.disabled)) return;
    this.waiting = null;
    if (client !== null && !this.disabled) reportFailure(this, client.sendMessage({ text }));
  }

  #choose(text: string): void {
    if (!this.dispatchEvent(new AgentChatPromptEvent(text))) return;
    const { client } = this.#chat;
    if (client === null) this.waiting = text;
    else reportFailure(this, client.sendMessage({ text }));
  }

  protected override render(): unknown {
    if (this.prompts.length === 0) return nothing;
    return html`<ul aria-label=${this.#localeText.messages.suggestions}>
      ${this.prompts.map(
        ({ text, icon }) =>
          html`<li>
            <button
              type="button"
              class="prompt"
              part="prompt"
              ?disabled=${this.disabled || this.waiting !== null}
              @click=${() => this.#choose(text)}
            >
              ${icon === undefined ? nothing : html`<span aria-hidden="true">${icon}</span>`}
              <span class="text"
                ><bdi>${text}</bdi>${
                  this.waiting === text
                    ? html`<small role="status">${this.#localeText.messages.sentWhenConnected}</small>`
                    : nothing
                }</span
              ><span class="go">${arrowUpIcon}</span>
            </button>
          </li>`,
      )}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-suggested-prompts': AgentSuggestedPrompts;
  }
}
