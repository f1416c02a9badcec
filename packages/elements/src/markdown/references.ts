import type { Footnote, TextLeaf } from './block-tree.js';
import type { Target } from './inline-tokens.js';
import type { InlineScope } from './inline-parser.js';
import type { Definition } from './link-parts.js';
import { NO_LABELS } from './new-blocks.js';

const NEVER = -1;

/** What the blocks of a document can name, and which of them do: those are read again when it changes. */
export class References implements InlineScope {
  readonly #targets = new Map<string, Target>();
  readonly #footnotes = new Map<string, Footnote>();
  /** By what they have asked for, found or not. */
  readonly #askers = new Map<string, Set<TextLeaf>>();
  /** May hold a block twice, and blocks that are gone: `readAt` tells. */
  #toRead: TextLeaf[] = [];
  /** The blocks that name a footnote. */
  readonly #citing = new Set<TextLeaf>();
  /** What has been defined since the last `keep`. */
  #added: string[] = [];
  /** What the block that is being read asks for. */
  #asked = new Set<string>();
  #hasChanged = false;
  #order: readonly Footnote[] = [];

  /** The first definition of a name wins. */
  define({ label, ...target }: Definition): void {
    if (this.#targets.has(label)) return;
    this.#targets.set(label, target);
    this.#added.push(label);
    this.#askAgain(label);
  }

  addFootnote(footnote: Footnote): void {
    if (this.#footnotes.has(footnote.label)) return;
    this.#footnotes.set(footnote.label, footnote);
    this.#askAgain(`^${footnote.label}`);
  }

  removeFootnote(footnote: Footnote): void {
    if (this.#footnotes.get(footnote.label) !== footnote) return;
    this.#footnotes.delete(footnote.label);
    this.#askAgain(`^${footnote.label}`);
  }

  /** What has been defined up to now stays. */
  keep(): void {
    this.#added = [];
  }

  /** What has been defined since the last `keep` never was. */
  takeBack(): void {
    for (const label of this.#added) {
      this.#targets.delete(label);
      this.#askAgain(label);
    }
    this.#added = [];
  }

  target(label: string): Target | undefined {
    this.#asked.add(label);
    return this.#targets.get(label);
  }

  hasFootnote(label: string): boolean {
    this.#asked.add(`^${label}`);
    return this.#footnotes.has(label);
  }

  readLater(leaf: TextLeaf): void {
    if (this.#toRead.at(-1) !== leaf) this.#toRead.push(leaf);
  }

  /** `leaf` is not a part of the document any more. */
  forget(leaf: TextLeaf): void {
    this.#release(leaf);
    leaf.readAt = leaf.revision;
  }

  /** Reads what has to be read with `read`, which returns the names of the footnotes that it met. */
  readAll(read: (leaf: TextLeaf) => readonly string[]): void {
    for (const leaf of this.#toRead) {
      if (leaf.readAt === leaf.revision) continue;
      this.#release(leaf);
      leaf.footnotes = read(leaf);
      leaf.readAt = leaf.revision;
      if (this.#asked.size === 0) {
        leaf.labels = NO_LABELS;
        continue;
      }
      leaf.labels = this.#asked;
      this.#asked = new Set();
      for (const label of leaf.labels) {
        const askers = this.#askers.get(label);
        if (askers === undefined) this.#askers.set(label, new Set([leaf]));
        else askers.add(leaf);
      }
      if (leaf.footnotes.length > 0) {
        this.#citing.add(leaf);
        this.#hasChanged = true;
      }
    }
    this.#toRead = [];
  }

  /** The footnotes that are named, in the order in which they are. */
  footnotes(): readonly Footnote[] {
    if (this.#hasChanged) {
      const citing = [...this.#citing].sort((a, b) => a.line - b.line);
      const labels = new Set(citing.flatMap((leaf) => leaf.footnotes));
      const order = [...labels]
        .map((label) => this.#footnotes.get(label))
        .filter((each) => each !== undefined);
      const isSame =
        order.length === this.#order.length && order.every((each, index) => each === this.#order[index]);
      if (!isSame) this.#order = order;
    }
    this.#hasChanged = false;
    return this.#order;
  }

  /** The blocks that name footnotes. */
  get citing(): ReadonlySet<TextLeaf> {
    return this.#citing;
  }

  #release(leaf: TextLeaf): void {
    for (const label of leaf.labels) this.#askers.get(label)?.delete(leaf);
    if (this.#citing.delete(leaf)) this.#hasChanged = true;
  }

  #askAgain(label: string): void {
    for (const leaf of this.#askers.get(label) ?? []) {
      leaf.readAt = NEVER;
      this.#toRead.push(leaf);
    }
  }
}
