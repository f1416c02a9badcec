import type { ChatClient } from '@agent-chat/client';
import { type Budget, isSameBudget } from '@agent-chat/protocol';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { ChatController } from '../context/chat-controller.js';
import { isForInputMethod } from '../context/input-method.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { SettingCommand } from '../context/setting-command.js';
import { coinIcon, gaugeIcon, lockIcon } from '../icons/control-icons.js';
import { editIcon } from '../icons/icons.js';
import { panelStyles } from '../popup/panel.styles.js';
import { keepBeside } from '../popup/keep-beside.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AgentChatResumeEvent, AgentChatSetBudgetEvent } from './budget.events.js';
import { budgetStyles } from './budget.styles.js';
import {
  type BudgetMeter,
  type BudgetReading,
  isSameBudgets,
  metersOf,
  moneySpent,
  type Pause,
  selectBudgets,
  shareOf,
} from './budget-state.js';
import { budgetSummary, leadingMeter } from './budget-summary.js';
import {
  budgetName,
  budgetPlace,
  formatAmount,
  formatUsed,
  limitFrom,
  limitText,
  unitOf,
} from './budget-words.js';

/** From this share on a meter is shown as nearly used up. */
const NEAR = 0.8;

/**
 * Shows the caps of the conversation and what is used of each, lets a person change them, and says
 * when work is paused because one is used up.
 *
 * The server counts what is used. Of the totals of the conversation and its runs the events tell;
 * for every other scope and window give `readings`, else only the cap is shown.
 *
 * @element agent-budget
 *
 * @fires {AgentChatSetBudgetEvent} agent-chat-set-budget - Before a cap is changed; cancelable
 * @fires {AgentChatResumeEvent} agent-chat-resume - Before paused work goes on; cancelable
 *
 * @csspart summary - The button that opens the panel, where it is `compact`
 * @csspart panel - The panel, where it is `compact`
 * @csspart meter - One budget
 * @csspart bar - Its bar
 * @csspart pause - What is said while work is paused
 */
export class AgentBudget extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [tokenStyles, baseStyles, buttonStyles, panelStyles, budgetStyles];

  static override properties: PropertyDeclarations = {
    readings: { attribute: false },
    locked: { type: Boolean, reflect: true },
    compact: { type: Boolean, reflect: true },
    edited: { state: true },
    invalid: { state: true },
  };

  /** What is used, for the budgets that the host knows it of. */
  declare readings: readonly BudgetReading[];
  /** Whether the person may only see the caps. */
  declare locked: boolean;
  /** Whether it is a button that opens a panel, as in a top bar. */
  declare compact: boolean;
  /** The budget whose cap is being written. */
  declare private edited: Budget | null;
  /** What was written is no cap. */
  declare private invalid: boolean;

  readonly #localeText = new LocaleTextController(this);
  readonly #chat = new ChatController(this, selectBudgets, isSameBudgets);
  readonly #command = new SettingCommand(this);
  #client: ChatClient | null = null;
  /** Whose cap was written last. */
  #opened: Budget | null = null;
  /** What is in the field: another one may come in its place. `null`: the cap as it is. */
  #written: string | null = null;
  #hadFocus = false;

  constructor() {
    super();
    this.readings = [];
    this.locked = false;
    this.compact = false;
    this.edited = null;
    this.invalid = false;
    this.addEventListener('keydown', this.#onKeydown);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { client } = this.#chat;
    // A cap of one conversation is none of another.
    if (client !== this.#client) this.#stopEditing();
    this.#client = client;
    this.#hadFocus = this.#focused !== null;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const summary = this.renderRoot.querySelector<HTMLButtonElement>('button.summary');
    if (summary !== null) summary.popoverTargetElement = this.renderRoot.querySelector('.panel');
    if (changed.has('edited') && this.edited !== null) {
      this.renderRoot.querySelector<HTMLInputElement>('input')?.select();
    }
    if (this.#hadFocus && this.#focused === null) this.#focusAgain();
  }

  get #focused(): Element | null {
    return this.shadowRoot?.activeElement ?? null;
  }

  /** What had the focus is gone: it goes where that was opened, or as near as there is something. */
  #focusAgain(): void {
    const find = (selector: string) => this.renderRoot.querySelectorAll<HTMLElement>(selector);
    const budgets = this.#chat.value?.budgets ?? [];
    const at = budgets.findIndex((budget) => this.#opened !== null && isSameBudget(budget, this.#opened));
    const near = [
      ...find('form input'),
      find('li .icon-button')[at],
      ...find('.add'),
      ...find('.panel'),
      ...find('.icon-button, .summary'),
    ];
    for (const element of near) {
      element?.focus();
      if (this.#focused !== null) return;
    }
  }

  readonly #onToggle = (event: ToggleEvent): void => {
    if (event.newState !== 'open') {
      this.#stopEditing();
      return;
    }
    const panel = event.currentTarget as HTMLElement;
    const button = this.renderRoot.querySelector('.summary');
    if (button !== null) keepBeside(panel, button, 'below', () => panel.hidePopover());
  };

  #set(budget: Budget): void {
    // Pressed twice before the form is gone.
    if (this.edited === null) return;
    if (!this.dispatchEvent(new AgentChatSetBudgetEvent(budget))) return;
    this.#command.give(this.#chat.client, 'setBudget', { budget });
    this.#stopEditing();
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.edited === null) return;
    const text = this.renderRoot.querySelector('input')?.value ?? '';
    const limit = limitFrom(text, this.edited, this.#localeText.locale);
    this.invalid = limit === undefined;
    if (limit !== undefined) this.#set({ ...this.edited, limit });
  };

  readonly #onResume = (pause: Pause): void => {
    const pending = this.#chat.client?.getState().pending ?? [];
    if (pending.some(({ method, status }) => method === 'resume' && status === 'sending')) return;
    if (!this.dispatchEvent(new AgentChatResumeEvent(pause.runId))) return;
    this.#command.give(this.#chat.client, 'resume', pause.runId === null ? {} : { runId: pause.runId });
  };

  /** The browser closes the panel by it: nothing in which that stands is closed as well. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    const isOpen = this.renderRoot.querySelector('.panel')?.matches(':popover-open') === true;
    if (event.key === 'Escape' && isOpen) event.stopPropagation();
  };

  /** Escape ends the writing first, then closes the panel. */
  readonly #onFormKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || isForInputMethod(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#stopEditing();
  };

  #edit(budget: Budget): void {
    this.edited = budget;
    this.#opened = budget;
    this.#written = null;
    this.invalid = false;
  }

  readonly #stopEditing = (): void => {
    this.edited = null;
    this.invalid = false;
  };

  protected override render(): unknown {
    const state = this.#chat.value ?? null;
    if (state === null) return nothing;
    const meters = metersOf(state, this.readings);
    if (!this.compact) return this.#renderAll(meters, state.pause);
    const { messages, locale } = this.#localeText;
    const summary = budgetSummary(meters, state.pause, { messages, locale });
    const { budget } = leadingMeter(meters) ?? {};
    const isMoney = budget === undefined || (budget.meter === 'money' && budget.per === undefined);
    const isBreached = meters.some(({ breached }) => breached) || state.pause !== null;
    return html`<button
        type="button"
        part="summary"
        class="summary ${isBreached ? 'breached' : ''}"
        aria-label=${summary === messages.budget ? summary : `${messages.budget}: ${summary}`}
        title=${messages.budget}
      >
        ${isMoney ? coinIcon : gaugeIcon}<span>${summary}</span>
      </button>
      <div
        id="panel"
        class="panel"
        part="panel"
        .popover=${'auto'}
        role="dialog"
        tabindex="-1"
        aria-label=${messages.budget}
        @toggle=${this.#onToggle}
      >
        ${this.#renderAll(meters, state.pause)}
      </div>`;
  }

  #amountWords({ budget, used }: BudgetMeter, locale: string | undefined): string {
    const { messages } = this.#localeText;
    const cap = formatAmount(budget, budget.limit ?? 0, locale);
    return used === null
      ? messages.budgetCapOnly(cap)
      : messages.budgetUsed(formatUsed(budget, used, locale), cap);
  }

  #renderAll(meters: readonly BudgetMeter[], pause: Pause | null): TemplateResult {
    const { messages } = this.#localeText;
    const error = this.#command.errorFor(this.#chat.client);
    const { edited } = this;
    // Others may have been set while it is written.
    const isFirst = edited?.limit === null && !meters.some(({ budget }) => isSameBudget(budget, edited));
    const isAlone = edited !== null && (isFirst || meters.length === 0);
    return html`<div role="status">${pause === null ? nothing : this.#renderPause(pause)}</div>
      ${meters.length === 0 && !isAlone ? this.#renderNone() : nothing}
      <ul>
        ${meters.map((meter) => this.#renderMeter(meter))}
      </ul>
      ${isAlone ? this.#renderForm(edited) : nothing}
      ${error === null ? nothing : html`<p class="problem" role="alert"><bdi>${error.message}</bdi></p>`}
      ${this.locked ? html`<p class="note">${lockIcon}<span>${messages.budgetLocked}</span></p>` : nothing}`;
  }

  #renderPause(pause: Pause): TemplateResult {
    const { messages } = this.#localeText;
    return html`<div class="pause" part="pause">
      <p><strong>${messages.budgetPaused}.</strong> <bdi>${pause.reason?.message ?? ''}</bdi></p>
      ${
        this.locked
          ? nothing
          : html`<button type="button" class="button resume" @click=${() => this.#onResume(pause)}>${messages.resume}</button>`
      }
    </div>`;
  }

  #renderNone(): TemplateResult {
    const { messages, locale } = this.#localeText;
    const state = this.#chat.value;
    const budget: Budget = {
      meter: 'money',
      scope: { kind: 'conversation', id: state?.conversationId ?? '' },
      window: 'total',
      limit: null,
    };
    const spent = moneySpent(state?.usage ?? []);
    const words = spent === 0 ? '' : ` ${messages.budgetSpent(formatUsed(budget, spent, locale))}.`;
    return html`<p class="quiet">${messages.budgetNone}${words}</p>
      ${
        this.locked
          ? nothing
          : html`<button type="button" class="button add" @click=${() => this.#edit(budget)}>
            ${messages.budgetAdd}
          </button>`
      }`;
  }

  #renderMeter(meter: BudgetMeter): TemplateResult {
    const { messages, locale } = this.#localeText;
    const { budget, used, breached } = meter;
    // After a break the same budget may be another object.
    const edited = this.edited !== null && isSameBudget(this.edited, budget) ? this.edited : null;
    const name = budgetName(budget, messages);
    const share = shareOf(meter);
    const tone = breached ? 'breached' : share >= NEAR ? 'near' : '';
    const words = this.#amountWords(meter, locale);
    return html`<li part="meter" class=${tone}>
      <div class="meter-head">
        <span class="meter-name">${name}</span><span class="meter-place">${budgetPlace(budget, messages)}</span>
      </div>
      ${
        used === null
          ? nothing
          : html`<div
            class="bar"
            part="bar"
            .role=${'meter'}
            aria-label=${`${name}, ${budgetPlace(budget, messages)}`}
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=${Math.round(share * 100)}
            aria-valuetext=${words}
          >
            <svg aria-hidden="true"><rect class="fill" height="100%" width=${`${share * 100}%`}></rect></svg>
          </div>`
      }
      <div class="meter-row">
        <span class="amount">${words}${breached ? html` <strong>${messages.budgetBreached}</strong>` : nothing}</span>
        ${
          this.locked
            ? nothing
            : html`<button
              type="button"
              class="icon-button change"
              aria-label=${messages.budgetEdit(`${name}, ${budgetPlace(budget, messages)}`)}
              title=${messages.edit}
              @click=${() => this.#edit(budget)}
            >
              ${editIcon}
            </button>`
        }
      </div>
      ${edited === null ? nothing : this.#renderForm(edited)}
    </li>`;
  }

  #renderForm(budget: Budget): TemplateResult {
    const { messages, locale } = this.#localeText;
    return html`<form novalidate @submit=${this.#onSubmit} @keydown=${this.#onFormKeydown}>
      <label
        >${messages.budgetCap(unitOf(budget).unit)}<input
          inputmode="decimal"
          .enterKeyHint=${'done'}
          autocomplete="off"
          aria-invalid=${this.invalid ? 'true' : 'false'}
          aria-describedby=${this.invalid ? 'invalid' : nothing}
          .value=${this.#written ?? limitText(budget, locale)}
          @input=${(event: Event) => {
            this.#written = (event.target as HTMLInputElement).value;
          }}
      /></label>
      <button type="submit" class="button primary save">${messages.save}</button>
      ${
        budget.limit === null
          ? nothing
          : html`<button type="button" class="button lift" @click=${() => this.#set({ ...budget, limit: null })}>
            ${messages.budgetLift}
          </button>`
      }
      <button type="button" class="button cancel" @click=${this.#stopEditing}>${messages.cancel}</button>
      ${this.invalid ? html`<p class="problem" id="invalid" role="alert">${messages.budgetInvalid}</p>` : nothing}
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-budget': AgentBudget;
  }
}
