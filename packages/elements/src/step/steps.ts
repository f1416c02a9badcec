import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { alertIcon, checkIcon, chevronIcon, retryIcon, stopIcon } from '../icons/icons.js';
import type { MessageTable } from '../messages/message-table.js';
import { baseStyles } from '../styles/base.styles.js';
import { foldStyles } from '../styles/fold.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { visibleControls } from '../tool-call/inert-text.js';
import { formatCost, formatLatency } from './figures.js';
import { stepsStyles } from './steps.styles.js';
import { type StepEvent, type StepView, stepsOf, totalsOf } from './steps-view.js';

/** From so many steps on the list may scroll, and has to be reached by keyboard. */
const SCROLLS_FROM = 8;

/**
 * The way of an agent through its graph in one turn: each node with how it stands, how long it took
 * and what it cost; folded, the sum of it.
 *
 * @element agent-steps
 *
 * @csspart summary - The line that folds the steps
 * @csspart steps - The list
 * @csspart step - One step
 * @csspart node - Its name
 * @csspart figures - How long it took and what it cost
 */
export class AgentSteps extends LitElement {
  static override styles = [tokenStyles, baseStyles, foldStyles, motionStyles, stepsStyles];

  static override properties: PropertyDeclarations = {
    events: { attribute: false },
    running: { type: Boolean, reflect: true },
    folded: { type: Boolean, reflect: true },
  };

  /** The `step` events of one turn, in the order of the log. */
  declare events: readonly StepEvent[];
  /** Whether the turn is open. */
  declare running: boolean;
  /** Whether only the sum is shown. */
  declare folded: boolean;

  readonly #localeText = new LocaleTextController(this);

  constructor() {
    super();
    this.events = [];
    this.running = false;
    this.folded = false;
  }

  readonly #toggle = (): void => {
    this.folded = !this.folded;
  };

  protected override render(): unknown {
    const { messages } = this.#localeText;
    const steps = stepsOf(this.events, this.running);
    if (steps.length === 0) return nothing;
    return html`<button
        type="button"
        class="fold-summary"
        part="summary"
        aria-expanded=${this.folded ? 'false' : 'true'}
        aria-controls="steps"
        @click=${this.#toggle}
      >
        ${this.#renderSummary(steps, messages)}<span class="chevron">${chevronIcon}</span>
      </button>
      <ol
        id="steps"
        part="steps"
        tabindex=${steps.length > SCROLLS_FROM ? 0 : -1}
        aria-label=${messages.steps(steps.length)}
        ?hidden=${this.folded}
      >
        ${this.folded ? nothing : steps.map((step) => this.#renderStep(step, messages))}
      </ol>`;
  }

  #renderSummary(steps: readonly StepView[], messages: MessageTable): unknown {
    const { failed, ...figures } = totalsOf(steps);
    const current = steps.findLast(({ status }) => status === 'running' || status === 'retrying');
    const words =
      this.running && this.folded && current !== undefined
        ? html`<span class="shimmer">${visibleControls(current.node)}</span>`
        : html`<span>${messages.steps(steps.length)}</span>`;
    return [
      words,
      failed > 0 ? html`<span class="failures">${messages.stepsFailed(failed)}</span>` : nothing,
      this.#renderFigures(figures),
    ];
  }

  #renderStep(step: StepView, messages: MessageTable): TemplateResult {
    const { node, status, attempts, message } = step;
    const words = {
      running: messages.toolRunning,
      retrying: messages.stepRetrying,
      done: messages.toolDone,
      failed: messages.toolFailed,
      abandoned: messages.toolAbandoned,
    }[status];
    return html`<li class=${status} part="step">
      <span class="sign">${signOf(step)}</span>
      <span class="node" part="node">${visibleControls(node)}</span>
      <span class=${status === 'done' ? 'visually-hidden' : 'words'}>${words}</span>
      ${attempts > 1 ? html`<span class="words">${messages.attempt(attempts)}</span>` : nothing}
      ${this.#renderFigures(step)}
      ${message === null ? nothing : html`<p class="message" dir="auto">${visibleControls(message)}</p>`}
    </li>`;
  }

  #renderFigures({ latencyMs, costMicroUsd }: Pick<StepView, 'latencyMs' | 'costMicroUsd'>): unknown {
    const { locale } = this.#localeText;
    const figures = [
      ...(latencyMs === null ? [] : [formatLatency(latencyMs, locale)]),
      ...(costMicroUsd === null ? [] : [formatCost(costMicroUsd, locale)]),
    ];
    if (figures.length === 0) return nothing;
    return html`<span class="figures" part="figures"
      >${figures.map((figure) => html`<bdi>${figure}</bdi>`)}</span
    >`;
  }
}

function signOf({ status }: StepView): TemplateResult {
  switch (status) {
    case 'running':
      return html`<span class="spinner"></span>`;
    case 'retrying':
      return retryIcon;
    case 'done':
      return checkIcon;
    case 'failed':
      return alertIcon;
    case 'abandoned':
      return stopIcon;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-steps': AgentSteps;
  }
}
