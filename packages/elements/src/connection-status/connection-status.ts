import type { ChatClient, ChatState, Connection } from '@agent-chat/client';
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { ChatController } from '../context/chat-controller.js';
import { Ticker } from '../context/ticker.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { alertIcon, clockIcon, newChatIcon, offlineIcon } from '../icons/icons.js';
import { isOver } from './session-over.js';
import type { MessageTable } from '../messages/message-table.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { motionStyles } from '../styles/motion.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { AgentChatNewConversationEvent } from '../chat/chat.events.js';
import { AgentChatReconnectEvent } from './connection-status.events.js';
import { connectionStatusStyles } from './connection-status.styles.js';

/**
 * How the connection stands, in words. It is silent and empty while everything is live; otherwise
 * it says what is going on, counts down to the next try, and offers to try now.
 *
 * @element agent-connection-status
 *
 * @fires {AgentChatNewConversationEvent} agent-chat-new-conversation - In place of a session that is over; cancelable
 * @fires {AgentChatReconnectEvent} agent-chat-reconnect - Before a new try; cancelable
 *
 * @csspart status - The line
 * @csspart waiting - How many messages wait for the connection
 * @csspart try-now - The button
 * @csspart start-anew - The button in its place once the session is over
 */
export class AgentConnectionStatus extends LitElement {
  static override styles = [tokenStyles, baseStyles, buttonStyles, motionStyles, connectionStatusStyles];

  static override properties: PropertyDeclarations = {
    connection: { attribute: false },
    status: { reflect: true },
  };

  /** What to show. Default: the connection of the provided client. */
  declare connection: Connection | null;
  /** The status that is shown, for styling. */
  declare status: string;

  readonly #localeText = new LocaleTextController(this);
  readonly #chat = new ChatController(this, (state) => state.connection);
  readonly #waiting = new ChatController(this, countWaiting);
  #wasLost = false;
  #client: ChatClient | null = null;

  constructor() {
    super();
    this.connection = null;
    this.status = '';
    new Ticker(this, () => (this.#shown?.retryAt == null ? null : 1_000));
  }

  protected override willUpdate(): void {
    const shown = this.#shown;
    this.status = shown?.status ?? '';
    // What was lost was another conversation.
    if (this.#client !== this.#chat.client) this.#wasLost = false;
    this.#client = this.#chat.client;
    this.#wasLost ||= shown?.status === 'reconnecting' || shown?.status === 'offline';
  }

  get #shown(): Connection | null {
    return this.connection ?? this.#chat.value ?? null;
  }

  readonly #onTryNow = (): void => {
    if (this.dispatchEvent(new AgentChatReconnectEvent())) this.#chat.client?.reconnectNow();
  };

  readonly #onStartAnew = (): void => {
    this.dispatchEvent(new AgentChatNewConversationEvent());
  };

  protected override render(): TemplateResult {
    const { messages } = this.#localeText;
    const shown = this.#shown;
    const isLive = shown === null || shown.status === 'live';
    return html`<div class="line ${isLive ? 'live' : isOver(shown) ? 'over' : ''}" part="status">
      <span class="words" role="status">
        ${isLive ? this.#renderRecovery(messages) : renderWords(shown, messages)}
      </span>
      ${isLive ? nothing : this.#renderRest(shown, messages)}
    </div>`;
  }

  /** Whoever heard that the connection was lost hears that it is back. */
  #renderRecovery(messages: MessageTable): unknown {
    return this.#wasLost ? html`<span class="visually-hidden">${messages.connected}</span>` : nothing;
  }

  /** What changes every second is not announced every second. */
  #renderRest(shown: Connection, messages: MessageTable): unknown {
    const seconds = shown.retryAt === null ? 0 : Math.ceil((shown.retryAt - Date.now()) / 1_000);
    const isWaiting = shown.status === 'reconnecting';
    const waiting = this.#waiting.value ?? 0;
    if (isOver(shown)) {
      return html`<button type="button" class="button" part="start-anew" @click=${this.#onStartAnew}>
        ${newChatIcon}${messages.startAnew}
      </button>`;
    }
    const canTry = isWaiting || shown.status === 'offline' || shown.status === 'closed';
    return [
      waiting > 0 && shown.status !== 'connecting'
        ? html`<span class="waiting" part="waiting">${messages.waitingToSend(waiting)}</span>`
        : nothing,
      isWaiting
        ? html`<span class="countdown">${seconds > 0 ? messages.retryIn(seconds) : messages.retryingNow}</span>`
        : nothing,
      canTry
        ? html`<button type="button" class="button" part="try-now" @click=${this.#onTryNow}>
            ${messages.tryNow}
          </button>`
        : nothing,
    ];
  }
}

/** The person's messages that the server does not have yet. */
function countWaiting({ pending }: ChatState): number {
  return pending.filter(({ method, status }) => method === 'sendMessage' && status === 'sending').length;
}

function renderWords(connection: Connection, messages: MessageTable): unknown {
  switch (connection.status) {
    case 'connecting':
      return html`<span class="spinner"></span>${messages.connecting}`;
    case 'catching_up':
      return html`<span class="spinner"></span>${messages.catchingUp}`;
    case 'reconnecting':
      return html`${offlineIcon}${messages.connectionLost}`;
    case 'offline':
      return html`${offlineIcon}<span>${messages.offline} <span class="hint">${messages.offlineHint}</span></span>`;
    case 'closed':
      return isOver(connection)
        ? html`${clockIcon}${connection.error?.code === 'SessionEnded' ? messages.sessionEnded : messages.sessionExpired}`
        : html`${connection.error === null ? offlineIcon : alertIcon}<bdi>${connection.error?.message ?? messages.closed}</bdi>`;
    case 'live':
      return messages.connected;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-connection-status': AgentConnectionStatus;
  }
}
