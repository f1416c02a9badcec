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
import { CONVERSATION_PARTS } from '../parts/conversation-parts.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { scrollEdgeStyles } from '../styles/scroll-edge.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { visibleControls } from '../tool-call/inert-text.js';
import { BUILT_IN_CARDS } from './built-in-cards.js';
import { AgentChatCardActionEvent } from './card.events.js';
import { cardStyles } from './card.styles.js';
import {
  type CardPlace,
  type CardSlice,
  EXPLAIN,
  isOff,
  isSameCardSlice,
  placeOf,
  refusedAt,
  selectCard,
} from './card-slice.js';
import {
  type CardDefinition,
  type CardElement,
  definitionOf,
  type ResolvedCard,
  resolveCard,
} from './define-card.js';
import { listAround, messageAt } from './plain/evidence.js';
import { NO_ACTIONS, type PlainActions, plainActions } from './plain/plain-actions.js';
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
  #resolved: ResolvedCard = { kind: 'unknown' };
  /** What it was resolved from. */
  #from: readonly [Card, CardDefinition | undefined] | null = null;
  #element: CardElement | null = null;
  /** What the element was last told of its buttons, and the card that they are of. */
  #told: readonly [CardElement, Card, CardSlice | null] | null = null;
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
    if (this.card === null) this.#element = null;
    else this.#resolve(this.card);
    this.#plain = this.card === null || this.#element !== null ? null : this.#inWords(this.card);
  }

  /**
   * Gives the element its data, once: a schema may make another copy each time, which would take away
   * what a person has written in the card.
   */
  #resolve(card: Card): void {
    const definition = definitionOf(card, [...(this.#cards.value ?? []), ...BUILT_IN_CARDS]);
    const [before, definitionBefore] = this.#from ?? [];
    if (card === before && definition === definitionBefore) return;
    const from = [card, definition] as const;
    this.#from = from;
    const resolved = resolveCard(card, definition);
    this.#resolved = resolved;
    if (resolved.kind !== 'known') {
      this.#element = null;
      return;
    }
    const { element: name, data } = resolved;
    if (customElements.get(name) === undefined) {
      this.#element = null;
      // Until then it is shown in words.
      const defined = customElements.whenDefined(name).then(() => {
        if (this.#from === from) this.#resolveAgain();
      });
      reportFailure(this, defined);
      return;
    }
    if (this.#element?.localName !== name) {
      this.#element = document.createElement(name) as CardElement;
      this.#element.setAttribute('exportparts', CONVERSATION_PARTS['agent-table-card']);
    }
    Object.assign(this.#element, { data, card });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#element === null || this.card === null) return;
    const slice = this.#chat.latest ?? null;
    const [element, card, before = null] = this.#told ?? [];
    if (element === this.#element && card === this.card && isSameCardSlice(before, slice)) return;
    this.#told = [this.#element, this.card, slice];
    this.#element.buttons = slice && {
      canPress: !isOff(slice),
      pressed: slice.pressed,
      press: (actionId, payload = actionOf(this.card, actionId)?.payload) =>
        this.#press({ actionId, payload }),
    };
  }

  #resolveAgain(): void {
    this.#from = null;
    this.requestUpdate();
  }

  /** What is said above a card in words, where something is missing. */
  #complaintAbout({ type, fallbackText }: Card): string | null {
    const { messages } = this.#localeText;
    const name = visibleControls(type);
    if (this.#resolved.kind === 'invalid') return messages.cardInvalid(name);
    // A text that came with the card says what it says.
    return fallbackText === undefined ? messages.cardUnknown(name) : null;
  }

  #inWords(card: Card): InWords {
    const { type, fallbackText, data } = card;
    const words =
      fallbackText === undefined ? readData(type, data, this.#localeText.locale) : readText(fallbackText);
    // What is not seen must not be approved.
    return { words, actions: words.isCut === true ? NO_ACTIONS : plainActions(card) };
  }

  #press({ actionId, payload }: Pick<CardAction, 'actionId' | 'payload'>): void {
    const { client, latest: slice } = this.#chat;
    if (client === null || slice == null) return;
    // One thing at a time, also before the page shows that a button was pressed.
    if (actionId === EXPLAIN ? slice.isExplaining : isOff(slice)) return;
    const { messageId, partId } = slice;
    if (!this.dispatchEvent(new AgentChatCardActionEvent(messageId, partId, actionId, payload))) return;
    for (const refused of refusedAt(client.getState(), slice)) client.discard(refused);
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
      aria-disabled=${slice.isExplaining ? 'true' : 'false'}
      @click=${() => this.#press({ actionId: EXPLAIN })}
    >
      ${questionIcon}${this.#localeText.messages.why}
    </button>`;
  }

  #renderPlain(card: Card, { words, actions: offered }: InWords): TemplateResult {
    const complaint = this.#complaintAbout(card);
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
      ${complaint === null ? nothing : html`<p class="complaint">${alertIcon}<span>${complaint}</span></p>`}
      <div class="words" dir="auto">
        ${renderPlainCard(words, say)} ${buttons(offered.ofCard)}
        ${slice === null ? nothing : renderOutcome(card.actions ?? [], view)}
      </div>
    </div>`;
  }
}

function actionOf(card: Card | null, actionId: string): CardAction | undefined {
  return card?.actions?.find((action) => action.actionId === actionId);
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-card': AgentCard;
  }
}
