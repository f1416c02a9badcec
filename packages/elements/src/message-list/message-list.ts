import { type ChatState, selectView, type ViewItem } from '@agent-chat/client';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { ChatController } from '../context/chat-controller.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { arrowDownIcon } from '../icons/icons.js';
import type { MessageTable } from '../messages/message-table.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AnswerAnnouncer } from './answer-announcer.js';
import { RowBuilder } from './list-rows.js';
import { type LazyPart, loadPart } from './lazy-parts.js';
import { isSameList, type ListState, selectList } from './list-state.js';
import { messageListStyles } from './message-list.styles.js';
import { renderRow } from './render-row.js';
import type { Row } from './row.js';
import { StickToBottom } from './stick-to-bottom.js';

/** How many announcements stay in the live region: screen readers read what is added, not what is there. */
const KEPT_ANNOUNCEMENTS = 8;

/**
 * The conversation: messages, tool calls and what happened, by day and by author. It stays at its
 * end while an answer grows, unless the reader has scrolled up.
 *
 * @element agent-message-list
 *
 * @slot empty - Shown while there is nothing in the conversation
 *
 * @csspart scroller - The scrolling box
 * @csspart content - The column in it
 * @csspart day - The line above the first message of a day
 * @csspart author - The line with an author's name
 * @csspart marker - Something that happened, between messages
 * @csspart to-latest - The button that leads to the newest message
 *
 * @cssproperty [--agent-chat-content-width] - Width of the column
 */
export class AgentMessageList extends LitElement {
  static override styles = [tokenStyles, baseStyles, buttonStyles, motionStyles, messageListStyles];

  static override properties: PropertyDeclarations = {
    baseUrl: { attribute: 'base-url' },
    announcements: { state: true },
  };

  /** What relative links in answers stand on. They are refused without it. */
  declare baseUrl: string | undefined;

  declare private announcements: readonly { readonly id: number; readonly text: string }[];

  readonly #localeText = new LocaleTextController(this);
  readonly #chat = new ChatController<ListState>(
    this,
    (state: ChatState) => selectList(state, selectView(state)),
    isSameList,
  );
  readonly #bottom = new StickToBottom(
    this,
    () => {
      const scroller = this.renderRoot.querySelector<HTMLElement>('.scroller');
      const content = this.renderRoot.querySelector<HTMLElement>('.content');
      return scroller === null || content === null ? null : { scroller, content };
    },
    () => this.#rows.length > 0,
  );
  #builder = new RowBuilder();
  #announcer = new AnswerAnnouncer();
  #announced = 0;
  #conversationId: string | null = null;
  #rows: readonly Row[] = [];
  /** The last row that the reader has seen. */
  #seenKey: string | null = null;

  constructor() {
    super();
    this.baseUrl = undefined;
    this.announcements = [];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const conversationId = this.#chat.client?.conversationId ?? null;
    if (conversationId !== this.#conversationId) {
      this.#conversationId = conversationId;
      this.#builder = new RowBuilder();
      this.#announcer = new AnswerAnnouncer();
      this.announcements = [];
    }
    const state = this.#chat.value;
    if (state === undefined) {
      this.#rows = [];
      return;
    }
    const before = this.#rows;
    this.#rows = this.#builder.build(state, this.#localeText.messages);
    if (hasNewOwnMessage(before, this.#rows)) this.#bottom.pin();
    if (this.#bottom.isPinned) this.#seenKey = this.#rows.at(-1)?.key ?? null;
    if (state.isLoaded) this.#announce(state);
  }

  #announce(state: ListState): void {
    const { messages } = this.#localeText;
    const nameOf = ({ key }: ViewItem): string => {
      const row = this.#rows.findLast((each) => each.key === key);
      return row?.kind === 'message' || row?.kind === 'event' ? row.name : '';
    };
    const spoken = this.#announcer.next(state.items, nameOf, messages);
    if (spoken.length === 0) return;
    const added = spoken.map((text) => ({ id: this.#announced++, text }));
    this.announcements = [...this.announcements, ...added].slice(-KEPT_ANNOUNCEMENTS);
  }

  readonly #onToLatest = (): void => {
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#bottom.pin(isCalm ? 'auto' : 'smooth');
    // The button goes away: the focus must not go with it.
    this.renderRoot.querySelector<HTMLElement>('.scroller')?.focus({ preventScroll: true });
  };

  readonly #onNeed = (part: LazyPart): void => reportFailure(this, loadPart(part));

  protected override render(): TemplateResult {
    const { messages } = this.#localeText;
    const state = this.#chat.value;
    const isEmpty = state?.isLoaded === true && this.#rows.length === 0;
    const isLoading = state?.isLoaded === false && this.#rows.length === 0;
    return html`<div
        class="scroller"
        part="scroller"
        tabindex="0"
        role="log"
        aria-live="off"
        aria-label=${messages.conversation}
        aria-busy=${isLoading ? 'true' : 'false'}
      >
        <div class="content" part="content">
          <slot name="empty" ?hidden=${!isEmpty}></slot>
          ${isLoading ? renderSkeleton(messages) : nothing}
          ${state?.isComplete === false ? html`<p class="marker">${messages.olderNotLoaded}</p>` : nothing}
          ${repeat(
            this.#rows,
            (row) => row.key,
            (row) => this.#renderRowOnce(row, messages),
          )}
        </div>
      </div>
      ${this.#renderToLatest(messages)}
      <div class="visually-hidden" aria-live="polite" aria-relevant="additions">
        ${repeat(
          this.announcements,
          ({ id }) => id,
          ({ text }) => html`<p>${text}</p>`,
        )}
      </div>`;
  }

  #renderToLatest(messages: MessageTable): TemplateResult {
    const isUnseen = this.#seenKey !== (this.#rows.at(-1)?.key ?? null);
    return html`<button
      type="button"
      class="to-latest ${isUnseen ? 'unseen' : ''}"
      part="to-latest"
      aria-label=${isUnseen ? messages.newMessages : messages.toLatest}
      ?hidden=${this.#bottom.isPinned}
      @click=${this.#onToLatest}
    >
      ${arrowDownIcon}${isUnseen ? html`<span>${messages.newMessages}</span>` : nothing}
    </button>`;
  }

  /** A row is looked at again only when it shows something else: an answer grows, its past does not. */
  #renderRowOnce(row: Row, messages: MessageTable): unknown {
    const isLast = row === this.#rows.at(-1);
    const dependencies = [row, isLast, messages, this.#localeText.locale, this.baseUrl];
    const { locale } = this.#localeText;
    const view = { messages, locale, baseUrl: this.baseUrl, isLast, onNeed: this.#onNeed };
    return guard(dependencies, () => renderRow(row, view));
  }
}

function hasNewOwnMessage(before: readonly Row[], after: readonly Row[]): boolean {
  const last = after.at(-1);
  return (
    last?.kind === 'message' &&
    last.item.kind === 'pending_message' &&
    !before.some(({ key }) => key === last.key)
  );
}

function renderSkeleton(messages: MessageTable): TemplateResult {
  return html`<div class="skeleton">
    <span class="visually-hidden" role="status">${messages.loading}</span>
    <i class="mine"></i><i></i><i></i><i class="short"></i>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-message-list': AgentMessageList;
  }
}
