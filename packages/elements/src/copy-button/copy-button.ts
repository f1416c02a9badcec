import { css, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { alertIcon, checkIcon, copyIcon } from '../icons/icons.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AgentChatCopyEvent } from './copy-button.events.js';
import { copyText } from './copy-text.js';

/** How long the button says what came of it. */
const ANSWER_MS = 2_000;

/**
 * Copies a text, and says whether that worked.
 *
 * @element agent-copy-button
 *
 * @fires {AgentChatCopyEvent} agent-chat-copy - Before the text is copied; cancelable
 *
 * @csspart button - The button
 */
export class AgentCopyButton extends LitElement {
  static override styles = [
    tokenStyles,
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: inline-flex;
        line-height: 0;
      }

      .done {
        color: var(--_success);
      }

      .failed {
        color: var(--_danger);
      }
    `,
  ];

  static override properties: PropertyDeclarations = {
    // Not shown: a text that grows thirty times a second renders nothing.
    text: { attribute: false, hasChanged: () => false },
    label: {},
    answer: { state: true },
  };

  /** What is copied. */
  declare text: string;
  /** The name of the button. Default: "Copy". */
  declare label: string;

  declare private answer: 'done' | 'failed' | null;

  readonly #localeText = new LocaleTextController(this);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.text = '';
    this.label = '';
    this.answer = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.answer = null;
  }

  readonly #copy = async ({ currentTarget }: Event): Promise<void> => {
    if (!this.dispatchEvent(new AgentChatCopyEvent(this.text))) return;
    this.answer = (await copyText(this.text, currentTarget as Element)) ? 'done' : 'failed';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.answer = null;
    }, ANSWER_MS);
  };

  protected override render(): TemplateResult {
    const { messages } = this.#localeText;
    const label = this.label === '' ? messages.copy : this.label;
    const said = { done: messages.copied, failed: messages.copyFailed };
    const icons = { done: checkIcon, failed: alertIcon };
    return html`<button
        type="button"
        class="icon-button ${this.answer ?? ''}"
        part="button"
        aria-label=${label}
        title=${label}
        @click=${this.#copy}
      >
        ${this.answer === null ? copyIcon : icons[this.answer]}</button
      ><span class="visually-hidden" role="status">${this.answer === null ? nothing : said[this.answer]}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-copy-button': AgentCopyButton;
  }
}
