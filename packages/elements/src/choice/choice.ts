import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { lockIcon } from '../icons/control-icons.js';
import { checkIcon, chevronIcon } from '../icons/icons.js';
import { panelStyles } from '../popup/panel.styles.js';
import { keepBeside } from '../popup/keep-beside.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AgentChatChooseEvent } from './choice.events.js';
import { choiceStyles } from './choice.styles.js';
import { indexAfterKey, indexOfTyped } from './choice-keys.js';

/** One of several, with what it means. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  /** What the button says when this one is chosen. Default: `label`. */
  readonly short?: string;
  readonly disabled?: boolean;
}

/** What is typed within this time is one word. */
const TYPED_TOGETHER_MS = 600;

/**
 * A button that shows what is chosen and opens a list to choose another, each with what it means.
 * Models and autopilot levels are chosen with it; it sends no command itself.
 *
 * Locked, it can still be opened and read: it says why nothing can be chosen.
 *
 * @element agent-choice
 *
 * @slot icon - Before what is chosen
 *
 * @fires {AgentChatChooseEvent} agent-chat-choose - Another one was chosen; it does not bubble
 *
 * @csspart button - The button
 * @csspart panel - The list, over the page
 * @csspart option - One of the list
 *
 * @cssproperty [--agent-chat-surface-raised] - Background of the list
 * @cssproperty [--agent-chat-surface-hover] - Background of the one that is looked at
 */
export class AgentChoice extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [tokenStyles, baseStyles, buttonStyles, panelStyles, choiceStyles];

  static override properties: PropertyDeclarations = {
    choices: { attribute: false },
    value: {},
    label: {},
    locked: { type: Boolean, reflect: true },
    reason: {},
    active: { state: true },
  };

  /** What there is to choose from, in its order. */
  declare choices: readonly Choice[];
  /** The `value` of the one that is chosen; anything else: none. */
  declare value: string;
  /** What is chosen here, for example "Model". */
  declare label: string;
  /** Whether nothing can be chosen. */
  declare locked: boolean;
  /** Why nothing can be chosen, while it is locked. */
  declare reason: string;
  /** The place of the one that is looked at; `null`: the list is closed. */
  declare private active: number | null;

  #typed = '';
  #typedAt = 0;

  constructor() {
    super();
    this.choices = [];
    this.value = '';
    this.label = '';
    this.locked = false;
    this.reason = '';
    this.active = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const panel = this.renderRoot.querySelector<HTMLElement>('.panel');
    const button = this.renderRoot.querySelector('button');
    if (panel === null || button === null) return;
    if (!panel.matches(':popover-open')) {
      panel.showPopover();
      keepBeside(panel, button, 'below', () => this.#close());
    }
    panel.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }

  #open(): void {
    const chosen = this.choices.findIndex(({ value }) => value === this.value);
    this.active = Math.max(0, chosen);
  }

  #close(): void {
    this.active = null;
    this.#typed = '';
  }

  readonly #onClick = (event: Event): void => {
    // Not every browser gives a button the focus that is clicked.
    (event.currentTarget as HTMLElement).focus();
    if (this.active === null) this.#open();
    else this.#close();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey) return;
    if (this.active === null) {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      this.#open();
      return;
    }
    // The button's own answer to Space would be to close the list.
    if (event.key === ' ') event.preventDefault();
    if (event.key === 'Escape') {
      // Only this list: not the panel in which it stands.
      event.stopPropagation();
      event.preventDefault();
      this.#close();
    } else if (event.key === 'Enter' || (event.key === ' ' && this.#typedBefore(event) === '')) {
      event.preventDefault();
      this.#choose(this.active);
    } else {
      this.#move(event);
    }
  };

  #move(event: KeyboardEvent): void {
    const index = this.active ?? -1;
    const next = indexAfterKey(event.key, index, this.choices.length) ?? this.#typeahead(event, index);
    if (next === null || next < 0) return;
    event.preventDefault();
    this.active = next;
  }

  /** What belongs to the same word as this key. */
  #typedBefore({ timeStamp }: KeyboardEvent): string {
    return timeStamp - this.#typedAt < TYPED_TOGETHER_MS ? this.#typed : '';
  }

  #typeahead(event: KeyboardEvent, index: number): number | null {
    if ([...event.key].length !== 1) return null;
    this.#typed = this.#typedBefore(event) + event.key;
    this.#typedAt = event.timeStamp;
    return indexOfTyped(this.#typed, index, this.choices);
  }

  #choose(index: number): void {
    const choice = this.choices[index];
    if (choice === undefined || choice.disabled === true || this.locked) return;
    this.#close();
    if (choice.value !== this.value) this.dispatchEvent(new AgentChatChooseEvent(choice.value));
  }

  /** The button keeps the focus, and with it the keys. */
  readonly #onPanelPointerdown = (event: Event): void => event.preventDefault();

  protected override render(): TemplateResult {
    const chosen = this.choices.find(({ value }) => value === this.value);
    const isOpen = this.active !== null;
    const words = chosen?.short ?? chosen?.label ?? this.label;
    return html`<button
        type="button"
        role="combobox"
        part="button"
        class="choice"
        aria-haspopup="listbox"
        aria-expanded=${isOpen ? 'true' : 'false'}
        aria-controls=${isOpen ? 'list' : nothing}
        aria-activedescendant=${isOpen && this.choices.length > 0 ? `option-${this.active}` : nothing}
        aria-label=${chosen === undefined ? this.label : `${this.label}: ${chosen.label}`}
        aria-describedby=${this.locked && this.reason !== '' ? 'reason' : nothing}
        aria-readonly=${ifDefined(this.locked ? 'true' : undefined)}
        title=${this.label}
        @click=${this.#onClick}
        @keydown=${this.#onKeydown}
        @blur=${() => this.#close()}
      >
        <slot name="icon"></slot><span class="words" dir="auto">${words}</span
        ><span class="chevron">${this.locked ? lockIcon : chevronIcon}</span>
      </button>
      <span id="reason" hidden>${this.reason}</span>
      ${isOpen ? this.#renderPanel() : nothing}`;
  }

  #renderPanel(): TemplateResult {
    return html`<div class="panel" part="panel" .popover=${'manual'} @pointerdown=${this.#onPanelPointerdown}>
      ${this.locked && this.reason !== '' ? html`<p class="panel-note">${lockIcon}<span>${this.reason}</span></p>` : nothing}
      <div id="list" role="listbox" aria-label=${this.label}>
        ${this.choices.map((choice, index) => this.#renderOption(choice, index))}
      </div>
    </div>`;
  }

  #renderOption({ value, label, description, disabled }: Choice, index: number): TemplateResult {
    const isChosen = value === this.value;
    // eslint-disable-next-line lit-a11y/click-events-have-key-events -- the keys are the button's
    return html`<div
      role="option"
      part="option"
      id="option-${index}"
      class="option ${index === this.active ? 'active' : ''}"
      aria-selected=${isChosen ? 'true' : 'false'}
      aria-disabled=${ifDefined(disabled === true || this.locked ? 'true' : undefined)}
      @pointermove=${() => {
        this.active = index;
      }}
      @click=${() => this.#choose(index)}
    >
      <span class="option-text"
        ><span class="option-label">${label}</span>
        ${description === undefined ? nothing : html`<span class="option-detail"><bdi>${description}</bdi></span>`}</span
      ><span class="check">${isChosen ? checkIcon : nothing}</span>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-choice': AgentChoice;
  }
}
