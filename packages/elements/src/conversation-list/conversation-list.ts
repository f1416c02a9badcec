import type { ConversationRecord } from '@agent-chat/protocol';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { repeat } from 'lit/directives/repeat.js';
import { AgentChatNewConversationEvent } from '../chat/chat.events.js';
import { isForInputMethod } from '../context/input-method.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { closeIcon, editIcon, newChatIcon, searchIcon } from '../icons/icons.js';
import type { MessageTable } from '../messages/message-table.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { visibleControls } from '../tool-call/inert-text.js';
import {
  AgentChatRenameConversationEvent,
  AgentChatSelectConversationEvent,
} from './conversation-list.events.js';
import { conversationListStyles } from './conversation-list.styles.js';
import { findConversations, groupConversations } from './group-conversations.js';
import { renderFailed, renderOlder } from './render-rest.js';

export const CONVERSATION_LIST_STATUSES = ['loading', 'ready', 'failed'] as const;
export type ConversationListStatus = (typeof CONVERSATION_LIST_STATUSES)[number];

/** What there is beyond the conversations that are listed: `failed` is `more` that could not be read. */
export const OLDER_CONVERSATIONS = ['none', 'more', 'loading', 'failed'] as const;
export type OlderConversations = (typeof OLDER_CONVERSATIONS)[number];

/** From so many on there is a field to search in. */
const SEARCHABLE_FROM = 8;
const MAX_TITLE_LENGTH = 255;

/**
 * A person's conversations by the day of their last event: to go to, to name, to begin. It shows
 * what it is given and says what a person wants; the page, or `agent-chat`, does it. While somebody
 * searches it asks for what is older, until there is no more.
 *
 * @element agent-conversation-list
 *
 * @slot footer - Below the list
 *
 * @fires {AgentChatSelectConversationEvent} agent-chat-select-conversation - Before going to a conversation; cancelable
 * @fires {AgentChatRenameConversationEvent} agent-chat-rename-conversation - Before a conversation gets another title; cancelable
 * @fires {AgentChatNewConversationEvent} agent-chat-new-conversation - Before a new conversation begins; cancelable
 * @fires {Event} agent-chat-retry-list - The list is wanted again after it has failed
 * @fires {Event} agent-chat-older-list - What is older than the list is wanted
 * @fires {Event} agent-chat-close - Its button to close was pressed; bubbles
 *
 * @csspart list-title - The title of the list
 * @csspart list-new - The button that begins a conversation
 * @csspart search - The field to search in
 * @csspart group - The line above the conversations of some days
 * @csspart conversation - One conversation
 * @csspart rename - The button that renames it
 * @csspart older - The button that shows older ones
 */
export class AgentConversationList extends LitElement {
  static override styles = [tokenStyles, baseStyles, buttonStyles, motionStyles, conversationListStyles];

  static override properties: PropertyDeclarations = {
    conversations: { attribute: false },
    current: {},
    status: { reflect: true },
    older: {},
    closable: { type: Boolean },
    noRename: { type: Boolean, attribute: 'no-rename' },
    renaming: { state: true },
    words: { state: true },
  };

  /** Newest activity first, as the server gives them. */
  declare conversations: readonly ConversationRecord[];
  /** The id of the one that is shown. */
  declare current: string | null;
  /** `loading`, `ready` or `failed`; `loading` once more while what has failed is tried again. */
  declare status: ConversationListStatus;
  /** What is older than `conversations`: `none` (default), `more`, `loading` or `failed`. */
  declare older: OlderConversations;
  /** Whether there is a button that fires `agent-chat-close`. */
  declare closable: boolean;

  /** Whether titles cannot be changed here. */
  declare noRename: boolean;

  declare private renaming: string | null;
  declare private words: string;

  readonly #localeText = new LocaleTextController(this);
  /** Those that are listed: no others come while one gets another title, in whose place they might. */
  #listed: readonly ConversationRecord[] = [];
  /** A field that is there stays: it says what is looked for, and somebody may be in it. */
  #isSearchable = false;
  /** Whether the list could not be had, and has not been since. */
  #hasFailed = false;
  /** What of it has the focus, of which conversation, and how many are shown, before it is rendered. */
  #before: {
    readonly focused: HTMLElement | null;
    readonly conversationId: string | undefined;
    readonly count: number;
  } = { focused: null, conversationId: undefined, count: 0 };

  constructor() {
    super();
    this.conversations = [];
    this.current = null;
    this.status = 'ready';
    this.older = 'none';
    this.closable = false;
    this.noRename = false;
    this.renaming = null;
    this.words = '';
  }

  protected override willUpdate(): void {
    if (this.renaming === null) this.#listed = this.conversations;
    if (this.status !== 'loading') this.#hasFailed = this.status === 'failed';
    this.#isSearchable ||= this.conversations.length >= SEARCHABLE_FROM;
    const focused = this.#focused;
    const conversationId = focused?.closest('li')?.dataset['id'];
    this.#before = { focused, conversationId, count: this.#conversationButtons.length };
  }

  /** Nothing is said not to be there that has not been looked through. */
  protected override updated(changed: PropertyValues): void {
    if (this.words.trim() !== '' && this.older === 'more') this.#wantOlder();
    const isLost = this.#before.focused !== null && this.#focused === null;
    // Who gives another title goes on with the button for that.
    if (isLost && !changed.has('renaming')) this.#focusNext();
  }

  /**
   * A button is gone that had the focus: that stays with its conversation, which may stand under another
   * day now, or goes on to the first one that came in its place.
   */
  #focusNext(): void {
    const { focused, conversationId, count } = this.#before;
    if (focused?.isConnected === true) {
      focused.focus();
      return;
    }
    const again = (part: 'conversation' | 'rename'): HTMLElement | null =>
      conversationId === undefined ? null : this.#buttonOf(conversationId, part);
    const same = focused?.part.contains('rename') === true ? again('rename') : null;
    const [first, next] = [this.#conversationButtons[0], this.#conversationButtons[count]];
    (same ?? again('conversation') ?? next ?? first ?? this).focus();
  }

  get #focused(): HTMLElement | null {
    return (this.renderRoot as ShadowRoot).activeElement as HTMLElement | null;
  }

  #buttonOf(conversationId: string, part: 'conversation' | 'rename'): HTMLElement | null {
    return this.renderRoot.querySelector(`[data-id="${CSS.escape(conversationId)}"] .${part}`);
  }

  get #conversationButtons(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.conversation')];
  }

  /** Escape takes the words away first, then closes that in which the list stands. */
  readonly #onSearchKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.words === '' || isForInputMethod(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.words = '';
  };

  readonly #begin = (): void => this.#say(new AgentChatNewConversationEvent());

  readonly #wantOlder = (): void => this.#say(new Event('agent-chat-older-list'));

  readonly #retry = (): void => this.#say(new Event('agent-chat-retry-list'));

  override focus(options?: FocusOptions): void {
    const wanted =
      this.renderRoot.querySelector<HTMLElement>(
        '[aria-current] .conversation, .conversation[aria-current]',
      ) ?? this.renderRoot.querySelector<HTMLElement>('button');
    wanted?.focus(options);
  }

  #say(event: Event): void {
    this.dispatchEvent(event);
  }

  async #startRenaming(conversationId: string): Promise<void> {
    this.renaming = conversationId;
    await this.updateComplete;
    const field = this.renderRoot.querySelector<HTMLInputElement>('form input');
    field?.focus();
    field?.select();
  }

  async #stopRenaming(conversationId: string): Promise<void> {
    if (this.renaming !== conversationId) return;
    this.renaming = null;
    await this.updateComplete;
    this.#buttonOf(conversationId, 'rename')?.focus();
  }

  #rename(event: Event, { conversationId, title }: ConversationRecord): void {
    event.preventDefault();
    const field = this.renderRoot.querySelector<HTMLInputElement>('form input');
    const wanted = field?.value.trim() ?? '';
    const next = wanted === '' ? null : wanted;
    if (next !== title) this.#say(new AgentChatRenameConversationEvent(conversationId, next));
    // Whoever went elsewhere stays there.
    if (event.type === 'focusout') this.renaming = null;
    else void this.#stopRenaming(conversationId);
  }

  protected override render(): TemplateResult {
    const { messages } = this.#localeText;
    return html`<div class="head">
        <h2 part="list-title">${messages.conversations}</h2>
        <button
          type="button"
          class="icon-button"
          part="list-new"
          aria-label=${messages.newConversation}
          title=${messages.newConversation}
          @click=${this.#begin}
        >
          ${newChatIcon}
        </button>
        ${this.closable ? this.#renderClose(messages) : nothing}
      </div>
      ${this.#isSearchable ? this.#renderSearch(messages) : nothing}
      <div class="scroller">${this.#renderBody(messages)}</div>
      <slot name="footer"></slot>`;
  }

  #renderClose(messages: MessageTable): TemplateResult {
    return html`<button
      type="button"
      class="icon-button close"
      aria-label=${messages.close}
      title=${messages.close}
      @click=${() => this.#say(new Event('agent-chat-close', { bubbles: true, composed: true }))}
    >
      ${closeIcon}
    </button>`;
  }

  #renderSearch(messages: MessageTable): TemplateResult {
    return html`<label class="search" part="search">
      ${searchIcon}
      <input
        type="search"
        aria-label=${messages.searchConversations}
        placeholder=${messages.searchConversations}
        .value=${this.words}
        @input=${(event: Event) => {
          this.words = (event.target as HTMLInputElement).value;
        }}
        @keydown=${this.#onSearchKeydown}
      />
    </label>`;
  }

  #renderBody(messages: MessageTable): unknown {
    if (this.#listed.length === 0) return this.#renderNothing(messages);
    const found = findConversations(this.#listed, this.words);
    if (found.length === 0) {
      const isWhole = this.older === 'none';
      return html`<p class="words" role="status">${isWhole ? messages.noConversationFound : ''}</p>
        ${this.#renderOlder(messages)}`;
    }
    const groups = groupConversations(found, new Date(), messages, this.#localeText.locale);
    const sections = groups.map(
      ({ label, conversations }) =>
        html`<section>
          <h3 part="group">${label}</h3>
          <ul aria-label=${label}>
            ${repeat(
              conversations,
              ({ conversationId }) => conversationId,
              (conversation) => this.#renderConversation(conversation, messages),
            )}
          </ul>
        </section>`,
    );
    return html`${sections}${this.#renderOlder(messages)}`;
  }

  #renderOlder(messages: MessageTable): unknown {
    if (this.older === 'none') return nothing;
    const isLoading = this.older === 'loading' || (this.older === 'more' && this.words.trim() !== '');
    return renderOlder({ isLoading, isFailed: this.older === 'failed' }, messages, this.#wantOlder);
  }

  #renderNothing(messages: MessageTable): TemplateResult {
    switch (this.status) {
      case 'loading':
        return this.#hasFailed
          ? renderFailed(true, messages, this.#retry)
          : html`<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`;
      case 'failed':
        return renderFailed(false, messages, this.#retry);
      case 'ready':
        return html`<p class="words">${messages.noConversations}</p>
          <p class="words">
            <button type="button" class="button begin" @click=${this.#begin}>${newChatIcon}${messages.newConversation}</button>
          </p>`;
    }
  }

  #renderConversation(conversation: ConversationRecord, messages: MessageTable): TemplateResult {
    const { conversationId, ended } = conversation;
    const isCurrent = conversationId === this.current;
    const title = visibleControls(conversation.title ?? messages.untitledConversation);
    return html`<li data-id=${conversationId} ?data-current=${isCurrent}>
      ${
        this.renaming === conversationId
          ? this.#renderForm(conversation, messages)
          : html`<button
                type="button"
                class="conversation"
                part="conversation"
                aria-current=${ifDefined(isCurrent ? 'true' : undefined)}
                @click=${() => this.#say(new AgentChatSelectConversationEvent(conversationId))}
              >
                <span class=${conversation.title === null ? 'untitled' : ''} dir="auto" title=${title}>${title}</span>
                ${ended ? html`<small>${messages.ended}</small>` : nothing}
              </button>
              ${
                ended || this.noRename
                  ? nothing
                  : html`<button
                      type="button"
                      class="icon-button rename"
                      part="rename"
                      aria-label=${messages.renameConversation(title)}
                      title=${messages.renameConversation(title)}
                      @click=${() => this.#startRenaming(conversationId)}
                    >
                      ${editIcon}
                    </button>`
              }`
      }
    </li>`;
  }

  #renderForm(conversation: ConversationRecord, messages: MessageTable): TemplateResult {
    const { conversationId, title } = conversation;
    return html`<form
      @submit=${(event: Event) => this.#rename(event, conversation)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Escape' || isForInputMethod(event)) return;
        event.stopPropagation();
        void this.#stopRenaming(conversationId);
      }}
      @focusout=${(event: Event) => {
        if (this.renaming === conversationId) this.#rename(event, conversation);
      }}
    >
      <input
        dir="auto"
        aria-label=${messages.conversationTitle}
        maxlength=${MAX_TITLE_LENGTH}
        .value=${title ?? ''}
      />
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-conversation-list': AgentConversationList;
  }
}
