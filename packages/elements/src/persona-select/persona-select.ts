import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { personIcon } from '../icons/control-icons.js';
import { baseStyles } from '../styles/base.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AgentChatPersonaEvent } from './persona-select.events.js';
import { personaSelectStyles } from './persona-select.styles.js';

/** Somebody who can be chosen to answer. */
export interface PersonaChoice {
  readonly personaId: string;
  readonly name: string;
  /** What it is good at, in a sentence. */
  readonly description?: string | undefined;
  /** One character, for example an emoji. Default: a drawn head. */
  readonly symbol?: string | undefined;
}

/**
 * Lets a person choose who answers, before a conversation begins. It says so by an event and sends
 * nothing: who makes the conversation gives the persona to it. Once the conversation has begun, set
 * `locked`: a persona is fixed for a conversation's life.
 *
 * @element agent-persona-select
 *
 * @fires {AgentChatPersonaEvent} agent-chat-persona - Before another persona is chosen; cancelable
 *
 * @csspart persona - One of them
 */
export class AgentPersonaSelect extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [tokenStyles, baseStyles, personaSelectStyles];

  static override properties: PropertyDeclarations = {
    personas: { attribute: false },
    value: {},
    locked: { type: Boolean, reflect: true },
  };

  /** Whom there is to choose from, in their order. Without any, nothing is shown. */
  declare personas: readonly PersonaChoice[];
  /** The `personaId` of the one that is chosen; empty: none. */
  declare value: string;
  /** Whether the conversation has begun. */
  declare locked: boolean;

  readonly #localeText = new LocaleTextController(this);

  constructor() {
    super();
    this.personas = [];
    this.value = '';
    this.locked = false;
  }

  #choose(event: Event, personaId: string): void {
    if (this.dispatchEvent(new AgentChatPersonaEvent(personaId))) this.value = personaId;
    // The browser has moved its mark already.
    else (event.target as HTMLInputElement).checked = false;
    this.requestUpdate();
  }

  protected override render(): unknown {
    if (this.personas.length === 0) return nothing;
    const { messages } = this.#localeText;
    return html`<fieldset ?disabled=${this.locked} aria-describedby=${this.locked ? 'fixed' : nothing}>
        <legend>${messages.persona}</legend>
        <div class="personas">${this.personas.map((persona) => this.#renderPersona(persona))}</div>
      </fieldset>
      ${this.locked ? html`<p class="fixed" id="fixed">${messages.personaFixed}</p>` : nothing}`;
  }

  #renderPersona({ personaId, name, description, symbol }: PersonaChoice): TemplateResult {
    return html`<label part="persona">
      <input
        type="radio"
        name="persona"
        .value=${personaId}
        .checked=${live(personaId === this.value)}
        @change=${(event: Event) => this.#choose(event, personaId)}
      /><span class="face" aria-hidden="true">${symbol ?? personIcon}</span
      ><span class="text"
        ><span class="name">${name}</span>
        ${description === undefined ? nothing : html`<span class="description"><bdi>${description}</bdi></span>`}</span
      >
    </label>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-persona-select': AgentPersonaSelect;
  }
}
