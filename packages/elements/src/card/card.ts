import type { Card } from '@agent-chat/protocol';
import { ContextConsumer } from '@lit/context';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { cardsContext } from '../context/contexts.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { alertIcon } from '../icons/icons.js';
import { baseStyles } from '../styles/base.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { inertText } from '../tool-call/inert-text.js';
import { BUILT_IN_CARDS } from './built-in-cards.js';
import { cardStyles } from './card.styles.js';
import { type CardElement, resolveCard } from './define-card.js';

/**
 * Shows a card by the element of its type. A card of an unknown type or version, or with data that
 * is not what its type promises, shows its `fallbackText`, or its data as text.
 *
 * @element agent-card
 *
 * @csspart card - The frame around the card
 * @csspart fallback - What is shown in place of a card that cannot be
 */
export class AgentCard extends LitElement {
  static override styles = [tokenStyles, baseStyles, cardStyles];

  static override properties: PropertyDeclarations = {
    card: { attribute: false },
  };

  /** The card as it came. */
  declare card: Card | null;

  readonly #localeText = new LocaleTextController(this);
  readonly #cards = new ContextConsumer(this, { context: cardsContext, subscribe: true });
  #element: CardElement | null = null;
  #complaint: string | null = null;

  constructor() {
    super();
    this.card = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#element = this.card === null ? null : this.#elementOf(this.card);
  }

  /** The element of the card; the same one as before when it is of the same kind. */
  #elementOf(card: Card): CardElement | null {
    const { messages } = this.#localeText;
    const resolved = resolveCard(card, [...(this.#cards.value ?? []), ...BUILT_IN_CARDS]);
    const isDefined = resolved.kind === 'known' && customElements.get(resolved.element) !== undefined;
    if (resolved.kind !== 'known' || !isDefined) {
      const say = resolved.kind === 'invalid' ? messages.cardInvalid : messages.cardUnknown;
      this.#complaint = say(card.type);
      return null;
    }
    const element =
      this.#element?.localName === resolved.element
        ? this.#element
        : (document.createElement(resolved.element) as CardElement);
    element.data = resolved.data;
    element.card = card;
    return element;
  }

  protected override render(): unknown {
    if (this.card === null) return nothing;
    return this.#element === null
      ? this.#renderFallback(this.card)
      : html`<div class="card" part="card">${this.#element}</div>`;
  }

  #renderFallback({ fallbackText, data }: Card): TemplateResult {
    return html`<div class="card fallback" part="fallback">
      <p class="complaint">${alertIcon}<span>${this.#complaint}</span></p>
      <pre>${fallbackText ?? inertText(data)}</pre>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-card': AgentCard;
  }
}
