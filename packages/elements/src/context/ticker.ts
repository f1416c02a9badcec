import type { LitElement, ReactiveController } from 'lit';

/**
 * Renders its host again as time goes by.
 *
 * @param next in how many milliseconds it shows something else; `null`: it does not. Asked after each
 * update.
 */
export class Ticker implements ReactiveController {
  readonly #host: LitElement;
  readonly #next: () => number | null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: LitElement, next: () => number | null) {
    this.#host = host;
    this.#next = next;
    host.addController(this);
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    // Outside the page it is updated as well.
    const delayMs = this.#host.isConnected ? this.#next() : null;
    if (delayMs !== null) this.#timer = setTimeout(() => this.#host.requestUpdate(), delayMs);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }
}
