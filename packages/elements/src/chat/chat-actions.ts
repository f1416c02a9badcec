import type { LitElement } from 'lit';
import { forgetFailed } from '../context/forget-failed.js';
import { reportFailure } from '../context/report-failure.js';
import type {
  AgentChatRenameConversationEvent,
  AgentChatSelectConversationEvent,
} from '../conversation-list/conversation-list.events.js';
import type { AgentChatMenuEvent } from '../menu/menu.events.js';
import type { AgentChatPersonaEvent } from '../persona-select/persona-select.events.js';
import type { AgentChatSettingsEvent } from '../settings/settings.events.js';
import { AgentChatNewConversationEvent } from './chat.events.js';
import type { ChatControllers } from './chat-controllers.js';

/** What a person does to the frame around a conversation: its buttons, its menu and its panels. */
export class ChatActions {
  readonly #host: LitElement;
  readonly #controllers: ChatControllers;

  constructor(host: LitElement, controllers: ChatControllers) {
    this.#host = host;
    this.#controllers = controllers;
  }

  readonly onNew = (): void => {
    if (this.#host.dispatchEvent(new AgentChatNewConversationEvent())) this.#begin();
  };

  /** The event came from inside the chat, and the page has heard it already. */
  readonly onNewInList = (event: Event): void => {
    if (!event.defaultPrevented) this.#begin();
  };

  #begin(): void {
    this.#controllers.source.begin();
    this.#toConversation();
  }

  readonly onSelect = (event: AgentChatSelectConversationEvent): void => {
    if (event.defaultPrevented) return;
    this.#controllers.source.goTo(event.conversationId);
    this.#toConversation();
  };

  #toConversation(): void {
    this.#controllers.panels.close();
    this.#host.focus();
  }

  readonly onRename = (event: AgentChatRenameConversationEvent): void => {
    if (!event.defaultPrevented)
      this.#controllers.source.directory?.rename(event.conversationId, event.title);
  };

  readonly onPersona = (event: AgentChatPersonaEvent): void => {
    const { client } = this.#controllers.source;
    // The page around the chat hears of it after this, and may stop it.
    const chosen = Promise.resolve().then(() =>
      event.defaultPrevented ? undefined : client?.send('setPersona', { personaId: event.personaId }),
    );
    reportFailure(this.#host, chosen);
    chosen.catch(() => client !== null && forgetFailed(client, 'setPersona'));
  };

  readonly onPrompt = (): void => this.#host.focus();

  readonly onSettings = ({ settings }: AgentChatSettingsEvent): void => {
    this.#controllers.looks.settings = settings;
  };

  readonly onMenu = ({ item }: AgentChatMenuEvent): void => {
    const { saver, source, looks } = this.#controllers;
    if (item === 'settings') reportFailure(this.#host, this.#openSettings());
    else saver.save(source.client, item, looks.text);
  };

  async #openSettings(): Promise<void> {
    // Few open them; they take the focus, so they have to be there first.
    await import('../settings/define.js');
    this.#controllers.panels.open('settings', this.#host.renderRoot.querySelector<HTMLElement>('agent-menu'));
  }

  readonly onTryNow = (): void => {
    this.#controllers.source.tryNow();
    this.#host.focus();
  };

  /** The button that was pressed goes away while it is tried. */
  readonly onReconnect = (event: Event): void => {
    if (!event.defaultPrevented) this.#host.focus();
  };

  readonly onList = (event: Event): void => {
    this.#controllers.panels.toggleList(event.currentTarget as HTMLElement);
  };

  readonly onOlderInList = (): void => this.#controllers.source.directory?.showOlder();

  readonly onRetryList = (): void => this.#controllers.source.directory?.refresh();

  readonly onClose = (): void => this.#controllers.panels.close();
}
