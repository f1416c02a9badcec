import type { Footnote, TextLeaf } from './block-tree.js';
import type { Target } from './inline-tokens.js';
import type { InlineScope } from './inline-parser.js';
import type { Definition } from './link-parts.js';
import { NO_LABELS } from './new-blocks.js';

const NEVER = -1;
/**
 * So many characters of addresses and titles the definitions of a document may add to it, as many as are
 * shown of a text at first: one of kilobytes may be named thousands of times. What is named when that is
 * used up stays as it was written, as in cmark.
 */
const MAX_ADDED = 200_000;

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
  #fresh: string[] = [];
  /** What names meant when blocks were read last, of those that may mean something else now. */
  readonly #targetsBefore = new Map<string, Target | undefined>();
  readonly #footnotesBefore = new Map<string, boolean>();
  /** How much definitions add to the blocks that name them, and to all of these. */
  readonly #added = new Map<TextLeaf, number>();
  #addedInAll = 0;
  /** How much they add to the block that is being read. */
  #adding = 0;
  /** What the block that is being read asks for. */
  #asked = new Set<string>();
  #hasChanged = false;
  #order: readonly Footnote[] = [];

  /** The first definition of a name wins. */
  define({ label, ...target }: Definition): void {
    if (this.#targets.has(label)) return;
    this.#noteTarget(label);
    this.#targets.set(label, target);
    this.#fresh.push(label);
  }

  addFootnote(footnote: Footnote): void {
    if (this.#footnotes.has(footnote.label)) return;
    this.#noteFootnote(footnote.label);
    this.#footnotes.set(footnote.label, footnote);
  }

  removeFootnote(footnote: Footnote): void {
    if (this.#footnotes.get(footnote.label) !== footnote) return;
    this.#noteFootnote(footnote.label);
    this.#footnotes.delete(footnote.label);
  }

  /** What has been defined up to now stays. */
  keep(): void {
    this.#fresh = [];
  }

  /** What has been defined since the last `keep` never was. */
  takeBack(): void {
    for (const label of this.#fresh) {
      this.#noteTarget(label);
      this.#targets.delete(label);
    }
    this.#fresh = [];
  }

  target(label: string): Target | undefined {
    this.#asked.add(label);
    const target = this.#targets.get(label);
    if (target === undefined) return undefined;
    const length = target.href.length + (target.title?.length ?? 0);
    if (this.#addedInAll + length > MAX_ADDED) return undefined;
    this.#addedInAll += length;
    this.#adding += length;
    return target;
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
    this.#askWhereMeaningsChanged();
    for (const leaf of this.#toRead) {
      if (leaf.readAt === leaf.revision) continue;
      this.#release(leaf);
      leaf.footnotes = read(leaf);
      leaf.readAt = leaf.revision;
      if (this.#adding > 0) this.#added.set(leaf, this.#adding);
      this.#adding = 0;
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
    this.#addedInAll -= this.#added.get(leaf) ?? 0;
    this.#added.delete(leaf);
    for (const label of leaf.labels) this.#askers.get(label)?.delete(leaf);
    if (this.#citing.delete(leaf)) this.#hasChanged = true;
  }

  #noteTarget(label: string): void {
    if (!this.#targetsBefore.has(label)) this.#targetsBefore.set(label, this.#targets.get(label));
  }

  #noteFootnote(label: string): void {
    if (!this.#footnotesBefore.has(label)) this.#footnotesBefore.set(label, this.#footnotes.has(label));
    this.#hasChanged = true;
  }

  /**
   * While the line after a definition grows, that is taken back and made again with every character: it
   * means what it meant, and nobody has to read it again.
   */
  #askWhereMeaningsChanged(): void {
    for (const [label, before] of this.#targetsBefore) {
      const now = this.#targets.get(label);
      if (now?.href !== before?.href || now?.title !== before?.title) this.#askAgain(label);
    }
    for (const [label, before] of this.#footnotesBefore) {
      if (this.#footnotes.has(label) !== before) this.#askAgain(`^${label}`);
    }
    this.#targetsBefore.clear();
    this.#footnotesBefore.clear();
  }

  #askAgain(label: string): void {
    for (const leaf of this.#askers.get(label) ?? []) {
      leaf.readAt = NEVER;
      this.#toRead.push(leaf);
    }
  }
}
