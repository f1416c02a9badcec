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
import type { CardDefinition } from '../card/define-card.js';
import {
  attachmentUrlContext,
  type AttachmentUrl,
  cardsContext,
  chatClientContext,
  localeTextContext,
  viewerContext,
} from '../context/contexts.js';
import { withMessages } from '../messages/locale-text.js';
import type { MessageTable } from '../messages/message-table.js';

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
  `;

  static override properties: PropertyDeclarations = {
    client: { attribute: false },
    messages: { attribute: false },
    locale: {},
    cards: { attribute: false },
    viewer: { attribute: false },
    attachmentUrl: { attribute: false },
  };

  /** The client of the conversation. The page connects and closes it. */
  declare client: ChatClient | null;
  /** Words in place of the English ones; what is missing stays English. */
  declare messages: Partial<MessageTable> | undefined;
  /** A BCP 47 tag for dates and numbers. Default: the browser's. */
  declare locale: string | undefined;
  /** Cards of the page's own; they come before the built-in ones. */
  declare cards: readonly CardDefinition[];
  /**
   * Who reads along: decides whose messages can be changed and who is asked for approvals. Default:
   * everything is offered, and the server decides.
   */
  declare viewer: Viewer | null;
  /** Gives the address of an attachment's content. Default: attachments are named only. */
  declare attachmentUrl: AttachmentUrl | null;

  readonly #client = new ContextProvider(this, { context: chatClientContext, initialValue: null });
  readonly #localeText = new ContextProvider(this, {
    context: localeTextContext,
    initialValue: withMessages(undefined, undefined),
  });
  readonly #cards = new ContextProvider(this, { context: cardsContext, initialValue: [] });
  readonly #viewer = new ContextProvider(this, { context: viewerContext, initialValue: null });
  readonly #attachmentUrl = new ContextProvider(this, { context: attachmentUrlContext, initialValue: null });

  constructor() {
    super();
    this.client = null;
    this.messages = undefined;
    this.locale = undefined;
    this.cards = [];
    this.viewer = null;
    this.attachmentUrl = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('client')) this.#client.setValue(this.client);
    if (changed.has('viewer')) this.#viewer.setValue(this.viewer);
    if (changed.has('attachmentUrl')) this.#attachmentUrl.setValue(this.attachmentUrl);
    if (changed.has('cards')) this.#cards.setValue(this.cards);
    if (changed.has('messages') || changed.has('locale')) {
      this.#localeText.setValue(withMessages(this.messages, this.locale));
    }
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
