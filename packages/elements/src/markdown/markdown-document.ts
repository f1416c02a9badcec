import type { AnyBlock, Block, Footnote, Root, TextLeaf } from './block-tree.js';
import { isContainer, isTextLeaf } from './block-tree.js';
import { BlockParser, type Checkpoint } from './block-parser.js';
import { type InlineScope, parseInlines } from './inline-parser.js';
import { isOnlyBegun, presentOpenText } from './present-open-text.js';
import { References } from './references.js';
import { splitRow } from './table-syntax.js';

/** A document as it is known so far. Blocks are changed in place: see `revision`. */
export interface MarkdownView {
  readonly root: Root;
  /** The footnotes that something names, in that order. A footnote's number is its place. */
  readonly footnotes: readonly Footnote[];
  /** These numbers, from 1, by their labels. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** Longer lines are broken. A page that lays out one of millions of characters stands still. */
const MAX_LINE = 16_000;

/**
 * Markdown that grows. Whole lines are read once. What the last, unfinished line does is taken back
 * before more is read, so an update costs what has been added and what is open, not the document.
 * Inlines are read again only in what has changed, and where a name has got a meaning since.
 */
export class MarkdownDocument {
  #source = '';
  /** Where the first line begins that may still grow. */
  #lineStart = 0;
  #references = new References();
  #parser = new BlockParser(this.#references);
  /** The state before that line. */
  #checkpoint: Checkpoint = this.#parser.save();
  #footnotes: readonly Footnote[] = [];
  #numbers: ReadonlyMap<string, number> = new Map();
  /** The footnotes that the block which is read names. */
  #met: string[] = [];
  readonly #scope: InlineScope = {
    target: (label) => this.#references.target(label),
    hasFootnote: (label) => {
      const isKnown = this.#references.hasFootnote(label);
      if (isKnown) this.#met.push(label);
      return isKnown;
    },
  };

  /** The document of `source`; `final` says that nothing will follow. */
  update(source: string, final: boolean): MarkdownView {
    // Compared like this it costs next to nothing; `startsWith` looks at each character.
    if (source.slice(0, this.#source.length) === this.#source) this.#takeBack();
    else this.#begin();
    this.#source = source;
    this.#readLines();

    const line = source.slice(this.#lineStart).replace(/\r$/, '');
    const isHeld = line === '' || (!final && isOnlyBegun(line, this.#parser.tip));
    if (!isHeld) this.#parser.addLine(line);
    if (final) this.#parser.closeAll();
    this.#parser.bumpLoosened();

    const open = final ? null : this.#openLeaf(!isHeld);
    this.#references.readAll((leaf) => this.#read(leaf, leaf === open));
    this.#numberFootnotes();
    return { root: this.#parser.root, footnotes: this.#footnotes, numbers: this.#numbers };
  }

  /** Says that `block` has to be shown again with what the last update returned. */
  showAgain(block: Block): void {
    this.#parser.bump(block);
  }

  #begin(): void {
    this.#lineStart = 0;
    this.#references = new References();
    this.#parser = new BlockParser(this.#references);
    this.#checkpoint = this.#parser.save();
    this.#footnotes = [];
    this.#numbers = new Map();
  }

  #takeBack(): void {
    this.#parser.restore(this.#checkpoint);
    this.#references.takeBack();
  }

  #readLines(): void {
    const lineEnd = /\r\n?|\n/g;
    lineEnd.lastIndex = this.#lineStart;
    let start = this.#lineStart;
    for (let match = lineEnd.exec(this.#source); match !== null; match = lineEnd.exec(this.#source)) {
      const end = lineEnd.lastIndex;
      // A line feed may still follow, which belongs to it.
      if (match[0] === '\r' && end === this.#source.length) break;
      this.#addLine(start, match.index);
      start = end;
    }
    start = this.#addLongBeginning(start, this.#source.length);
    if (start === this.#lineStart) return;
    this.#lineStart = start;
    this.#references.keep();
    this.#checkpoint = this.#parser.save();
  }

  #addLine(start: number, end: number): void {
    this.#parser.addLine(this.#source.slice(this.#addLongBeginning(start, end), end));
  }

  /** A line that nobody writes is read as if it were broken into lines; returns where the last one begins. */
  #addLongBeginning(start: number, end: number): number {
    let at = start;
    while (end - at > MAX_LINE) {
      const space = this.#source.lastIndexOf(' ', at + MAX_LINE);
      const stop = space > at ? space : at + MAX_LINE;
      this.#parser.addLine(this.#source.slice(at, stop));
      at = space > at ? stop + 1 : stop;
    }
    return at;
  }

  /** The text that may go on: half a construct in it is not shown as something else. */
  #openLeaf(hasLine: boolean): TextLeaf | null {
    let block: AnyBlock = this.#parser.tip;
    if (block.type === 'paragraph') return block;
    while (isContainer(block)) {
      const last: Block | undefined = block.children.at(-1);
      if (last === undefined) return null;
      block = last;
    }
    return hasLine && isTextLeaf(block) && block.line === this.#parser.lineNumber ? block : null;
  }

  /** Reads the inlines of `leaf`, and says which footnotes it names. */
  #read(leaf: TextLeaf, isOpen: boolean): readonly string[] {
    this.#parser.bump(leaf);
    this.#met = [];
    const scope = this.#scope;
    if (leaf.type === 'row') {
      const cells = splitRow(leaf.text);
      const last = cells.length - 1;
      leaf.cells = cells.map((cell, index) =>
        parseInlines(isOpen && index === last ? presentOpenText(cell) : cell, scope),
      );
    } else {
      leaf.inlines = parseInlines(isOpen ? presentOpenText(leaf.text, leaf) : leaf.text, scope);
    }
    return this.#met;
  }

  #numberFootnotes(): void {
    const footnotes = this.#references.footnotes();
    if (footnotes === this.#footnotes) return;
    const before = this.#numbers;
    const numbers = new Map(footnotes.map(({ label }, index) => [label, index + 1]));
    this.#footnotes = footnotes;
    this.#numbers = numbers;
    for (const leaf of this.#references.citing) {
      if (leaf.footnotes.some((label) => numbers.get(label) !== before.get(label))) this.#parser.bump(leaf);
    }
  }
}
