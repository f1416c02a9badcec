import type { RowBoxes } from './row-boxes.js';

/** So many rows at most, the last ones, stay in the page for what a person has opened in them. */
const MAX_OPENED = 24;
/** What folds and opens, and what a markdown text shows when it is asked to. */
const OPENERS = '[aria-expanded], summary, .image-placeholder, .more-rows, .more-text';

/**
 * The rows that a person holds on to, and that stay in the page for it: by the focus, by a selection, by
 * what they have written in them, or opened.
 */
export class KeptRows {
  readonly #container: HTMLElement;
  readonly #boxes: RowBoxes;
  /** The key of the row with the focus. */
  focused: string | null = null;
  #selected: readonly string[] = [];
  /** Where somebody has written, with the key of the row. */
  readonly #written = new Map<ShadowRoot, string>();
  /** The keys of the rows in which something was opened or folded, the last one last. */
  readonly #opened = new Set<string>();

  constructor(container: HTMLElement, boxes: RowBoxes) {
    this.#container = container;
    this.#boxes = boxes;
  }

  /** The keys of the rows in which a selection begins and ends. */
  get selected(): readonly string[] {
    return this.#selected;
  }

  /** The keys of the rows to keep wherever they are. */
  keys(): ReadonlySet<string> {
    for (const root of this.#written.keys()) if (!holdsText(root)) this.#written.delete(root);
    for (const key of this.#opened) if (this.#boxes.get(key) === undefined) this.#opened.delete(key);
    const focused = this.focused === null ? [] : [this.focused];
    return new Set([...focused, ...this.#written.values(), ...this.#opened]);
  }

  connect(): void {
    this.#container.addEventListener('focusin', this.#onFocusIn);
    this.#container.addEventListener('focusout', this.#onFocusOut);
    this.#container.addEventListener('input', this.#onInput);
    this.#container.addEventListener('click', this.#onClick);
    document.addEventListener('selectionchange', this.#onSelectionChange);
  }

  disconnect(): void {
    this.#container.removeEventListener('focusin', this.#onFocusIn);
    this.#container.removeEventListener('focusout', this.#onFocusOut);
    this.#container.removeEventListener('input', this.#onInput);
    this.#container.removeEventListener('click', this.#onClick);
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

  /** What is opened and folded is known to the elements of the row alone: it would be gone with them. */
  readonly #onClick = (event: Event): void => {
    const key = this.#boxes.around(event.target)?.key;
    const path = event.composedPath();
    const inside = path.slice(0, path.indexOf(this.#container));
    if (key === undefined || !inside.some((each) => each instanceof Element && each.matches(OPENERS))) return;
    this.#opened.delete(key);
    this.#opened.add(key);
    const [oldest] = this.#opened;
    if (this.#opened.size > MAX_OPENED && oldest !== undefined) this.#opened.delete(oldest);
  };

  /** What is selected is deep in the rows, where no event of it is heard: this says in which ones. */
  readonly #onSelectionChange = (): void => {
    const ends = endsOfSelection(this.#container.getRootNode());
    this.#selected = ends.flatMap((end) => this.#boxes.around(end)?.key ?? []);
  };
}

/** The elements of `root` in which a selection begins and ends; none without one. */
function endsOfSelection(root: Node): readonly (Element | null)[] {
  const selection = document.getSelection();
  if (selection === null || !(root instanceof ShadowRoot)) return [];
  // Browsers before 2025 do not tell: there a selection goes with its row.
  if (!('getComposedRanges' in selection)) return [];
  const [range] = composedRanges(selection, root);
  // A place to write at is no selection. What `selection` says of it is of this document's tree alone.
  if (range === undefined || range.collapsed) return [];
  return [nodeAt(range.startContainer, range.startOffset), nodeAt(range.endContainer, range.endOffset - 1)];
}

interface OlderSelection {
  getComposedRanges(...roots: ShadowRoot[]): StaticRange[];
}

function composedRanges(selection: Selection, root: ShadowRoot): readonly StaticRange[] {
  try {
    return selection.getComposedRanges({ shadowRoots: [root] });
  } catch {
    // Safari before 18.4 takes the roots themselves.
    return (selection as unknown as OlderSelection).getComposedRanges(root);
  }
}

/** What a range begins with, or ends with: the element, or the one that a text is in. */
function nodeAt(container: Node, index: number): Element | null {
  const child = container.childNodes[index];
  if (child instanceof Element) return child;
  return container instanceof Element ? container : container.parentElement;
}

/** Whether there is a field in it with something in it: it goes when what was written is sent, or given up. */
function holdsText(root: ShadowRoot): boolean {
  const fields = [...root.querySelectorAll<HTMLInputElement>('textarea, input, select')];
  return root.isConnected && fields.some(({ value }) => value !== '');
}
