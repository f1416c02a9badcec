import type { Card, CardAction } from '@agent-chat/protocol';
import { ContextConsumer } from '@lit/context';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { ChatController } from '../context/chat-controller.js';
import { cardsContext } from '../context/contexts.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { alertIcon, questionIcon } from '../icons/icons.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { scrollEdgeStyles } from '../styles/scroll-edge.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { visibleControls } from '../tool-call/inert-text.js';
import { BUILT_IN_CARDS } from './built-in-cards.js';
import { AgentChatCardActionEvent } from './card.events.js';
import { cardStyles } from './card.styles.js';
import { type CardPlace, EXPLAIN, isSameCardSlice, placeOf, selectCard } from './card-slice.js';
import { type CardElement, resolveCard } from './define-card.js';
import { listAround, messageAt } from './plain/evidence.js';
import { type PlainActions, plainActions } from './plain/plain-actions.js';
import type { PlainCard, PlainEntry } from './plain/plain-card.js';
import { plainCardStyles } from './plain/plain-card.styles.js';
import { readData } from './plain/read-data.js';
import { readText } from './plain/read-text.js';
import { renderActions, renderOutcome } from './plain/render-plain-actions.js';
import { renderPlainCard } from './plain/render-plain-card.js';

/** A card without an element of its own. */
interface InWords {
  readonly words: PlainCard;
  readonly actions: PlainActions;
}

/**
 * Shows a card by the element of its type. A card whose type or version has no element, or with data
 * that is not what its type promises, is shown in words: what its `fallbackText` says, else the fields
 * of its data, and below them the buttons that need no more than a press.
 *
 * @element agent-card
 *
 * @fires {AgentChatCardActionEvent} agent-chat-card-action - Before the press of a button is sent; cancelable
 *
 * @csspart card - The frame around the card
 * @csspart fallback - A card in words
 * @csspart title - Its title
 * @csspart entry - One of several things in it that can be opened
 * @csspart evidence - What leads to a place in the conversation
 * @csspart actions - Its buttons
 * @csspart action - One of them
 * @csspart why - "Why?", below each of several cards in an agent's message
 */
export class AgentCard extends LitElement {
  static override styles = [
    tokenStyles,
    baseStyles,
    buttonStyles,
    motionStyles,
    scrollEdgeStyles,
    cardStyles,
    plainCardStyles,
  ];

  static override properties: PropertyDeclarations = {
    card: { attribute: false },
  };

  /** The card as it came. */
  declare card: Card | null;

  readonly #localeText = new LocaleTextController(this);
  readonly #cards = new ContextConsumer(this, { context: cardsContext, subscribe: true });
  readonly #chat = new ChatController(
    this,
    (state) => {
      if (this.card === null) return null;
      // It stays where it stands.
      this.#place ??= placeOf(state, this.card);
      return selectCard(state, this.#place);
    },
    isSameCardSlice,
  );
  #element: CardElement | null = null;
  #complaint: string | null = null;
  #place: CardPlace | null = null;
  /** `null` where an element shows it. */
  #plain: InWords | null = null;

  constructor() {
    super();
    this.card = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('card')) this.#place = null;
    this.#element = this.card === null ? null : this.#elementOf(this.card);
    this.#plain = this.card === null || this.#element !== null ? null : this.#inWords(this.card);
  }

  /** The element of the card; the same one as before when it is of the same kind. */
  #elementOf(card: Card): CardElement | null {
    const { messages } = this.#localeText;
    const resolved = resolveCard(card, [...(this.#cards.value ?? []), ...BUILT_IN_CARDS]);
    const isDefined = resolved.kind === 'known' && customElements.get(resolved.element) !== undefined;
    if (resolved.kind !== 'known' || !isDefined) {
      const name = visibleControls(card.type);
      const isSilent = resolved.kind !== 'invalid' && card.fallbackText !== undefined;
      // A text that came with the card says what it says: nothing is missing.
      this.#complaint = isSilent
        ? null
        : resolved.kind === 'invalid'
          ? messages.cardInvalid(name)
          : messages.cardUnknown(name);
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

  #inWords(card: Card): InWords {
    const { type, fallbackText, data } = card;
    const words =
      fallbackText === undefined ? readData(type, data, this.#localeText.locale) : readText(fallbackText);
    return { words, actions: plainActions(card) };
  }

  #press({ actionId, payload }: Pick<CardAction, 'actionId' | 'payload'>): void {
    const { client, latest: slice } = this.#chat;
    if (client === null || slice == null) return;
    const { messageId, partId } = slice;
    if (!this.dispatchEvent(new AgentChatCardActionEvent(messageId, partId, actionId, payload))) return;
    const given = { messageId, partId, actionId, ...(payload === undefined ? {} : { payload }) };
    reportFailure(this, client.send('invokeAction', given));
  }

  #showEvent(seq: number): (() => void) | null {
    const list = listAround(this);
    const state = this.#chat.client?.getState();
    const messageId = state === undefined ? null : messageAt(state, seq);
    if (list === null || messageId === null) return null;
    return () => reportFailure(this, list.scrollToMessage(messageId));
  }

  protected override render(): unknown {
    if (this.card === null) return nothing;
    const shown =
      this.#plain === null
        ? html`<div class="card" part="card">${this.#element}</div>`
        : this.#renderPlain(this.card, this.#plain);
    return html`${shown}${this.#renderWhy()}`;
  }

  #renderWhy(): unknown {
    const slice = this.#chat.latest;
    if (slice == null || !slice.isAskable) return nothing;
    return html`<button
      type="button"
      class="why"
      part="why"
      ?disabled=${slice.isExplaining}
      @click=${() => this.#press({ actionId: EXPLAIN })}
    >
      ${questionIcon}${this.#localeText.messages.why}
    </button>`;
  }

  #renderPlain({ actions = [] }: Card, { words, actions: offered }: InWords): TemplateResult {
    const { messages, locale } = this.#localeText;
    const slice = this.#chat.latest ?? null;
    const view = {
      messages,
      pressed: slice?.pressed ?? null,
      isOpen: slice?.isOpen ?? false,
      onPress: (action: CardAction) => this.#press(action),
    };
    // Where nobody would hear of it there is nothing to press.
    const buttons = (some: readonly CardAction[]) => (slice === null ? nothing : renderActions(some, view));
    const say = {
      locale,
      showEvent: (seq: number) => this.#showEvent(seq),
      actionsOf: (entry: PlainEntry, at: number) => buttons(offered.ofEntry(entry, at)),
    };
    // It runs as what it says runs, whatever language is around it.
    return html`<div class="card plain fallback" part="card fallback">
      ${this.#complaint === null ? nothing : html`<p class="complaint">${alertIcon}<span>${this.#complaint}</span></p>`}
      <div class="words" dir="auto">
        ${renderPlainCard(words, say)} ${buttons(offered.ofCard)}
        ${slice === null ? nothing : renderOutcome(actions, view)}
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-card': AgentCard;
  }
}
