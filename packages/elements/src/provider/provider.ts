import type { ChatClient } from '@agent-chat/client';
import type { Viewer } from '@agent-chat/protocol';
import { ContextProvider } from '@lit/context';
import {
  css,
  html,
  LitElement,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import type { ToolSchemas } from '../approval/tool-schema.js';
import type { CardDefinition } from '../card/define-card.js';
import {
  attachmentUrlContext,
  type AttachmentUrl,
  cardsContext,
  chatClientContext,
  markdownExtensionsContext,
  toolSchemasContext,
  viewerContext,
} from '../context/contexts.js';
import { LocaleTextProvider } from '../context/locale-text-provider.js';
import type { MarkdownExtensions } from '../markdown/markdown-extensions.js';
import type { AllMessages } from '../messages/message-table.js';
import { ThemeController } from '../themes/theme-controller.js';

/**
 * Gives every element inside it one client, the words and the cards. For a chat of your own making
 * from the single elements; `agent-chat` has one built in.
 *
 * @element agent-chat-provider
 *
 * @slot - Anything; the elements of this package find the client from any depth
 */
export class AgentChatProvider extends LitElement {
  static override styles = css`
    :host {
      display: contents;
    }

    :host([theme~='light']) {
      color-scheme: light;
    }

    :host([theme~='dark']) {
      color-scheme: dark;
    }

    :host([theme~='auto']) {
      color-scheme: light dark;
    }
  `;

  static override properties: PropertyDeclarations = {
    client: { attribute: false },
    messages: { attribute: false },
    locale: {},
    cards: { attribute: false },
    markdownExtensions: { attribute: false },
    viewer: { attribute: false },
    attachmentUrl: { attribute: false },
    toolSchemas: { attribute: false },
    theme: { reflect: true },
  };

  /** The client of the conversation. The page connects and closes it. */
  declare client: ChatClient | null;
  /** Words in place of those of the language; what is missing stays. */
  declare messages: Partial<AllMessages> | undefined;
  /** A BCP 47 tag: words, dates and numbers. Default: the language of the page, then the browser's. */
  declare locale: string | undefined;
  /** Cards of the page's own; they come before the built-in ones. */
  declare cards: readonly CardDefinition[];
  /** What colours code and reads formulas in place of ours. */
  declare markdownExtensions: MarkdownExtensions;
  /**
   * Who reads along: decides whose messages can be changed and who is asked for approvals. Default:
   * everything is offered, and the server decides.
   */
  declare viewer: Viewer | null;
  /** Gives the address of an attachment's content. Default: attachments are named only. */
  declare attachmentUrl: AttachmentUrl | null;
  /** JSON Schemas of tools' arguments, by the names of the tools: they decide in which fields approvals are edited. */
  declare toolSchemas: ToolSchemas;
  /** `light`, `dark` or `auto`, and a theme by name, as that of `agent-chat`. */
  declare theme: string | undefined;

  readonly #client = new ContextProvider(this, { context: chatClientContext, initialValue: null });
  readonly #words = new LocaleTextProvider(this);
  readonly #look = new ThemeController(this);
  readonly #cards = new ContextProvider(this, { context: cardsContext, initialValue: [] });
  readonly #toolSchemas = new ContextProvider(this, { context: toolSchemasContext, initialValue: {} });
  readonly #markdown = new ContextProvider(this, { context: markdownExtensionsContext, initialValue: {} });
  readonly #viewer = new ContextProvider(this, { context: viewerContext, initialValue: null });
  readonly #attachmentUrl = new ContextProvider(this, { context: attachmentUrlContext, initialValue: null });

  constructor() {
    super();
    this.client = null;
    this.messages = undefined;
    this.locale = undefined;
    this.cards = [];
    this.markdownExtensions = {};
    this.viewer = null;
    this.attachmentUrl = null;
    this.toolSchemas = {};
    this.theme = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('client')) this.#client.setValue(this.client);
    if (changed.has('viewer')) this.#viewer.setValue(this.viewer);
    if (changed.has('attachmentUrl')) this.#attachmentUrl.setValue(this.attachmentUrl);
    if (changed.has('toolSchemas')) this.#toolSchemas.setValue(this.toolSchemas);
    if (changed.has('markdownExtensions')) this.#markdown.setValue(this.markdownExtensions);
    if (changed.has('cards')) this.#cards.setValue(this.cards);
    void this.#words.update(this.locale, this.messages);
    void this.#look.update(this.theme);
  }

  protected override firstUpdated(): void {
    this.#look.adopt(this.renderRoot as ShadowRoot);
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-chat-provider': AgentChatProvider;
  }
}
