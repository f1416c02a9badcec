import { css, html, LitElement, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { chevronIcon, reasoningIcon } from '../icons/icons.js';
import { formatDuration } from '../messages/format-time.js';
import { CONVERSATION_PARTS } from '../parts/conversation-parts.js';
import { baseStyles } from '../styles/base.styles.js';
import { foldStyles } from '../styles/fold.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';

/**
 * What an agent thought on the way to its answer: one line, which opens if what was thought is known.
 *
 * @element agent-reasoning
 *
 * @csspart summary - The line that opens and folds
 * @csspart body - The reasoning itself
 */
export class AgentReasoning extends LitElement {
  static override styles = [
    tokenStyles,
    baseStyles,
    foldStyles,
    motionStyles,
    css`
      :host {
        display: block;
      }

      .fold-summary:disabled {
        pointer-events: none;
      }

      agent-markdown {
        --agent-chat-font-size: 0.933em;
        color: var(--_text-muted);
      }
    `,
  ];

  static override properties: PropertyDeclarations = {
    text: {},
    streaming: { type: Boolean, reflect: true },
    durationMs: { type: Number, attribute: 'duration-ms' },
    open: { type: Boolean, reflect: true },
  };

  /** The reasoning, as markdown. */
  declare text: string;
  /** Whether it is still being written. */
  declare streaming: boolean;
  /** How long it took, in milliseconds, once that is known. */
  declare durationMs: number | undefined;
  /** Whether the reasoning itself is shown. */
  declare open: boolean;

  readonly #localeText = new LocaleTextController(this);

  constructor() {
    super();
    this.text = '';
    this.streaming = false;
    this.durationMs = undefined;
    this.open = false;
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
  };

  #label(): string {
    const { messages, locale } = this.#localeText;
    if (this.streaming) return messages.reasoningLive;
    if (this.durationMs === undefined) return messages.reasoning;
    return messages.reasonedFor(formatDuration(this.durationMs, locale));
  }

  protected override render(): TemplateResult {
    // Some models say only that they thought.
    const isEmpty = this.text.trim() === '';
    const isOpen = this.open && !isEmpty;
    return html`<button
        type="button"
        class="fold-summary"
        part="summary"
        aria-expanded=${isOpen ? 'true' : 'false'}
        aria-controls="body"
        ?disabled=${isEmpty}
        @click=${this.#toggle}
      >
        ${reasoningIcon}<span class=${this.streaming ? 'shimmer' : ''}>${this.#label()}</span
        >${isEmpty ? '' : html`<span class="chevron">${chevronIcon}</span>`}
      </button>
      <div id="body" class="fold-body" part="body" ?hidden=${!isOpen}>
        ${
          isOpen
            ? html`<agent-markdown exportparts=${CONVERSATION_PARTS['agent-markdown']} .text=${this.text} .streaming=${this.streaming}></agent-markdown>`
            : ''
        }
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-reasoning': AgentReasoning;
  }
}
