import {
  type Align,
  type AnyBlock,
  type Block,
  type Code,
  type Container,
  type Html,
  type MathBlock,
  type Paragraph,
  type Root,
  isContainer,
  isTextLeaf,
} from './block-tree.js';
import { canHold, endsBlank, mayEndBlank, takesAnyLine } from './block-rules.js';
import { type BlockOpener, type Start, startBlock } from './block-starts.js';
import { LineCursor } from './line-cursor.js';
import { takeDefinitions } from './link-parts.js';
import { Looseness } from './looseness.js';
import { readMathEnd } from './math-syntax.js';
import { newHeading, newParagraph, newRoot, newRow, newTable } from './new-blocks.js';
import type { References } from './references.js';

const TASK = /^\[([ xX])\][ \t]+(?=\S)/;
/** Longer paragraphs are not written by people. The next line begins another one. */
const MAX_TEXT = 50_000;
const CLOSING_FENCE = /^(`{3,}|~{3,})[ \t]*$/;

/** What a line may change, as it was before. */
interface Saved {
  readonly block: AnyBlock;
  readonly copy: AnyBlock;
  readonly childCount: number;
  readonly lastChild: Block | undefined;
  readonly lastEndsBlank: boolean;
}

export interface Checkpoint {
  readonly lineNumber: number;
  readonly chain: readonly Saved[];
}

/**
 * The block phase of CommonMark's appendix: line by line, on a chain of open blocks. What is not in
 * the chain any more never changes, so a line costs what it is long and how deep the chain is.
 */
export class BlockParser implements BlockOpener {
  readonly cursor = new LineCursor();
  readonly root: Root = newRoot();
  lineNumber = 0;
  /** The open blocks, from the root to the tip. */
  #chain: AnyBlock[] = [this.root];
  /** How many of them the line belongs to. */
  #matched = 1;
  /** Whether nothing is left of the line. */
  #isUsedUp = false;
  #revision = 0;
  readonly #looseness = new Looseness();
  readonly #references: References;

  constructor(references: References) {
    this.#references = references;
  }

  get tip(): AnyBlock {
    return this.#chain.at(-1) ?? this.root;
  }

  get depth(): number {
    return this.#chain.length;
  }

  get isLazyParagraph(): boolean {
    const { tip } = this;
    return this.#matched < this.#chain.length && tip.type === 'paragraph' && tip.text.length < MAX_TEXT;
  }

  addLine(line: string): void {
    const { cursor } = this;
    this.lineNumber += 1;
    cursor.begin(line.includes('\0') ? line.replaceAll('\0', '\ufffd') : line);

    this.#isUsedUp = false;
    for (this.#matched = 1; this.#matched < this.#chain.length; this.#matched++) {
      const block = this.#chain[this.#matched];
      if (block === undefined || !this.#continues(block)) break;
      if (this.#isUsedUp) return;
    }

    let container = this.#chain[this.#matched - 1] ?? this.root;
    let start: Start = takesAnyLine(container) ? 'none' : startBlock(this, container);
    while (start === 'container') {
      container = this.tip;
      start = startBlock(this, container);
    }
    if (start === 'line') this.#noteBlank(false);
    else this.#addContent(start === 'none' ? container : this.tip);
    const { tip } = this;
    if (tip.type === 'heading' || tip.type === 'rule' || (tip.type === 'math' && tip.isClosed)) {
      this.#closeTo(this.#chain.length - 1);
    }
  }

  closeAll(): void {
    this.#closeTo(1);
  }

  closeUnmatched(): void {
    this.#closeTo(this.#matched);
  }

  open(block: Block): void {
    this.closeUnmatched();
    while (!canHold(this.tip, block)) this.#closeTo(this.#chain.length - 1);
    const parent = this.tip;
    if (!isContainer(parent)) return;
    block.parent = parent;
    this.#loosen(parent, block);
    (parent.children as Block[]).push(block);
    this.#chain.push(block);
    this.#matched = this.#chain.length;
    if (block.type === 'footnote') this.#references.addFootnote(block);
    this.touch(block);
  }

  underline(level: number): boolean {
    this.closeUnmatched();
    const paragraph = this.tip;
    if (paragraph.type !== 'paragraph') return false;
    this.#define(paragraph);
    if (paragraph.text.trim() === '') return false;
    const { text, line } = paragraph;
    this.#drop(paragraph);
    this.open(newHeading(level, text, line));
    return true;
  }

  openTable(paragraph: Paragraph, head: string, align: readonly Align[]): void {
    this.closeUnmatched();
    paragraph.text = paragraph.text.slice(0, paragraph.text.length - head.length);
    this.touch(paragraph);
    this.open(newTable(align));
    this.#addRow(head, this.lineNumber - 1);
  }

  /** Says that what `block` shows may have changed. */
  touch(block: AnyBlock): void {
    this.bump(block);
    if (isTextLeaf(block)) this.#references.readLater(block);
  }

  /** Says that `block` has to be shown again. */
  bump(block: AnyBlock): void {
    this.#revision += 1;
    block.revision = this.#revision;
    let child = block;
    for (let parent = block.parent; parent !== null; parent = parent.parent) {
      parent.revision = this.#revision;
      if (parent.children.at(-1) !== child) parent.scatteredAt = this.#revision;
      child = parent;
    }
  }

  /** Remembers all that the next lines may change. */
  save(): Checkpoint {
    const chain = this.#chain.map((block): Saved => {
      const lastChild = isContainer(block) ? block.children.at(-1) : undefined;
      return {
        block,
        copy: { ...block },
        childCount: isContainer(block) ? block.children.length : 0,
        lastChild,
        lastEndsBlank: lastChild?.endsBlank ?? false,
      };
    });
    return { lineNumber: this.lineNumber, chain };
  }

  /** Takes back what has happened since. Blocks that are still there keep their identity. */
  restore({ lineNumber, chain }: Checkpoint): void {
    this.lineNumber = lineNumber;
    this.#chain = chain.map(({ block }) => block);
    for (const { block, copy, childCount, lastChild, lastEndsBlank } of chain) {
      if (block.type === 'list' && copy.type === 'list') this.#looseness.set(block, copy.tight);
      Object.assign(block, copy);
      if (isContainer(block)) {
        const children = block.children as Block[];
        for (const added of children.splice(childCount)) this.#forget(added);
        if (lastChild !== undefined) {
          // It may have been removed, or something else may stand in its place.
          if (children[childCount - 1] !== lastChild) this.#forget(children[childCount - 1]);
          children[childCount - 1] = lastChild;
          lastChild.endsBlank = lastEndsBlank;
        }
      }
    }
    this.touch(this.tip);
  }

  #forget(block: Block | undefined): void {
    if (block === undefined) return;
    if (isTextLeaf(block)) this.#references.forget(block);
    if (block.type === 'footnote') this.#references.removeFootnote(block);
    if (isContainer(block)) for (const child of block.children) this.#forget(child);
  }

  /** Whether the line belongs to `block`; what says so is read. */
  #continues(block: AnyBlock): boolean {
    const { cursor } = this;
    switch (block.type) {
      case 'root':
      case 'list':
        return true;
      case 'quote':
        if (cursor.indented || cursor.next !== '>') return false;
        cursor.toNext();
        cursor.skip(1);
        if (cursor.atSpace) cursor.skipColumns(1);
        return true;
      case 'item':
        return this.#continuesIndented(block.children.length > 0, block.indent);
      case 'footnote':
        return this.#continuesIndented(true, 4);
      case 'code':
        return this.#continuesCode(block);
      case 'html':
        return !(cursor.blank && block.end === null) && block.text.length < MAX_TEXT;
      case 'paragraph':
      case 'math':
        return !cursor.blank && block.text.length < MAX_TEXT;
      case 'table':
        return !cursor.blank;
      default:
        return false;
    }
  }

  #continuesIndented(mayBeBlank: boolean, columns: number): boolean {
    const { cursor } = this;
    if (cursor.blank) {
      if (mayBeBlank) cursor.toNext();
      return mayBeBlank;
    }
    if (cursor.indent < columns) return false;
    cursor.skipColumns(columns);
    return true;
  }

  #continuesCode({ fence }: Code): boolean {
    const { cursor } = this;
    if (fence === null) {
      if (cursor.indented) cursor.skipColumns(4);
      else if (cursor.blank) cursor.toNext();
      else return false;
      return true;
    }
    const closing = cursor.indented ? null : CLOSING_FENCE.exec(cursor.rest);
    const mark = closing?.[1] ?? '';
    if (mark.startsWith(fence.mark) && mark.length >= fence.length) {
      this.#closeTo(this.#chain.length - 1);
      this.#isUsedUp = true;
      return true;
    }
    for (let left = fence.indent; left > 0 && cursor.atSpace; left--) cursor.skipColumns(1);
    return true;
  }

  /** What is left of the line, after all blocks have begun that begin in it. */
  #addContent(container: AnyBlock): void {
    const { cursor } = this;
    if (this.isLazyParagraph && !cursor.blank) {
      this.#addText(this.tip as Paragraph);
      return;
    }
    this.closeUnmatched();
    const last = isContainer(container) ? container.children.at(-1) : undefined;
    if (cursor.blank && last !== undefined) last.endsBlank = true;
    this.#noteBlank(cursor.blank && mayEndBlank(container, this.lineNumber));

    if (container.type === 'math') {
      this.#addTex(container);
    } else if (container.type === 'code' || container.type === 'html' || container.type === 'paragraph') {
      this.#addText(container);
    } else if (cursor.blank) {
      // Nothing is left to add.
    } else if (container.type === 'table') {
      this.#addRow(cursor.rest, this.lineNumber);
    } else {
      this.#addParagraph();
    }
  }

  #noteBlank(isBlank: boolean): void {
    for (const block of this.#chain) block.endsBlank = isBlank;
  }

  #addParagraph(): void {
    const paragraph = newParagraph(this.lineNumber);
    this.open(paragraph);
    this.#addText(paragraph);
  }

  #addRow(text: string, line: number): void {
    this.open(newRow(text, line));
    this.#closeTo(this.#chain.length - 1);
  }

  #addText(block: Paragraph | Code | Html): void {
    const { cursor } = this;
    if (block.type === 'paragraph') {
      block.text += `${this.#withoutTask(block, cursor.rest)}\n`;
    } else if (block.type === 'html') {
      block.text += `${cursor.content}\n`;
      if (block.end?.test(cursor.content) === true) this.#closeTo(this.#chain.length - 1);
    } else if (block.fence === null && cursor.blank) {
      block.held += `${cursor.content}\n`;
    } else {
      block.text += `${block.held}${cursor.content}\n`;
      block.held = '';
    }
    this.touch(block);
  }

  #addTex(block: MathBlock): void {
    const end = readMathEnd(this.cursor.content, block.fence);
    block.text += end ?? `${this.cursor.content}\n`;
    block.isClosed = end !== null;
    this.touch(block);
  }

  /** Takes the box of a task from the first words of an item. */
  #withoutTask({ text, parent }: Paragraph, line: string): string {
    const task =
      text === '' && parent?.type === 'item' && parent.children.length === 1 ? TASK.exec(line) : null;
    if (task === null || parent?.type !== 'item') return line;
    parent.checked = task[1] !== ' ';
    return line.slice(task[0].length);
  }

  #closeTo(length: number): void {
    while (this.#chain.length > length) {
      const block = this.#chain.at(-1);
      if (block?.type === 'paragraph') {
        this.#define(block);
        if (block.text.trim() === '') {
          this.#drop(block);
          continue;
        }
      }
      this.#chain.pop();
    }
    this.#matched = Math.min(this.#matched, length);
  }

  /** Takes the definitions from the beginning of a paragraph. */
  #define(paragraph: Paragraph): void {
    if (!paragraph.text.startsWith('[')) return;
    const { definitions, rest } = takeDefinitions(paragraph.text);
    if (definitions.length === 0) return;
    for (const definition of definitions) this.#references.define(definition);
    paragraph.text = rest;
    this.touch(paragraph);
  }

  /** Removes the paragraph at the tip, as if it had never been. */
  #drop(paragraph: Paragraph): void {
    this.#chain.pop();
    this.#matched = Math.min(this.#matched, this.#chain.length);
    paragraph.parent?.children.pop();
    this.#references.forget(paragraph);
    if (paragraph.parent !== null) this.bump(paragraph.parent);
    if (paragraph.loosened !== null) this.#looseness.set(paragraph.loosened, true);
  }

  /** A blank line between two blocks of an item, or between two items, makes a list loose. */
  #loosen(parent: Container, block: Block): void {
    const list = parent.type === 'item' ? parent.parent : parent;
    const previous = parent.children.at(-1);
    if (list?.type !== 'list' || !list.tight || previous === undefined || !endsBlank(previous)) return;
    this.#looseness.set(list, false);
    if (block.type === 'paragraph') block.loosened = list;
  }

  /** Says that the paragraphs of lists that have become loose or tight have to be shown again. */
  bumpLoosened(): void {
    const items = this.#looseness.takeChanged().flatMap(({ children }) => children);
    for (const child of items.flatMap(({ children }) => children)) {
      if (child.type === 'paragraph') this.bump(child);
    }
  }
}
