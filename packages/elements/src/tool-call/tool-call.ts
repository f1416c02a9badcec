import type { ErrorBody } from '@agent-chat/protocol';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { guard } from 'lit/directives/guard.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { Ticker } from '../context/ticker.js';
import {
  alertIcon,
  checkIcon,
  chevronIcon,
  clockIcon,
  closeIcon,
  shieldIcon,
  stopIcon,
} from '../icons/icons.js';
import { growingText } from '../markdown/growing-text.js';
import { formatDuration } from '../messages/format-time.js';
import type { MessageTable } from '../messages/message-table.js';
import { baseStyles } from '../styles/base.styles.js';
import { foldStyles } from '../styles/fold.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { inertText, shortArguments, visibleControls } from './inert-text.js';
import { toolCallStyles } from './tool-call.styles.js';

/**
 * - `preparing`: the agent is still writing the input
 * - `called`: asked for, not started
 * - `asked`: a person has to say yes before it starts
 * - `running`, `done`, `failed`: what the tool itself is doing or did
 * - `denied`: a person, or a rule, did not let it start
 * - `abandoned`: its turn ended before it did
 */
export const TOOL_CALL_STATUSES = [
  'preparing',
  'called',
  'asked',
  'running',
  'done',
  'failed',
  'denied',
  'abandoned',
] as const;
export type ToolCallStatus = (typeof TOOL_CALL_STATUSES)[number];

/**
 * One use of a tool: its name, what went in, how it stands and what came out. Input and output are
 * shown as text that nothing can act through.
 *
 * @element agent-tool-call
 *
 * @csspart summary - The line that opens and folds
 * @csspart name - The name of the tool
 * @csspart status - How it stands, in words
 * @csspart body - Input and result
 * @csspart value - One of the two texts
 */
export class AgentToolCall extends LitElement {
  static override styles = [tokenStyles, baseStyles, foldStyles, motionStyles, toolCallStyles];

  static override properties: PropertyDeclarations = {
    name: {},
    status: { reflect: true },
    args: { attribute: false },
    output: { attribute: false },
    error: { attribute: false },
    durationMs: { type: Number, attribute: 'duration-ms' },
    startedAt: { attribute: false },
    attempts: { type: Number },
    open: { type: Boolean, reflect: true },
  };

  /** The name of the tool. */
  declare name: string;
  declare status: ToolCallStatus;
  /** The input: any JSON value, or the text of it as far as it is written. */
  declare args: unknown;
  /** What the tool answered: any JSON value. */
  declare output: unknown;
  /** Why it failed. */
  declare error: ErrorBody | undefined;
  /** How long it ran, in milliseconds, once that is known. */
  declare durationMs: number | undefined;
  /** When it was started, in milliseconds since 1970; while it runs, the time since then is shown. */
  declare startedAt: number | undefined;
  /** How often it was started. More than once is said. */
  declare attempts: number;
  /** Whether input and result are shown. */
  declare open: boolean;

  readonly #localeText = new LocaleTextController(this);
  /** What the call is about. */
  #hint = '';

  constructor() {
    super();
    this.name = '';
    this.status = 'called';
    this.args = undefined;
    this.output = undefined;
    this.error = undefined;
    this.durationMs = undefined;
    this.startedAt = undefined;
    this.attempts = 0;
    this.open = false;
    new Ticker(this, () => (this.#runningMs() === null ? null : 1_000));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // Not with each second that it runs: what went in may be long.
    if (changed.has('args')) this.#hint = shortArguments(this.args);
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
  };

  protected override render(): TemplateResult {
    const { messages } = this.#localeText;
    return html`<button
        type="button"
        class="fold-summary"
        part="summary"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-controls="body"
        @click=${this.#toggle}
      >
        <span class="icon">${this.#icon()}</span>
        <bdi class="name" part="name">${visibleControls(this.name)}</bdi>
        ${this.#hint === '' ? nothing : html`<bdi class="hint" aria-hidden="true">${this.#hint}</bdi>`}
        <span class="status" part="status">${this.#statusText(messages)}</span>
        <span class="chevron">${chevronIcon}</span>
      </button>
      <div id="body" class="fold-body" part="body" ?hidden=${!this.open}>
        ${this.open ? this.#renderBody(messages) : nothing}
      </div>`;
  }

  #renderBody(messages: MessageTable): unknown {
    return [
      this.args === undefined ? nothing : renderValue(messages.toolInput, this.args),
      this.output === undefined ? nothing : renderValue(messages.toolResult, this.output),
      this.error === undefined
        ? nothing
        : renderValue(messages.toolError, `${this.error.message} (${this.error.code})`),
    ];
  }

  #icon(): TemplateResult {
    switch (this.status) {
      case 'preparing':
      case 'running':
        return html`<span class="spinner"></span>`;
      case 'called':
        return clockIcon;
      case 'asked':
        return shieldIcon;
      case 'done':
        return checkIcon;
      case 'failed':
        return alertIcon;
      case 'denied':
        return closeIcon;
      case 'abandoned':
        return stopIcon;
    }
  }

  #statusText(messages: MessageTable): string {
    switch (this.status) {
      case 'preparing':
        return messages.toolPreparing;
      case 'called':
        return messages.toolWaiting;
      case 'asked':
        return messages.toolAsked;
      case 'running':
        return this.#withTime(this.#withAttempt(messages.toolRunning, messages), this.#runningMs(), 1_000);
      case 'done':
        // Less than a tenth of a second is no time.
        return this.#withTime(messages.toolDone, this.durationMs ?? null, 100);
      case 'failed':
        return this.#withTime(messages.toolFailed, this.durationMs ?? null, 100);
      case 'denied':
        return messages.toolDenied;
      case 'abandoned':
        return messages.toolAbandoned;
    }
  }

  /** The clocks of here and there may differ by more than it has run. */
  #runningMs(): number | null {
    if (this.status !== 'running' || this.startedAt === undefined) return null;
    return Math.max(0, Math.floor((Date.now() - this.startedAt) / 1_000) * 1_000);
  }

  #withAttempt(words: string, messages: MessageTable): string {
    return this.attempts > 1 ? `${words} · ${messages.attempt(this.attempts)}` : words;
  }

  #withTime(words: string, timeMs: number | null, atLeastMs: number): string {
    if (timeMs === null || timeMs < atLeastMs) return words;
    return `${words} · ${formatDuration(timeMs, this.#localeText.locale)}`;
  }
}

/** The text of a value is made when there is another one, not with each second. */
function renderValue(label: string, value: unknown): TemplateResult {
  return html`<div class="value-label">${label}</div>
    <pre class="value" part="value" tabindex="0" role="group" aria-label=${label}>${guard([value], () =>
      growingText(inertText(value)),
    )}</pre>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-tool-call': AgentToolCall;
  }
}
