import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { moreIcon } from '../icons/icons.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AgentChatMenuEvent } from './menu.events.js';
import { menuStyles } from './menu.styles.js';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: TemplateResult | undefined;
  /** A line above it. */
  readonly divided?: boolean | undefined;
}

/**
 * A button that opens a list of things to do. Arrows, Home and End move in it, Escape closes it.
 *
 * @element agent-menu
 *
 * @fires {AgentChatMenuEvent} agent-chat-menu - An entry was chosen
 *
 * @csspart menu-button - The button
 * @csspart menu - The list
 * @csspart menu-item - One entry
 */
export class AgentMenu extends LitElement {
  static override styles = [tokenStyles, baseStyles, buttonStyles, menuStyles];

  static override properties: PropertyDeclarations = {
    label: {},
    items: { attribute: false },
    open: { type: Boolean, reflect: true },
  };

  /** The name of the button. */
  declare label: string;
  /** What can be chosen. */
  declare items: readonly MenuItem[];
  /** Whether the list is shown. */
  declare open: boolean;

  constructor() {
    super();
    this.label = '';
    this.items = [];
    this.open = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('focusout', this.#onFocusout);
    window.addEventListener('pointerdown', this.#onPointerdown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('focusout', this.#onFocusout);
    window.removeEventListener('pointerdown', this.#onPointerdown);
  }

  get #entries(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  readonly #onFocusout = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    if (this.open && to instanceof Node && to !== this && !this.renderRoot.contains(to)) this.open = false;
  };

  readonly #onPointerdown = (event: Event): void => {
    if (this.open && !event.composedPath().includes(this)) this.open = false;
  };

  readonly #onToggle = async (event: Event): Promise<void> => {
    this.open = !this.open;
    await this.updateComplete;
    // By keyboard the focus goes along; a pointer is where it wants to be.
    if (this.open && event instanceof PointerEvent && event.pointerType === '') this.#entries[0]?.focus();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (!this.open) {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.open = true;
      void this.updateComplete.then(() => this.#entries[0]?.focus());
      return;
    }
    const entries = this.#entries;
    const root = this.renderRoot as ShadowRoot;
    const at = entries.indexOf(root.activeElement as HTMLElement);
    const to = {
      ArrowDown: entries[(at + 1) % entries.length],
      ArrowUp: entries.at(at <= 0 ? -1 : at - 1),
      Home: entries[0],
      End: entries.at(-1),
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      to.focus();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.#close();
    }
  };

  #close(): void {
    this.open = false;
    this.focus();
  }

  #choose(id: string): void {
    this.#close();
    this.dispatchEvent(new AgentChatMenuEvent(id));
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.icon-button')?.focus(options);
  }

  protected override render(): TemplateResult {
    return html`<div @keydown=${this.#onKeydown}>
      <button
        type="button"
        class="icon-button"
        part="menu-button"
        aria-label=${this.label}
        title=${this.label}
        aria-haspopup="menu"
        aria-expanded=${this.open ? 'true' : 'false'}
        @click=${this.#onToggle}
      >
        ${moreIcon}
      </button>
      ${this.open ? this.#renderList() : nothing}
    </div>`;
  }

  #renderList(): TemplateResult {
    return html`<div role="menu" part="menu" aria-label=${this.label}>
      ${this.items.map(
        ({ id, label, icon, divided }) =>
          html`<button
            type="button"
            role="menuitem"
            part="menu-item"
            tabindex="-1"
            class=${divided === true ? 'divided' : ''}
            @click=${() => this.#choose(id)}
          >
            ${icon ?? nothing}<span>${label}</span>
          </button>`,
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-menu': AgentMenu;
  }
}
