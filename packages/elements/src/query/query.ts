import { css, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { QueryEntry } from '@agent-chat/protocol';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { questionIcon } from '../icons/icons.js';
import { longText } from '../markdown/long-text.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { visibleControls } from '../tool-call/inert-text.js';

/**
 * A question that an agent asks somebody else on the way to its answer, and what it was told.
 *
 * @element agent-query
 *
 * @csspart question - Who asks whom, and what
 * @csspart answer - What was answered, or that it is waited for
 */
export class AgentQuery extends LitElement {
  static override styles = [
    tokenStyles,
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        gap: 6px;
        padding: 10px 14px;
        border: 1px solid var(--_border);
        border-radius: var(--_radius);
        font-size: 0.933em;
      }

      p {
        margin: 0;
        /* Words in another direction begin where the others begin. */
        text-align: -webkit-match-parent;
        text-align: match-parent;
        white-space: pre-wrap;
      }

      .who {
        display: flex;
        align-items: center;
        gap: 7px;
        color: var(--_text-muted);
        font-size: 0.929em;
        font-weight: 500;
      }

      .who svg {
        inline-size: 16px;
        block-size: 16px;
      }

      .answer {
        padding-inline-start: 12px;
        border-inline-start: 2px solid var(--_border);
      }

      .open {
        color: var(--_text-muted);
        font-style: italic;
      }
    `,
  ];

  static override properties: PropertyDeclarations = {
    query: { attribute: false },
    asker: {},
    asked: {},
  };

  /** The question, with its answer once there is one. */
  declare query: QueryEntry | null;
  /** The name of whoever asks. */
  declare asker: string;
  /** The name of whoever is asked; empty: any person. */
  declare asked: string;

  readonly #localeText = new LocaleTextController(this);

  constructor() {
    super();
    this.query = null;
    this.asker = '';
    this.asked = '';
  }

  protected override render(): unknown {
    const { query } = this;
    if (query === null) return nothing;
    const { messages } = this.#localeText;
    const words = messages.asks(visibleControls(this.asker), visibleControls(this.asked));
    return html`<div part="question">
        <p class="who">${questionIcon}<span>${words}</span></p>
        <p dir="auto">${longText(visibleControls(query.text), messages)}</p>
      </div>
      ${this.#renderAnswer(query)}`;
  }

  #renderAnswer({ answer }: QueryEntry): TemplateResult {
    const { messages } = this.#localeText;
    if (answer === undefined) {
      return html`<p class="open" part="answer">${messages.notAnswered}</p>`;
    }
    return html`<p class="answer" part="answer" dir="auto">${longText(visibleControls(answer.text), messages)}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-query': AgentQuery;
  }
}
