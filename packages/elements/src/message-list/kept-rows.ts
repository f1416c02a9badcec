import type { RowBoxes } from './row-boxes.js';

/** The rows that a person holds on to, and that stay in the page for it: by the focus, by a selection. */
export class KeptRows {
  readonly #container: HTMLElement;
  readonly #boxes: RowBoxes;
  /** The key of the row with the focus. */
  focused: string | null = null;
  #selected: string | null = null;

  constructor(container: HTMLElement, boxes: RowBoxes) {
    this.#container = container;
    this.#boxes = boxes;
  }

  /** The key of the row in which a selection began. */
  get selected(): string | null {
    return this.#selected;
  }

  connect(): void {
    this.#container.addEventListener('focusin', this.#onFocusIn);
    this.#container.addEventListener('focusout', this.#onFocusOut);
    this.#container.addEventListener('selectstart', this.#onSelectStart);
    document.addEventListener('selectionchange', this.#onSelectionChange);
  }

  disconnect(): void {
    this.#container.removeEventListener('focusin', this.#onFocusIn);
    this.#container.removeEventListener('focusout', this.#onFocusOut);
    this.#container.removeEventListener('selectstart', this.#onSelectStart);
    document.removeEventListener('selectionchange', this.#onSelectionChange);
  }

  readonly #onFocusIn = (event: FocusEvent): void => {
    this.focused = this.#boxes.around(event.target)?.key ?? null;
  };

  readonly #onFocusOut = (): void => {
    this.focused = null;
  };

  readonly #onSelectStart = (event: Event): void => {
    this.#selected = this.#boxes.around(event.target)?.key ?? null;
  };

  readonly #onSelectionChange = (): void => {
    if (this.#selected !== null && document.getSelection()?.isCollapsed !== false) this.#selected = null;
  };
}
