import type { ChatClient, TokenSource } from '@agent-chat/client';
import type { Viewer } from '@agent-chat/protocol';
import { ContextProvider } from '@lit/context';
import { LitElement, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { ToolSchemas } from '../approval/tool-schema.js';
import type { CardDefinition } from '../card/define-card.js';
import type { AgentComposer } from '../composer/composer.js';
import type { ComposerCommand } from '../composer/composer-commands.js';
import type { UploadRules } from '../composer/upload-rules.js';
import { ContextRelay } from '../context/context-relay.js';
import {
  attachmentUrlContext,
  type AttachmentUrl,
  cardsContext,
  markdownExtensionsContext,
  toolSchemasContext,
} from '../context/contexts.js';
import { reportFailure } from '../context/report-failure.js';
import type { ConversationDirectory } from '../conversation-list/directory.js';
import type { MarkdownExtensions } from '../markdown/markdown-extensions.js';
import type { ParticipantLooks } from '../message-list/participant-look.js';
import type { AllMessages } from '../messages/message-table.js';
import type { ModelChoice } from '../model-select/model-select.js';
import type { PersonaChoice } from '../persona-select/persona-select.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import type { SuggestedPrompt } from '../suggested-prompts/suggested-prompts.js';
import { chatStyles } from './chat.styles.js';
import type { PageWishes } from './appearance-controller.js';
import { ChatActions } from './chat-actions.js';
import { type ChatControllers, chatControllers } from './chat-controllers.js';
import type { MemberAccess } from './member-access.js';
import { panelStyles } from './panel.styles.js';
import { renderFrame } from './render-frame.js';
import { offered } from './offered.js';
import { hasTopBar } from './render-top-bar.js';

/**
 * A whole chat: header, conversation, composer. With an address it begins or resumes a visitor's
 * conversation by itself; with a `client` it shows that one; inside an `agent-chat-provider` it
 * shows the client of that, for which it waits unless it has an address.
 *
 * @element agent-chat
 *
 * @slot header - In place of the title, between picture and persona
 * @slot icon - In place of the picture before the title
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
 * @fires {AgentChatReadyEvent} agent-chat-ready - A conversation is shown, and can be driven by its client
 * @fires {AgentChatAnswerEvent} agent-chat-answer - An answer is there, whole
 * @fires {AgentChatErrorEvent} agent-chat-error - A command or the session has failed, or unsent messages find no room in the browser
 *
 * @cssstate painted - It shows something: before that a page shows its shell
 * @cssstate light - It is light because the person or the page said so: what is around it may follow
 * @cssstate dark - It is dark because the person or the page said so
 *
 * @csspart frame - Everything
 * @csspart header - The header
 * @csspart title - The title in it
 * @csspart persona-name - Who answers, beside the title, once a chosen persona is fixed
 * @csspart mark-icon - The picture beside the title
 * @csspart conversations-button - The button that shows and hides the list of conversations
 * @csspart conversations - The list of conversations
 * @csspart settings - The panel with the settings
 * @csspart panel - What lies over the conversation
 * @csspart backdrop - What lies between it and the conversation
 * @csspart top-bar - The line below the header
 * @csspart cover - The picture, colour or gradient above the welcome
 * @csspart new-conversation - The button that begins a new conversation
 * @csspart main - Where the conversation is
 * @csspart welcome - The greeting in an empty conversation
 * @csspart welcome-mark - The picture in it
 * @csspart welcome-note - What is said of an earlier conversation
 * @csspart welcome-heading - The words of the greeting
 * @csspart welcome-text - What stands below them
 * @csspart notice - What is said when there can be no conversation
 * @csspart retry - The button in it
 * @csspart composer - The composer
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
    identity: { attribute: false },
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
    personas: { attribute: false },
    controls: {},
    viewer: { attribute: false },
    attachmentUrl: { attribute: false },
    toolSchemas: { attribute: false },
    looks: { attribute: false },
  };

  /** The server's address. Default: the page's own origin. */
  declare src: string;
  /** The name of the published interface. Default: `demo`. */
  declare interface: string;
  /** How to connect: `auto` (default), `websocket`, `sse` or `long_poll`. */
  declare transport: string;
  /** A client of the page's own, which connects and closes it. Then no session is made. */
  declare client: ChatClient | null;
  /**
   * The person whom the page has recognised, with several conversations. Another object is another
   * session. Default: an anonymous visitor.
   */
  declare member: MemberAccess | null;
  /**
   * By what the page's server vouches for a visitor who has logged in: a JSON Web Token, or a function
   * that is asked for one; another one is another session. Then the visitor has several conversations,
   * the same on every device.
   */
  declare identity: TokenSource | null;
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
  declare messages: Partial<AllMessages> | undefined;
  /**
   * A BCP 47 tag: the language of the words, the direction, dates and numbers. Default: that of the
   * interface, then of the page, then the browser's.
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
  /** The models that can be chosen. Default: those that the interface offers. */
  declare models: readonly ModelChoice[];
  /** Who can be chosen to answer, before anybody has written. Default: whom the interface offers. */
  declare personas: readonly PersonaChoice[];
  /**
   * What can be set of a conversation before anything of it is: `autopilot`, `budget`, or both, as in
   * `autopilot budget`, for whoever may. Default: neither; what is in force has its control anyway.
   */
  declare controls: string | undefined;
  /**
   * Who reads along with a `client` of the page's own: decides whose messages can be changed and who
   * is asked for approvals. Default: everything is offered, and the server decides.
   */
  declare viewer: Viewer | null;
  /**
   * Gives the address of an attachment's content. Default: that of the server at `src`; with a `client` of
   * the page's own, attachments are named only.
   */
  declare attachmentUrl: AttachmentUrl | null;
  /** JSON Schemas of tools' arguments, by the names of the tools: they decide in which fields approvals are edited. */
  declare toolSchemas: ToolSchemas;
  /** Pictures, letters and colours of participants, by their ids. Default: they follow from names and ids. */
  declare looks: ParticipantLooks;

  readonly #internals = this.attachInternals();
  readonly #controllers: ChatControllers;
  readonly #actions: ChatActions;
  readonly #cards = new ContextProvider(this, { context: cardsContext, initialValue: [] });
  readonly #toolSchemas = new ContextProvider(this, { context: toolSchemasContext, initialValue: {} });
  readonly #markdown = new ContextProvider(this, { context: markdownExtensionsContext, initialValue: {} });
  readonly #attachmentUrl = new ContextRelay(this, attachmentUrlContext);

  constructor() {
    super();
    this.src = '';
    this.interface = 'demo';
    this.transport = 'auto';
    this.client = null;
    this.member = null;
    this.identity = null;
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
    this.personas = [];
    this.controls = undefined;
    this.viewer = null;
    this.attachmentUrl = null;
    this.toolSchemas = {};
    this.looks = {};
    this.#controllers = chatControllers(this);
    this.#actions = new ChatActions(this, this.#controllers);
  }

  /** The first painting waits for its words and its theme, rather than to change before the eyes. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const waiting = this.hasUpdated ? null : this.#controllers.looks.update(this.#wishes);
    return waiting === null ? super.scheduleUpdate() : waiting.then(() => super.scheduleUpdate());
  }

  protected override willUpdate(changed: PropertyValues<AgentChat>): void {
    super.willUpdate(changed);
    const { source, looks, saver } = this.#controllers;
    if (source.update(changed)) saver.reset();
    this.#attachmentUrl.set(this.attachmentUrl ?? source.attachmentUrl);
    if (changed.has('toolSchemas')) this.#toolSchemas.setValue(this.toolSchemas);
    if (changed.has('markdownExtensions')) this.#markdown.setValue(this.markdownExtensions);
    if (changed.has('cards')) this.#cards.setValue(this.cards);
    if (this.hasUpdated) void looks.update(this.#wishes);
    looks.dress(source.isManaged ? source.info : null);
  }

  protected override firstUpdated(): void {
    this.#internals.states.add('painted');
    this.#controllers.looks.adopt(this.renderRoot as ShadowRoot);
    reportFailure(this, this.#loadParts());
  }

  protected override updated(): void {
    const { source, looks } = this.#controllers;
    for (const scheme of ['light', 'dark']) {
      if (looks.scheme === scheme) this.#internals.states.add(scheme);
      else this.#internals.states.delete(scheme);
    }
    const choices = offered(this, source);
    if (hasTopBar(choices)) {
      const parts = import('./top-bar-parts.js').then(({ fadeEdge }) => fadeEdge(this.renderRoot));
      reportFailure(this, parts);
    }
    if (choices.personas.length > 0) reportFailure(this, import('../persona-select/define.js'));
  }

  /** Whoever has written the page goes before whoever has made the interface. */
  get #wishes(): PageWishes {
    const { source } = this.#controllers;
    const ofInterface = source.isManaged ? source.info?.locale : null;
    return { locale: this.locale ?? ofInterface ?? undefined, messages: this.messages, theme: this.theme };
  }

  /** In the order in which they are needed; the reader of markdown while nobody waits for it. */
  async #loadParts(): Promise<void> {
    const { passPartsOn, refuseDrops } = await import('./chat-parts.js');
    refuseDrops(this);
    await import('../markdown/markdown-reader.js');
    await passPartsOn(this);
  }

  get #composer(): AgentComposer | null {
    return this.renderRoot.querySelector('agent-composer');
  }

  /** Puts the cursor where a person writes. */
  override focus(options?: FocusOptions): void {
    this.#composer?.focus(options);
  }

  /** The client of the conversation that is shown, whoever has made it; `null` while there is none. */
  get currentClient(): ChatClient | null {
    return this.#controllers.source.client;
  }

  /** Puts a text behind what is in the field, once, also before there is a conversation. The person sends it. */
  async prefill(text: string): Promise<void> {
    await this.updateComplete;
    this.#composer?.prefill(text);
  }

  /**
   * Sends a text in the person's name, beside what is in the field; before there is a conversation it
   * waits for that, in sight. It resolves when the server has it.
   *
   * @throws AgentChatError what the server refused; `Aborted` when there will be no conversation: then
   *   the text is in the field
   */
  async sendMessage(text: string): Promise<void> {
    await this.updateComplete;
    await this.#composer?.sendMessage(text);
  }

  /** Listens no more, if it did: for whoever puts the chat out of sight. What was heard for sure stays. */
  stopDictation(): void {
    this.#composer?.stopDictation();
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
    return renderFrame(this, this.#controllers, this.#actions);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-chat': AgentChat;
  }
}
