import type { ChatClient } from '@agent-chat/client';
import type { Part, Viewer } from '@agent-chat/protocol';
import { ContextConsumer, ContextProvider } from '@lit/context';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { coverOf, imageUrl } from '../branding/brand.js';
import type { CardDefinition } from '../card/define-card.js';
import type { AgentComposer } from '../composer/composer.js';
import type { ComposerCommand } from '../composer/composer-commands.js';
import type { UploadRules } from '../composer/upload-rules.js';
import { ContextRelay } from '../context/context-relay.js';
import {
  attachmentUrlContext,
  type AttachmentUrl,
  cardsContext,
  chatClientContext,
  markdownExtensionsContext,
  viewerContext,
} from '../context/contexts.js';
import { reportFailure } from '../context/report-failure.js';
import type {
  AgentChatRenameConversationEvent,
  AgentChatSelectConversationEvent,
} from '../conversation-list/conversation-list.events.js';
import type { ConversationDirectory } from '../conversation-list/directory.js';
import type { AgentChatMenuEvent } from '../menu/menu.events.js';
import type { MarkdownExtensions } from '../markdown/markdown-extensions.js';
import type { MessageTable } from '../messages/message-table.js';
import type { AgentChatSettingsEvent } from '../settings/settings.events.js';
import type { ModelChoice } from '../model-select/model-select.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import type { SuggestedPrompt } from '../suggested-prompts/suggested-prompts.js';
import { AppearanceController } from './appearance-controller.js';
import { AgentChatNewConversationEvent } from './chat.events.js';
import { chatStyles } from './chat.styles.js';
import type { ParticipantLooks } from '../message-list/participant-look.js';
import { ConversationWatch } from './conversation-watch.js';
import { DirectoryController } from './directory-controller.js';
import type { MemberAccess } from './member-access.js';
import { PanelsController } from './panels-controller.js';
import { panelStyles } from './panel.styles.js';
import { renderHeader } from './render-header.js';
import { renderNotice } from './render-notice.js';
import { renderListPanel, renderSettingsPanel } from './render-panels.js';
import { hasTopBar, renderTopBar, type TopBarView } from './render-top-bar.js';
import { renderWelcome } from './render-welcome.js';
import { SaveController } from './save-controller.js';
import { SessionController } from './session-controller.js';

/** What the list passes on of what is in it. */
const COMPOSER_PARTS = `box: composer-box, input, send, stop, waiting, held-back, chip, attach, file, dictate,
  suggestions, suggestion`;
const LIST_PARTS = `scroller, content, history, day, unread, author, author-name, avatar, marker, to-latest, bubble, mark, message-status, toolbar, link,
  code-inline, code-block, code-head, formula, more, table, image, image-placeholder, citation, sources, source, card,
  reasoning-summary, reasoning-body, tool-summary, tool-name, tool-status, tool-body, tool-value`;

/** What decides which conversation is shown. */
const TARGET = ['src', 'interface', 'transport', 'client', 'member'] as const;

/**
 * A whole chat: header, conversation, composer. With an address it begins or resumes a visitor's
 * conversation by itself; with a `client` it shows that one; inside an `agent-chat-provider` it
 * shows the client of that.
 *
 * @element agent-chat
 *
 * @slot header - In place of the title
 * @slot icon - In place of the picture beside the title
 * @slot header-actions - Buttons at the end of the header
 * @slot top-bar - Below the header: controls of a run, for example
 * @slot welcome - In place of the greeting in an empty conversation
 * @slot composer-actions - Buttons in the composer
 * @slot footer - Below the composer
 *
 * @fires {AgentChatNewConversationEvent} agent-chat-new-conversation - Before a new conversation begins; cancelable
 * @fires {AgentChatSelectConversationEvent} agent-chat-select-conversation - Before going to another conversation; cancelable
 * @fires {AgentChatRenameConversationEvent} agent-chat-rename-conversation - Before a conversation gets another title; cancelable
 * @fires {AgentChatSettingsEvent} agent-chat-settings - The person has changed a setting
 * @fires {AgentChatErrorEvent} agent-chat-error - A command or the session has failed
 *
 * @cssstate painted - It shows something: before that a page shows its shell
 * @cssstate light - It is light because the person or the page said so: what is around it may follow
 * @cssstate dark - It is dark because the person or the page said so
 *
 * @csspart frame - Everything
 * @csspart header - The header
 * @csspart title - The title in it
 * @csspart mark-icon - The picture beside the title
 * @csspart conversations-button - The button that shows and hides the list of conversations
 * @csspart conversations - The list of conversations
 * @csspart settings - The panel with the settings
 * @csspart panel - What lies over the conversation
 * @csspart menu-button - The button that opens the menu
 * @csspart menu - The menu
 * @csspart menu-item - One entry of the menu
 * @csspart top-bar - The line below the header
 * @csspart cover - The picture, colour or gradient above the welcome
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
 * @csspart held-back - What is said while the server takes no more messages
 * @csspart chip - A command above the composer
 * @csspart attach - The button that attaches files
 * @csspart file - A file that goes along
 * @csspart dictate - The button for dictation
 * @csspart suggestions - The list that completes commands and mentions
 * @csspart suggestion - One of it
 * @csspart prompt - A suggested prompt
 * @csspart connection-status - The line about the connection
 * @csspart try-now - The button in it
 * @csspart scroller - The scrolling box around the conversation
 * @csspart content - The column in it
 * @csspart history - What stands above the oldest message that is loaded
 * @csspart day - The line above the first message of a day
 * @csspart unread - The line above what came while the reader was away
 * @csspart author - The line with an author's name
 * @csspart author-name - The name in it
 * @csspart avatar - The picture or the letters in it
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
 * @csspart formula - A formula
 * @csspart more - The button that shows more of a very long text
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
  static override styles = [tokenStyles, baseStyles, buttonStyles, chatStyles, panelStyles];

  static override properties: PropertyDeclarations = {
    src: {},
    interface: {},
    transport: {},
    client: { attribute: false },
    member: { attribute: false },
    directory: { attribute: false },
    theme: { reflect: true },
    heading: {},
    baseUrl: { attribute: 'base-url' },
    messages: { attribute: false },
    locale: {},
    cards: { attribute: false },
    markdownExtensions: { attribute: false },
    suggestedPrompts: { attribute: false },
    commands: { attribute: false },
    uploadRules: { attribute: false },
    noDictation: { type: Boolean, attribute: 'no-dictation' },
    models: { attribute: false },
    viewer: { attribute: false },
    attachmentUrl: { attribute: false },
    looks: { attribute: false },
  };

  /** The server's address. Default: the page's own origin. */
  declare src: string;
  /** The name of the published interface. Default: `demo`. */
  declare interface: string;
  /** How to connect: `auto` (default), `websocket`, `sse` or `long-poll`. */
  declare transport: string;
  /** A client of the page's own, which connects and closes it. Then no session is made. */
  declare client: ChatClient | null;
  /** The person whom the page has recognised, with several conversations. Default: an anonymous visitor. */
  declare member: MemberAccess | null;
  /** With a `client` of the page's own: the conversations to list. The page does what the events ask for. */
  declare directory: ConversationDirectory | null;
  /**
   * `light`, `dark`, or `auto` for what the person's system says, default: as the page around it;
   * and a theme by name: `paper`, `graphite` or `lagoon`, as in `paper dark`.
   */
  declare theme: string | undefined;
  /** The title. Default: the interface's. */
  declare heading: string | undefined;
  /** What relative links in answers stand on. They are refused without it, and must stay on its origin. */
  declare baseUrl: string | undefined;
  /** Words in place of those of the chat's language; what is missing stays. */
  declare messages: Partial<MessageTable> | undefined;
  /**
   * A BCP 47 tag: the language of the words, the direction, dates and numbers. Default: the language
   * of the page, then the browser's.
   */
  declare locale: string | undefined;
  /** Cards of the page's own; they come before the built-in ones. */
  declare cards: readonly CardDefinition[];
  /** What colours code and reads formulas in place of ours. */
  declare markdownExtensions: MarkdownExtensions;
  /** Questions to begin with. Default: the interface's. */
  declare suggestedPrompts: readonly SuggestedPrompt[] | undefined;
  /** What a person can have done by a chip, or by `/name` in the composer. */
  declare commands: readonly ComposerCommand[];
  /** Which files a message may carry; `null`: none. Default: as the interface says. */
  declare uploadRules: UploadRules | null | undefined;
  /** Whether dictation is not offered where the browser has it: many send speech to their maker. */
  declare noDictation: boolean;
  /** The models that can be chosen. Default: none, and nothing to choose. */
  declare models: readonly ModelChoice[];
  /**
   * Who reads along with a `client` of the page's own: decides whose messages can be changed and who
   * is asked for approvals. Default: everything is offered, and the server decides.
   */
  declare viewer: Viewer | null;
  /** Gives the address of an attachment's content. Default: attachments are named only. */
  declare attachmentUrl: AttachmentUrl | null;
  /** Pictures, letters and colours of participants, by their ids. Default: they follow from names and ids. */
  declare looks: ParticipantLooks;

  readonly #internals = this.attachInternals();
  readonly #session = new SessionController(this);
  readonly #outer = new ContextConsumer(this, { context: chatClientContext, subscribe: true });
  readonly #clientProvider = new ContextProvider(this, { context: chatClientContext, initialValue: null });
  readonly #cardsProvider = new ContextProvider(this, { context: cardsContext, initialValue: [] });
  readonly #markdown = new ContextProvider(this, { context: markdownExtensionsContext, initialValue: {} });
  readonly #viewerRelay = new ContextRelay(this, viewerContext);
  readonly #attachmentUrlRelay = new ContextRelay(this, attachmentUrlContext);
  readonly #looks = new AppearanceController(this);
  readonly #saver = new SaveController(this);
  readonly #panels = new PanelsController(this);
  readonly #directory = new DirectoryController(this);
  readonly #watch = new ConversationWatch(this, (parts) => this.#onAnswer(parts));

  constructor() {
    super();
    this.src = '';
    this.interface = 'demo';
    this.transport = 'auto';
    this.client = null;
    this.member = null;
    this.directory = null;
    this.theme = undefined;
    this.heading = undefined;
    this.baseUrl = undefined;
    this.messages = undefined;
    this.locale = undefined;
    this.cards = [];
    this.markdownExtensions = {};
    this.suggestedPrompts = undefined;
    this.commands = [];
    this.uploadRules = undefined;
    this.noDictation = false;
    this.models = [];
    this.viewer = null;
    this.attachmentUrl = null;
    this.looks = {};
  }

  /** The first painting waits for its words and its theme, rather than to change before the eyes. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const waiting = this.hasUpdated ? null : this.#looks.update(this);
    return waiting === null ? super.scheduleUpdate() : waiting.then(() => super.scheduleUpdate());
  }

  protected override willUpdate(changed: PropertyValues<AgentChat>): void {
    super.willUpdate(changed);
    const given = this.client ?? this.#outer.value ?? null;
    if (given !== null) {
      if (this.#session.phase.kind !== 'idle') this.#session.stop();
    } else if (TARGET.some((name) => changed.has(name))) {
      const { src: url, interface: slug, transport, member } = this;
      this.#session.start({ url, slug, transport, member });
    }
    const client = given ?? this.#session.client;
    const { lastClosedSeq } = this.#watch.facts;
    this.#watch.watch(client);
    if (client !== this.#clientProvider.value) {
      this.#clientProvider.setValue(client);
      this.#saver.reset();
      this.#directory.refresh();
    } else if (lastClosedSeq !== this.#watch.facts.lastClosedSeq) this.#directory.refresh();
    this.#directory.use(this.#listed);
    this.#viewerRelay.set(this.viewer ?? (given === null ? this.#session.viewer : null));
    if (changed.has('attachmentUrl')) this.#attachmentUrlRelay.set(this.attachmentUrl);
    if (changed.has('markdownExtensions')) this.#markdown.setValue(this.markdownExtensions);
    if (changed.has('cards')) this.#cardsProvider.setValue(this.cards);
    if (this.hasUpdated) void this.#looks.update(this);
    this.#looks.dress(this.#isManaged ? this.#session.info : null);
  }

  protected override firstUpdated(): void {
    this.#internals.states.add('painted');
    this.#looks.adopt(this.renderRoot as ShadowRoot);
    reportFailure(this, this.#loadParts());
  }

  protected override updated(): void {
    for (const scheme of ['light', 'dark']) {
      if (this.#looks.scheme === scheme) this.#internals.states.add(scheme);
      else this.#internals.states.delete(scheme);
    }
    if (hasTopBar(this.#topBar)) reportFailure(this, import('./top-bar-parts.js'));
    if (this.#listed !== null) reportFailure(this, import('../conversation-list/define.js'));
  }

  /** In the order in which they are needed; the reader of markdown while nobody waits for it. */
  async #loadParts(): Promise<void> {
    await import('./chat-parts.js');
    await import('../markdown/markdown-reader.js');
  }

  get #isManaged(): boolean {
    return this.client === null && (this.#outer.value ?? null) === null;
  }

  /** There is no conversation and there will be none: what is sent would wait for ever. */
  get #isRefused(): boolean {
    return this.#isManaged && this.#session.phase.kind === 'failed';
  }

  /** The conversations of a person who has several. */
  get #listed(): ConversationDirectory | null {
    return this.#isManaged ? this.#session.directory : this.directory;
  }

  readonly #onNew = (): void => {
    if (this.dispatchEvent(new AgentChatNewConversationEvent())) this.#begin();
  };

  /** The event came from the list, which has asked already. */
  readonly #onNewInList = (event: Event): void => {
    if (!event.defaultPrevented) this.#begin();
  };

  #begin(): void {
    if (this.#isManaged) this.#session.startFresh();
    this.#panels.close();
    this.focus();
  }

  readonly #onSelect = (event: AgentChatSelectConversationEvent): void => {
    if (event.defaultPrevented) return;
    if (this.#isManaged) this.#session.goTo(event.conversationId);
    this.#panels.close();
    this.focus();
  };

  readonly #onRename = (event: AgentChatRenameConversationEvent): void => {
    if (!event.defaultPrevented) this.#directory.rename(event.conversationId, event.title);
  };

  readonly #onSettings = ({ settings }: AgentChatSettingsEvent): void => {
    this.#looks.settings = settings;
  };

  readonly #onMenu = ({ item }: AgentChatMenuEvent): void => {
    if (item === 'settings') reportFailure(this, this.#openSettings());
    else this.#saver.save(this.#clientProvider.value, item, this.#looks.text);
  };

  async #openSettings(): Promise<void> {
    // Few open them; they take the focus, so they have to be there first.
    await import('../settings/define.js');
    this.#panels.open('settings', this.renderRoot.querySelector<HTMLElement>('agent-menu'));
  }

  readonly #onTryNow = (): void => {
    this.#session.tryNow();
    this.focus();
  };

  readonly #onClose = (): void => this.#panels.close();

  #onAnswer(parts: readonly Part[]): void {
    if (document.visibilityState === 'visible' && document.hasFocus()) return;
    const { settings, text: words } = this.#looks;
    if (!settings.sound && !settings.notify) return;
    const title = words.messages.answerReady;
    const announced = import('../settings/announce-answer.js').then(({ announceAnswer }) =>
      announceAnswer(settings, title, parts),
    );
    reportFailure(this, announced);
  }

  /** Puts the cursor where a person writes. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<AgentComposer>('agent-composer')?.focus(options);
  }

  /**
   * Brings a message into view, loading older history until it is there, and marks it for a moment.
   * It resolves with whether it is there.
   *
   * @param options.focus whether it gets the focus as well. Default: yes.
   */
  async scrollToMessage(messageId: string, options: { readonly focus?: boolean } = {}): Promise<boolean> {
    await customElements.whenDefined('agent-message-list');
    const list = this.renderRoot.querySelector('agent-message-list');
    return (await list?.scrollToMessage(messageId, options)) ?? false;
  }

  protected override render(): TemplateResult {
    const { messages } = this.#looks.text;
    const { phase, info } = this.#session;
    const notice = this.#isManaged ? renderNotice(phase, this.interface, messages, this.#onTryNow) : null;
    const isCovered = this.#panels.over !== null;
    return html`<div
      class="frame ${this.#looks.scheme}"
      part="frame"
      lang=${this.#looks.language}
      dir=${ifDefined(this.#looks.direction ?? undefined)}
    >
      ${this.#listed === null ? nothing : this.#renderList(messages)}
      <div class="column" .inert=${isCovered}>
        ${this.#renderHeader(messages)}
        <agent-connection-status exportparts="status: connection-status, try-now"></agent-connection-status>
        <div class="top-bar" part="top-bar"><slot name="top-bar">${renderTopBar(this.#topBar)}</slot></div>
        <div class="main" part="main">
          ${notice ?? nothing}
          <agent-message-list
            exportparts=${LIST_PARTS}
            .baseUrl=${this.baseUrl}
            .looks=${this.looks}
            ?hidden=${notice !== null}
          >
            <div class="welcome" part="welcome" slot="empty"><slot name="welcome">${this.#renderWelcome(messages)}</slot></div>
          </agent-message-list>
        </div>
        <div class="bottom">
          <p class="saving" role="status">${this.#saver.render(this.#looks.text)}</p>
          <agent-composer
            part="composer"
            exportparts=${COMPOSER_PARTS}
            .placeholder=${writtenPlaceholder(info?.placeholderText)}
            .commands=${this.commands}
            .uploadRules=${this.uploadRules === undefined ? (info?.uploads ?? null) : this.uploadRules}
            .noDictation=${this.noDictation}
            .sendKey=${this.#looks.settings.sendKey}
            .disabled=${this.#isRefused}
          >
            <slot name="composer-actions" slot="actions"></slot>
          </agent-composer>
          <slot name="footer"></slot>
        </div>
      </div>
      ${isCovered ? html`<div class="backdrop" @pointerdown=${this.#onClose}></div>` : nothing}
      ${this.#panels.over === 'settings' ? this.#renderSettings(messages) : nothing}
    </div>`;
  }

  get #topBar(): TopBarView {
    const { hasAutopilot, hasBudgets } = this.#watch.facts;
    // A visitor is held to the defaults; of others the server knows what they may.
    const isLocked = this.#isManaged && this.member === null;
    return { models: this.models, hasAutopilot, hasBudgets, isLocked };
  }

  #renderHeader(messages: MessageTable): TemplateResult {
    const { info } = this.#session;
    return renderHeader(
      {
        title: this.heading ?? info?.title ?? messages.title,
        iconUrl: imageUrl(info?.iconUrl, this.src),
        list: this.#listed === null ? null : { isShown: this.#panels.isListShown },
        // Beside the list there is a button for it already.
        canBegin: this.#listed === null ? this.#isManaged : !this.#panels.isListShown,
        canSave: this.#watch.facts.hasMessages,
        onList: (event) => this.#panels.toggleList(event.currentTarget as HTMLElement),
        onNew: this.#onNew,
        onMenu: this.#onMenu,
      },
      messages,
    );
  }

  #renderWelcome(messages: MessageTable): TemplateResult {
    const { info } = this.#session;
    return renderWelcome({
      greeting: info?.welcomeMessage ?? messages.welcome,
      description: info?.description ?? null,
      iconUrl: imageUrl(info?.iconUrl, this.src),
      cover: info === null ? null : coverOf(info, this.src),
      prompts: this.suggestedPrompts ?? info?.suggestedPrompts ?? [],
      disabled: this.#isRefused,
    });
  }

  #renderList(messages: MessageTable): TemplateResult {
    const { over, isListShown } = this.#panels;
    return renderListPanel(
      {
        conversations: this.#directory.conversations,
        status: this.#directory.status,
        current: this.#clientProvider.value?.conversationId ?? null,
        isShown: isListShown,
        isOver: over === 'conversations',
        isCovered: over === 'settings',
        onSelect: this.#onSelect,
        onRename: this.#onRename,
        onNew: this.#onNewInList,
        onRetry: () => this.#directory.refresh(),
        onClose: this.#onClose,
      },
      messages,
    );
  }

  #renderSettings(messages: MessageTable): TemplateResult {
    const { settings } = this.#looks;
    return renderSettingsPanel({ settings, onSettings: this.#onSettings, onClose: this.#onClose }, messages);
  }
}

/** What an interface says because nobody has written anything is English: the reader's own words are better. */
function writtenPlaceholder(text = ''): string {
  return text === 'Write a message' ? '' : text;
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-chat': AgentChat;
  }
}
