import type { LitElement, ReactiveController } from 'lit';

/** What may stand beside or over the conversation. */
export type Panel = 'conversations' | 'settings';

/** From this width on the list of conversations stands beside the conversation rather than over it. */
const WIDE_PX = 768;

/** Which panel is open, whether there is room for it, and where the focus goes. */
export class PanelsController implements ReactiveController {
  readonly #host: LitElement;
  readonly #observer: ResizeObserver | null;
  #open: Panel | null = null;
  /** What a person has last said of the list; `null`: nothing, so that it is open where there is room. */
  #isListWanted: boolean | null = null;
  #isWide = true;
  #opener: HTMLElement | null = null;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
    this.#observer =
      typeof ResizeObserver === 'undefined'
        ? null
        : new ResizeObserver(([entry]) => this.#measure(entry?.contentRect.width ?? 0));
  }

  hostConnected(): void {
    this.#measure(this.#host.clientWidth);
    this.#observer?.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  /** The panel that lies over the conversation, which is out of reach then. */
  get over(): Panel | null {
    return this.#open === 'conversations' && this.#isWide ? null : this.#open;
  }

  get isListShown(): boolean {
    return this.#isWide ? this.#isListWanted !== false : this.#open === 'conversations';
  }

  toggleList(opener: HTMLElement): void {
    if (this.#isWide) {
      this.#isListWanted = !this.isListShown;
      this.#host.requestUpdate();
    } else if (this.#open === 'conversations') this.close();
    else this.open('conversations', opener);
  }

  /** Opens a panel over the conversation and takes the focus there. */
  open(panel: Panel, opener: HTMLElement | null): void {
    this.#open = panel;
    this.#opener = opener;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#panel?.focus());
  }

  /** Closes what lies over the conversation and gives the focus back. */
  close(): void {
    if (this.#open === null) return;
    this.#open = null;
    this.#host.requestUpdate();
    const opener = this.#opener;
    this.#opener = null;
    void this.#host.updateComplete.then(() => opener?.focus());
  }

  get #panel(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>('[data-panel]:not([hidden])');
  }

  #measure(width: number): void {
    const isWide = width === 0 || width >= WIDE_PX;
    if (isWide === this.#isWide) return;
    this.#isWide = isWide;
    // What lay over the conversation stands beside it now.
    if (isWide && this.#open === 'conversations') this.#open = null;
    this.#host.requestUpdate();
  }
}
