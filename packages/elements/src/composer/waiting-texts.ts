import type { ChatClient } from '@agent-chat/client';
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { reportFailure } from '../context/report-failure.js';
import type { MessageTable } from '../messages/message-table.js';

/** What was sent before there was a client: shown, kept, and sent once to the first one. */
export class WaitingTexts {
  readonly #host: ReactiveControllerHost & EventTarget;
  #texts: readonly string[] = [];

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
  }

  add(text: string): void {
    this.#texts = [...this.#texts, text];
    this.#host.requestUpdate();
  }

  /** Sends what has waited, in its order; or gives it back when there will be no client. */
  settle(client: ChatClient | null, isDisabled: boolean): readonly string[] {
    const texts = this.#texts;
    if (texts.length === 0 || (client === null && !isDisabled)) return [];
    this.#texts = [];
    if (client === null || isDisabled) return texts;
    for (const text of texts) reportFailure(this.#host, client.sendMessage({ text }));
    return [];
  }

  render(messages: MessageTable): TemplateResult {
    return html`<div role="status">
      ${
        this.#texts.length === 0
          ? nothing
          : html`<div class="waiting" part="waiting">
            ${this.#texts.map((text) => html`<p class="waiting-text" dir="auto">${text}</p>`)}
            <small>${messages.sentWhenConnected}</small>
          </div>`
      }
    </div>`;
  }
}
