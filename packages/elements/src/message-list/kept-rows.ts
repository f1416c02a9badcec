import type { RowBoxes } from './row-boxes.js';

/**
 * The rows that a person holds on to, and that stay in the page for it: by the focus, by a selection, by
 * what they have written in them.
 */
export class KeptRows {
  readonly #container: HTMLElement;
  readonly #boxes: RowBoxes;
  /** The key of the row with the focus. */
  focused: string | null = null;
  #selected: string | null = null;
  /** Where somebody has written, with the key of the row. */
  readonly #written = new Map<ShadowRoot, string>();

  constructor(container: HTMLElement, boxes: RowBoxes) {
    this.#container = container;
    this.#boxes = boxes;
  }

  /** The key of the row in which a selection began. */
  get selected(): string | null {
    return this.#selected;
  }

  /** The keys of the rows to keep wherever they are. */
  keys(): ReadonlySet<string> {
    for (const root of this.#written.keys()) if (!holdsText(root)) this.#written.delete(root);
    return new Set([...(this.focused === null ? [] : [this.focused]), ...this.#written.values()]);
  }

  connect(): void {
    this.#container.addEventListener('focusin', this.#onFocusIn);
    this.#container.addEventListener('focusout', this.#onFocusOut);
    this.#container.addEventListener('input', this.#onInput);
    this.#container.addEventListener('selectstart', this.#onSelectStart);
    document.addEventListener('selectionchange', this.#onSelectionChange);
  }

  disconnect(): void {
    this.#container.removeEventListener('focusin', this.#onFocusIn);
    this.#container.removeEventListener('focusout', this.#onFocusOut);
    this.#container.removeEventListener('input', this.#onInput);
    this.#container.removeEventListener('selectstart', this.#onSelectStart);
    document.removeEventListener('selectionchange', this.#onSelectionChange);
  }

  readonly #onFocusIn = (event: FocusEvent): void => {
    this.focused = this.#boxes.around(event.target)?.key ?? null;
  };

  readonly #onFocusOut = (): void => {
    this.focused = null;
  };

  readonly #onInput = (event: Event): void => {
    const key = this.#boxes.around(event.target)?.key;
    const [field] = event.composedPath() as Node[];
    if (key !== undefined) this.#written.set(field?.getRootNode() as ShadowRoot, key);
  };

  readonly #onSelectStart = (event: Event): void => {
    this.#selected = this.#boxes.around(event.target)?.key ?? null;
  };

  readonly #onSelectionChange = (): void => {
    if (this.#selected !== null && document.getSelection()?.isCollapsed !== false) this.#selected = null;
  };
}

/** Whether there is a field in it with something in it: it goes when what was written is sent, or given up. */
function holdsText(root: ShadowRoot): boolean {
  const fields = [...root.querySelectorAll<HTMLInputElement>('textarea, input, select')];
  return root.isConnected && fields.some(({ value }) => value !== '');
}
