const IMAGES = '[part^=image]';

/**
 * Keeps the focus in the text when what was pressed goes away with it: a picture takes the place of its
 * button and the other way round, a table that of the button for its last rows, and all of the text that
 * of the button for its end.
 */
export class KeptFocus {
  readonly #host: HTMLElement;
  #focused: Element | null = null;
  #box: HTMLElement | null = null;
  #image = -1;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  get #active(): Element | null {
    return this.#host.shadowRoot?.activeElement ?? null;
  }

  #images(): HTMLElement[] {
    return [...(this.#host.shadowRoot?.querySelectorAll<HTMLElement>(IMAGES) ?? [])];
  }

  /** Before an update: where the focus is. */
  note(): void {
    const focused = this.#active;
    this.#focused = focused;
    this.#box = focused?.closest<HTMLElement>('[tabindex="0"]') ?? null;
    this.#image = focused?.matches(IMAGES) === true ? this.#images().indexOf(focused as HTMLElement) : -1;
  }

  /** After it: gives the focus to what came in its place. */
  keep(): void {
    if (this.#focused === null || this.#active !== null) return;
    const heir = this.#images()[this.#image] ?? this.#box;
    if (heir?.isConnected === true) {
      heir.focus({ preventScroll: true });
      return;
    }
    this.#host.tabIndex = -1;
    this.#host.focus({ preventScroll: true });
  }
}
