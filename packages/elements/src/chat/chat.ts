import type { ChatClient } from '@agent-chat/client';
import type { Viewer } from '@agent-chat/protocol';
import { ContextConsumer, ContextProvider } from '@lit/context';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import type { CardDefinition } from '../card/define-card.js';
import type { AgentComposer } from '../composer/composer.js';
import { ContextRelay } from '../context/context-relay.js';
import {
  attachmentUrlContext,
  type AttachmentUrl,
  cardsContext,
  chatClientContext,
  localeTextContext,
  viewerContext,
} from '../context/contexts.js';
import { reportFailure } from '../context/report-failure.js';
import { newChatIcon, sparkIcon } from '../icons/icons.js';
import { type LocaleText, withMessages } from '../messages/locale-text.js';
import type { MessageTable } from '../messages/message-table.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import type { SuggestedPrompt } from '../suggested-prompts/suggested-prompts.js';
import { AgentChatNewConversationEvent } from './chat.events.js';
import { chatStyles } from './chat.styles.js';
import { renderNotice } from './render-notice.js';
import { SessionController } from './session-controller.js';

/** What the list passes on of what is in it. */
const LIST_PARTS = `scroller, content, day, author, marker, to-latest, bubble, mark, message-status, toolbar, link,
  code-inline, code-block, code-head, table, image, image-placeholder, citation, sources, source, card,
  reasoning-summary, reasoning-body, tool-summary, tool-name, tool-status, tool-body, tool-value`;

/** What decides which conversation is shown. */
const TARGET = ['src', 'interface', 'transport', 'client'] as const;

/**
 * A whole chat: header, conversation, composer. With an address it begins or resumes a visitor's
 * conversation by itself; with a `client` it shows that one; inside an `agent-chat-provider` it
 * shows the client of that.
 *
 * @element agent-chat
 *
 * @slot header - In place of the title
 * @slot header-actions - Buttons at the end of the header
 * @slot welcome - In place of the greeting in an empty conversation
 * @slot composer-actions - Buttons in the composer
 * @slot footer - Below the composer
 *
 * @fires {AgentChatNewConversationEvent} agent-chat-new-conversation - Before a new conversation begins; cancelable
 * @fires {AgentChatErrorEvent} agent-chat-error - A command or the session has failed
 *
 * @csspart frame - Everything
 * @csspart header - The header
 * @csspart title - The title in it
 * @csspart new-conversation - The button that begins a new conversation
 * @csspart main - Where the conversation is
 * @csspart welcome - The greeting in an empty conversation
 * @csspart notice - What is said when there can be no conversation
 * @csspart composer - The composer
 * @csspart composer-box - The frame of the composer
 * @csspart input - The text field
 * @csspart send - The button that sends
 * @csspart stop - The button that stops the answer
 * @csspart waiting - What was sent before there was a conversation
 * @csspart prompt - A suggested prompt
 * @csspart connection-status - The line about the connection
 * @csspart try-now - The button in it
 * @csspart scroller - The scrolling box around the conversation
 * @csspart content - The column in it
 * @csspart day - The line above the first message of a day
 * @csspart author - The line with an author's name
 * @csspart marker - Something that happened, between messages
 * @csspart to-latest - The button that leads to the newest message
 * @csspart bubble - The frame around the content of a message
 * @csspart mark - How an answer ended, when it is not whole
 * @csspart message-status - What becomes of a person's message
 * @csspart toolbar - Copy button and time of a message
 * @csspart link - A link in an answer
 * @csspart code-inline - Code inside a line
 * @csspart code-block - A block of code
 * @csspart code-head - The line above it
 * @csspart table - The box around a table
 * @csspart image - An image that the reader asked for
 * @csspart image-placeholder - The button in place of an image
 * @csspart citation - The chip that stands for a source
 * @csspart sources - The list of sources
 * @csspart source - One source
 * @csspart card - The frame around a card
 * @csspart reasoning-summary - The line that opens an agent's reasoning
 * @csspart reasoning-body - The reasoning itself
 * @csspart tool-summary - The line that opens a tool call
 * @csspart tool-name - The name of a tool
 * @csspart tool-status - How its call stands
 * @csspart tool-body - Its input and result
 * @csspart tool-value - One of the two
 *
 * @cssproperty [--agent-chat-ink] - Palette: text
 * @cssproperty [--agent-chat-paper] - Palette: background
 * @cssproperty [--agent-chat-accent] - Palette: what stands out
 * @cssproperty [--agent-chat-accent-contrast] - Palette: text on the accent
 * @cssproperty [--agent-chat-danger] - Palette: failures
 * @cssproperty [--agent-chat-warning] - Palette: what needs attention
 * @cssproperty [--agent-chat-success] - Palette: what went well
 * @cssproperty [--agent-chat-surface] - Background of the chat
 * @cssproperty [--agent-chat-surface-raised] - Background of the composer and of cards
 * @cssproperty [--agent-chat-surface-sunken] - Background of code
 * @cssproperty [--agent-chat-text] - Colour of text
 * @cssproperty [--agent-chat-text-muted] - Colour of what matters less
 * @cssproperty [--agent-chat-border] - Colour of lines
 * @cssproperty [--agent-chat-focus] - Colour of the focus ring
 * @cssproperty [--agent-chat-font] - Font
 * @cssproperty [--agent-chat-font-size] - Size of text
 * @cssproperty [--agent-chat-radius] - Roundness of small things
 * @cssproperty [--agent-chat-radius-large] - Roundness of messages and composer
 * @cssproperty [--agent-chat-content-width] - Width of the conversation
 */
export class AgentChat extends LitElement {
  static override styles = [tokenStyles, baseStyles, buttonStyles, chatStyles];

  static override properties: PropertyDeclarations = {
    src: {},
    interface: {},
    transport: {},
    client: { attribute: false },
    theme: { reflect: true },
    heading: {},
    baseUrl: { attribute: 'base-url' },
    messages: { attribute: false },
    locale: {},
    cards: { attribute: false },
    suggestedPrompts: { attribute: false },
    viewer: { attribute: false },
    attachmentUrl: { attribute: false },
  };

  /** The server's address. Default: the page's own origin. */
  declare src: string;
  /** The name of the published interface. Default: `demo`. */
  declare interface: string;
  /** How to connect: `sse` (default) or `websocket`. */
  declare transport: string;
  /** A client of the page's own, which connects and closes it. Then no session is made. */
  declare client: ChatClient | null;
  /** `light`, `dark`, or `auto` for what the person's system says. Default: as the page around it. */
  declare theme: string | undefined;
  /** The title. Default: the interface's. */
  declare heading: string | undefined;
  /** What relative links in answers stand on. They are refused without it, and must stay on its origin. */
  declare baseUrl: string | undefined;
  /** Words in place of the English ones; what is missing stays English. */
  declare messages: Partial<MessageTable> | undefined;
  /** A BCP 47 tag for dates and numbers. Default: the browser's. */
  declare locale: string | undefined;
  /** Cards of the page's own; they come before the built-in ones. */
  declare cards: readonly CardDefinition[];
  /** Questions to begin with. Default: the interface's. */
  declare suggestedPrompts: readonly SuggestedPrompt[] | undefined;
  /**
   * Who reads along with a `client` of the page's own: decides whose messages can be changed and who
   * is asked for approvals. Default: everything is offered, and the server decides.
   */
  declare viewer: Viewer | null;
  /** Gives the address of an attachment's content. Default: attachments are named only. */
  declare attachmentUrl: AttachmentUrl | null;

  readonly #session = new SessionController(this);
  readonly #outer = new ContextConsumer(this, { context: chatClientContext, subscribe: true });
  readonly #clientProvider = new ContextProvider(this, { context: chatClientContext, initialValue: null });
  readonly #textProvider = new ContextProvider(this, {
    context: localeTextContext,
    initialValue: withMessages(undefined, undefined),
  });
  readonly #cardsProvider = new ContextProvider(this, { context: cardsContext, initialValue: [] });
  readonly #viewerRelay = new ContextRelay(this, viewerContext);
  readonly #attachmentUrlRelay = new ContextRelay(this, attachmentUrlContext);

  constructor() {
    super();
    this.src = '';
    this.interface = 'demo';
    this.transport = 'sse';
    this.client = null;
    this.theme = undefined;
    this.heading = undefined;
    this.baseUrl = undefined;
    this.messages = undefined;
    this.locale = undefined;
    this.cards = [];
    this.suggestedPrompts = undefined;
    this.viewer = null;
    this.attachmentUrl = null;
  }

  protected override willUpdate(changed: PropertyValues<AgentChat>): void {
    super.willUpdate(changed);
    const given = this.client ?? this.#outer.value ?? null;
    if (given !== null) {
      if (this.#session.phase.kind !== 'idle') this.#session.stop();
    } else if (TARGET.some((name) => changed.has(name))) {
      this.#session.start({ url: this.src, slug: this.interface, transport: this.transport });
    }
    this.#clientProvider.setValue(given ?? this.#session.client);
    this.#viewerRelay.set(this.viewer ?? (given === null ? this.#session.viewer : null));
    if (changed.has('attachmentUrl')) this.#attachmentUrlRelay.set(this.attachmentUrl);
    if (changed.has('cards')) this.#cardsProvider.setValue(this.cards);
    if (changed.has('messages') || changed.has('locale')) {
      this.#textProvider.setValue(withMessages(this.messages, this.locale));
    }
  }

  protected override firstUpdated(): void {
    reportFailure(this, this.#loadParts());
  }

  /** In the order in which they are needed; the reader of markdown while nobody waits for it. */
  async #loadParts(): Promise<void> {
    await import('./chat-parts.js');
    await import('../markdown/markdown-reader.js');
  }

  get #text(): LocaleText {
    return this.#textProvider.value;
  }

  get #isManaged(): boolean {
    return this.client === null && (this.#outer.value ?? null) === null;
  }

  /** There is no conversation and there will be none: what is sent would wait for ever. */
  get #isRefused(): boolean {
    return this.#isManaged && this.#session.phase.kind === 'failed';
  }

  readonly #onNewConversation = (): void => {
    if (!this.dispatchEvent(new AgentChatNewConversationEvent())) return;
    this.#session.startFresh();
    this.focus();
  };

  readonly #onTryNow = (): void => {
    this.#session.tryNow();
    this.focus();
  };

  /** Puts the cursor where a person writes. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<AgentComposer>('agent-composer')?.focus(options);
  }

  protected override render(): TemplateResult {
    const { messages } = this.#text;
    const { phase, info } = this.#session;
    const notice = this.#isManaged ? renderNotice(phase, this.interface, messages, this.#onTryNow) : null;
    return html`<div class="frame" part="frame">
      ${this.#renderHeader(messages)}
      <agent-connection-status exportparts="status: connection-status, try-now"></agent-connection-status>
      <div class="main" part="main">
        ${notice ?? nothing}
        <agent-message-list exportparts=${LIST_PARTS} .baseUrl=${this.baseUrl} ?hidden=${notice !== null}>
          <div class="welcome" part="welcome" slot="empty"><slot name="welcome">${this.#renderWelcome(messages)}</slot></div>
        </agent-message-list>
      </div>
      <div class="bottom">
        <agent-composer
          part="composer"
          exportparts="box: composer-box, input, send, stop, waiting"
          .placeholder=${info?.placeholderText ?? ''}
          .disabled=${this.#isRefused}
        >
          <slot name="composer-actions" slot="actions"></slot>
        </agent-composer>
        <slot name="footer"></slot>
      </div>
    </div>`;
  }

  #renderHeader(messages: MessageTable): TemplateResult {
    const title = this.heading ?? this.#session.info?.title ?? messages.title;
    return html`<header part="header">
      <slot name="header"
        ><span class="mark">${sparkIcon}</span>
        <h2 class="title" part="title">${title}</h2></slot
      >
      <span class="header-actions">
        <slot name="header-actions"></slot>
        ${
          this.#isManaged
            ? html`<button
              type="button"
              class="icon-button"
              part="new-conversation"
              aria-label=${messages.newConversation}
              title=${messages.newConversation}
              @click=${this.#onNewConversation}
            >
              ${newChatIcon}
            </button>`
            : nothing
        }
      </span>
    </header>`;
  }

  #renderWelcome(messages: MessageTable): TemplateResult {
    const { info } = this.#session;
    const prompts = this.suggestedPrompts ?? info?.suggestedPrompts ?? [];
    return html`<span class="welcome-mark">${sparkIcon}</span>
      <h3>${info?.welcomeMessage ?? messages.welcome}</h3>
      ${info?.description == null ? nothing : html`<p>${info.description}</p>`}
      <agent-suggested-prompts
        exportparts="prompt"
        .prompts=${prompts}
        .disabled=${this.#isRefused}
      ></agent-suggested-prompts>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-chat': AgentChat;
  }
}
