import type { ChatClient } from '@agent-chat/client';
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { MessageTable } from '../messages/message-table.js';

interface WaitingText {
  readonly text: string;
  readonly settle: (sent: Promise<unknown>) => void;
}

/** What was sent before there was a client: shown, kept, and sent once to the first one. */
export class WaitingTexts {
  readonly #host: ReactiveControllerHost;
  #waiting: readonly WaitingText[] = [];
  #destination = '';

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** The promise settles as that of the client does; it is `Aborted` when the text is given back. */
  add(text: string): Promise<unknown> {
    return new Promise((settle) => {
      this.#waiting = [...this.#waiting, { text, settle }];
      this.#host.requestUpdate();
    });
  }

  /**
   * Sends what has waited, in its order; or gives it back when there will be no client, or that of
   * another destination than it was sent to.
   */
  settle(client: ChatClient | null, isDisabled: boolean, destination: string): readonly string[] {
    const waiting = this.#waiting;
    const isGivenBack = isDisabled || destination !== this.#destination;
    this.#destination = destination;
    if (waiting.length === 0 || (client === null && !isGivenBack)) return [];
    this.#waiting = [];
    const taker = isGivenBack ? null : client;
    for (const { text, settle } of waiting) {
      settle(taker?.sendMessage({ text }) ?? import('./given-back.js').then(({ givenBack }) => givenBack()));
    }
    return taker === null ? waiting.map(({ text }) => text) : [];
  }

  render(messages: MessageTable): TemplateResult {
    return html`<div role="status">
      ${
        this.#waiting.length === 0
          ? nothing
          : html`<div class="waiting" part="waiting">
            ${this.#waiting.map(({ text }) => html`<p class="waiting-text" dir="auto">${text}</p>`)}
            <small>${messages.sentWhenConnected}</small>
          </div>`
      }
    </div>`;
  }
}
