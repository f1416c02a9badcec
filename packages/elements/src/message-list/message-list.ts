import type { ChatClient } from '@agent-chat/client';
import { messageOf } from '@agent-chat/protocol';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  render,
  type TemplateResult,
} from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ChatController } from '../context/chat-controller.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { ownIdOf, ViewerController } from '../context/viewer-controller.js';
import { reportFailure } from '../context/report-failure.js';
import { arrowDownIcon } from '../icons/icons.js';
import { startOfDay } from '../messages/format-time.js';
import type { MessageTable } from '../messages/message-table.js';
import { exportedParts } from '../parts/conversation-parts.js';
import type { SendKey } from '../settings/settings.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AnswerAnnouncer } from './answer-announcer.js';
import { articleWanted } from './article-keys.js';
import { type LazyPart, loadPart } from './lazy-parts.js';
import { RowBuilder } from './list-rows.js';
import { createListSelector, isSameList, type ListState } from './list-state.js';
import { messageListStyles } from './message-list.styles.js';
import type { ParticipantLooks } from './participant-look.js';
import { renderRow } from './render-row.js';
import type { Row } from './row.js';
import { estimateHeight } from './row-estimate.js';
import { RowList } from './row-list.js';
import { RowWindow } from './row-window.js';
import { StickToBottom } from './stick-to-bottom.js';
import { Unseen } from './unseen.js';

/** How many announcements stay in the live region: screen readers read what is added, not what is there. */
const KEPT_ANNOUNCEMENTS = 8;

/** Older messages are loaded when the reader is so near to the oldest, in heights of the box. */
const NEAR_START = 1.5;
const NO_LOOKS: ParticipantLooks = {};

/**
 * The conversation: messages, tool calls and what happened, by day and by author. It stays at its
 * end while an answer grows, unless the reader has scrolled up, and loads what is older when the
 * reader comes near to it. However long the conversation is, only what can be seen is in the page,
 * and some around it.
 *
 * With the focus on the list or in it, Alt and an arrow key go from message to message, and to what an
 * agent did between them; on a message so do Page Up and Page Down, and Control with Home and End goes to
 * the first and the last. On the list itself these keys scroll.
 *
 * @element agent-message-list
 *
 * @slot empty - Shown while there is nothing in the conversation
 *
 * @csspart scroller - The scrolling box
 * @csspart content - The column in it
 * @csspart day - The line above the first message of a day
 * @csspart history - What stands above the oldest message that is loaded
 * @csspart retry - The button that tries to load it once more
 * @csspart unread - The line above what came while the reader was away
 * @csspart author - The line with an author's name
 * @csspart author-name - The name in it
 * @csspart avatar - The picture or the letters in it
 * @csspart time - When the author wrote
 * @csspart marker - Something that happened, between messages
 * @csspart at-work - Who is thinking or writing
 * @csspart dots - The moving dots in it
 * @csspart to-latest - The button that leads to the newest message
 *
 * @cssproperty [--agent-chat-content-width] - Width of the column
 */
export class AgentMessageList extends LitElement {
  static override styles = [tokenStyles, baseStyles, buttonStyles, motionStyles, messageListStyles];

  static override properties: PropertyDeclarations = {
    baseUrl: { attribute: 'base-url' },
    looks: { attribute: false },
    sendKey: { attribute: 'send-key' },
    announcements: { state: true },
  };

  /** What relative links in answers stand on. They are refused without it. */
  declare baseUrl: string | undefined;
  /**
   * Pictures, letters and colours of participants, by their ids. Without one, who shares the
   * conversation with others has the letters of the name, on a colour that follows from the id.
   */
  declare looks: ParticipantLooks;
  /** The key by which a changed message is sent, as of the composer: `enter` (default), or `mod-enter`. */
  declare sendKey: SendKey;

  declare private announcements: readonly { readonly id: number; readonly text: string }[];

  readonly #localeText = new LocaleTextController(this);
  readonly #viewer = new ViewerController(this);
  readonly #chat = new ChatController<ListState>(this, createListSelector(), isSameList);
  readonly #bottom = new StickToBottom(
    () => this.requestUpdate(),
    () => this.#rows.length > 0,
  );
  #window: RowWindow | null = null;
  #builder = new RowBuilder();
  #announcer = new AnswerAnnouncer();
  #unseen = new Unseen();
  #announced = 0;
  #conversationId: string | null = null;
  #rows = RowList.EMPTY;
  /** What all rows that are shown were rendered with. */
  #renderedWith: readonly unknown[] = [];

  constructor() {
    super();
    this.baseUrl = undefined;
    this.looks = NO_LOOKS;
    this.sendKey = 'enter';
    this.announcements = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // By itself, so that a chat does not load these names before its list.
    if (!this.hasAttribute('exportparts'))
      this.setAttribute('exportparts', exportedParts('agent-message-list'));
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#connect();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#window?.disconnect();
    this.#bottom.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const conversationId = this.#chat.client?.conversationId ?? null;
    if (conversationId !== this.#conversationId) {
      this.#conversationId = conversationId;
      this.#builder = new RowBuilder();
      this.#announcer = new AnswerAnnouncer();
      this.#unseen = new Unseen();
      this.announcements = [];
      this.#rows = RowList.EMPTY;
      this.#window?.clear();
      this.#bottom.pin();
    }
    const state = this.#chat.value;
    if (state === undefined) {
      this.#rows = RowList.EMPTY;
      return;
    }
    const before = this.#rows;
    this.#unseen.update(state, this.#bottom.isPinned && document.visibilityState !== 'hidden');
    this.#rows = this.#builder.build(state, this.#localeText.messages, this.#unseen.lineKey);
    if (hasNewOwnMessage(before, this.#rows)) this.#toEnd('auto');
    if (state.isLoaded) this.#announce(state);
  }

  protected override firstUpdated(): void {
    const scroller = this.#scroller;
    const container = this.renderRoot.querySelector<HTMLElement>('.rows');
    if (scroller === null || container === null) return;
    this.#window = new RowWindow(scroller, container, {
      render: (row, isLast, box) => this.#renderRow(row, isLast, box),
      estimate: estimateHeight,
      isPinned: () => this.#bottom.isAtEnd,
      onScrolled: () => this.#bottom.look(),
      onMeasured: () => this.#bottom.keep(),
      onMoved: (fromStartPx, heightPx) => {
        if (fromStartPx < NEAR_START * heightPx) this.#loadOlderOnce();
      },
    });
    this.#connect();
  }

  protected override updated(): void {
    const { messages, locale } = this.#localeText;
    // What was said today was said yesterday from midnight on.
    const today = startOfDay(new Date());
    const renderWith = [messages, locale, this.baseUrl, this.looks, this.sendKey, today];
    const isSame = renderWith.every((each, index) => each === this.#renderedWith[index]);
    this.#renderedWith = renderWith;
    const focused = this.shadowRoot?.activeElement ?? null;
    if (!isSame) this.#window?.refresh();
    this.#window?.show(this.#rows, this.#chat.value?.history.status === 'complete');
    if (focused === null || this.shadowRoot?.activeElement !== null) return;
    // What had the focus has left the page.
    const heir = this.#window?.articleInPlaceOf(focused) ?? this.#scroller;
    heir?.focus({ preventScroll: true });
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.scroller');
  }

  #connect(): void {
    const scroller = this.hasUpdated ? this.#scroller : null;
    if (scroller === null || this.#window === null) return;
    this.#window.connect();
    this.#bottom.connect(scroller);
  }

  #announce(state: ListState): void {
    const { messages, locale } = this.#localeText;
    const spoken = this.#announcer.next(state.logged, state.rest, {
      messages,
      locale,
      ownId: ownIdOf(this.#viewer.viewer, state.participants),
      rowOf: ({ key }) => this.#rows.at(this.#rows.indexOf(key, this.#rows.length - 1)),
    });
    if (spoken.length === 0) return;
    const added = spoken.map((text) => ({ id: this.#announced++, text }));
    this.announcements = [...this.announcements, ...added].slice(-KEPT_ANNOUNCEMENTS);
  }

  readonly #onVisibility = (): void => this.requestUpdate();

  readonly #onToLatest = (): void => {
    this.#toEnd(matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth');
    // The button goes away: the focus must not go with it.
    this.#scroller?.focus({ preventScroll: true });
  };

  #toEnd(behavior: ScrollBehavior): void {
    this.#window?.release();
    this.#bottom.pin(behavior);
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    const focused = this.shadowRoot?.activeElement ?? null;
    const article = focused?.closest('[role="article"]') ?? null;
    const to = articleWanted(event, focused !== null && focused === article);
    if (to === null) return;
    const found =
      to === 'first' || to === 'last'
        ? this.#window?.outermostArticle(to)
        : this.#window?.articleFrom(article, to === 'next' ? 1 : -1);
    if (found == null) return;
    event.preventDefault();
    // Where that scrolls, it is the reader who does.
    found.focus();
  };

  readonly #onLoadOlder = (): void => void this.#loadOlder(this.#chat.client);

  #loadOlderOnce(): void {
    const shown = this.#chat.value;
    // While what is shown is older than what the client has, it says nothing about what is missing.
    if (shown?.isLoaded !== true || shown.history !== this.#chat.client?.getState().history) return;
    // What has failed is tried again when the reader asks for it.
    if (shown.history.status === 'partial') void this.#loadOlder(this.#chat.client);
  }

  /** Whether that has led on and there is more to load. */
  async #loadOlder(client: ChatClient | null): Promise<boolean> {
    if (client === null || client !== this.#chat.client) return false;
    const before = client.getState().conversation;
    // What fails is in the state, and shown by the row at the start.
    await client.loadOlder().catch(() => undefined);
    const { conversation, history } = client.getState();
    return client === this.#chat.client && conversation !== before && history.status === 'partial';
  }

  /**
   * Brings a message into view, loading older history until it is there, and marks it for a moment.
   * A conversation of which nothing has arrived yet is waited for.
   *
   * @param options.focus whether it gets the focus as well. Default: yes.
   * @returns whether it is there: not when it was never said, stands on another branch, or could
   *   not be loaded
   */
  async scrollToMessage(
    messageId: string,
    { focus = true }: { readonly focus?: boolean } = {},
  ): Promise<boolean> {
    const { client } = this.#chat;
    const isLoaded = (): boolean => {
      const { conversation } = client?.getState() ?? {};
      return conversation != null && messageOf(conversation.timeline, messageId) !== null;
    };
    // Of that conversation alone: the list may go to another one meanwhile.
    while (!isLoaded()) if (!(await this.#loadOlder(client))) break;
    if (!isLoaded() || client !== this.#chat.client) return false;
    this.#chat.refresh();
    await this.updateComplete;
    const key = this.#builder.keyOfMessage(messageId);
    if (key === null || this.#window === null) return false;
    this.#bottom.release();
    const box = this.#window.scrollTo(key);
    // Where all can be seen that leads nowhere else.
    this.#bottom.look();
    const article = box?.querySelector<HTMLElement>('[role="article"]');
    if (focus) article?.focus({ preventScroll: true });
    article?.classList.remove('found');
    // So that the mark begins anew when it is still there.
    void article?.offsetWidth;
    article?.classList.add('found');
    return article != null;
  }

  readonly #onNeed = (part: LazyPart): void => reportFailure(this, loadPart(part));

  protected override render(): TemplateResult {
    const { messages } = this.#localeText;
    const state = this.#chat.value;
    const isEmpty = state?.isLoaded === true && this.#rows.length === 0;
    // Also before there is a client: one is awaited.
    const isLoading = state?.isLoaded !== true && this.#rows.length === 0;
    return html`<div
        class="scroller"
        part="scroller"
        tabindex="0"
        role="log"
        aria-live="off"
        aria-label=${messages.conversation}
        aria-busy=${isLoading || state?.history.status === 'loading' ? 'true' : 'false'}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        @keydown=${this.#onKeydown}
      >
        <div class="content" part="content">
          <slot name="empty" ?hidden=${!isEmpty}></slot>
          ${isLoading ? renderSkeleton(messages) : nothing}
          <div class="rows" ?hidden=${this.#rows.length === 0}></div>
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
    const { count } = this.#unseen;
    const words = messages.newMessages(count);
    return html`<button
      type="button"
      class="to-latest ${count > 0 ? 'unseen' : ''}"
      part="to-latest"
      aria-label=${count > 0 ? words : messages.toLatest}
      ?hidden=${this.#bottom.isPinned}
      @click=${this.#onToLatest}
    >
      ${arrowDownIcon}${count > 0 ? html`<span>${words}</span>` : nothing}
    </button>`;
  }

  #renderRow(row: Row, isLast: boolean, box: HTMLElement): void {
    const { messages, locale } = this.#localeText;
    const { baseUrl, looks, sendKey } = this;
    const view = {
      ...{ messages, locale, baseUrl, looks, sendKey, isLast },
      onNeed: this.#onNeed,
      onLoadOlder: this.#onLoadOlder,
    };
    render(renderRow(row, view), box, { host: this });
  }
}

function hasNewOwnMessage(before: RowList, after: RowList): boolean {
  // Somebody else may be at work behind it.
  const last = after.rest.findLast(({ kind }) => kind === 'message');
  return (
    last?.kind === 'message' &&
    last.item.kind === 'pending_message' &&
    before.indexOf(last.key, before.length - 1) < 0
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
