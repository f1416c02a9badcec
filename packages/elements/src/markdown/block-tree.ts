import type { InlineToken } from './inline-tokens.js';
import type { MathFence } from './math-syntax.js';

/**
 * The blocks of a document. They are changed in place while they are open; whoever has shown one
 * compares `revision` to see whether it must be shown again.
 */
interface BlockBase {
  parent: Container | null;
  /** A new number whenever what the block shows may have changed, up to the root. */
  revision: number;
  /** Whether a blank line follows it: what then comes next to it makes a list loose. */
  endsBlank: boolean;
}

/** What holds text that is read as inlines. */
interface TextBlock extends BlockBase {
  /** The source of the inlines: lines without what makes the block. */
  text: string;
  /** The line that it begins on, from 1. */
  readonly line: number;
  /** The revision whose inlines have been read. */
  readAt: number;
  /** The names in brackets that it asked for, found or not. */
  labels: ReadonlySet<string>;
  /** The footnotes that it names, in its order. */
  footnotes: readonly string[];
}

export interface Paragraph extends TextBlock {
  readonly type: 'paragraph';
  inlines: readonly InlineToken[];
  /** The list that this paragraph has made loose, which is taken back if it only defines names. */
  loosened: List | null;
}

export interface Heading extends TextBlock {
  readonly type: 'heading';
  inlines: readonly InlineToken[];
  readonly level: number;
}

/** A row of a table. The first one is the head. */
export interface Row extends TextBlock {
  readonly type: 'row';
  cells: readonly (readonly InlineToken[])[];
}

export interface Fence {
  readonly mark: string;
  readonly length: number;
  readonly indent: number;
}

export interface Code extends BlockBase {
  readonly type: 'code';
  text: string;
  /** What follows the fence, with its escapes resolved. */
  readonly info: string;
  /** `null` for code that is only indented. */
  readonly fence: Fence | null;
  /** Blank lines of indented code, which count only if more code follows. */
  held: string;
}

/** A formula of its own lines. */
export interface MathBlock extends BlockBase {
  readonly type: 'math';
  /** TeX. */
  text: string;
  readonly fence: MathFence;
  /** Whether its end has come. Without it, it is shown as it was written. */
  isClosed: boolean;
}

/** Raw HTML, which is only ever text. */
export interface Html extends BlockBase {
  readonly type: 'html';
  text: string;
  /** What its last line contains; `null` when a blank line ends it. */
  readonly end: RegExp | null;
}

export interface Rule extends BlockBase {
  readonly type: 'rule';
}

interface ContainerBase extends BlockBase {
  /** The revision in which another child than the last one has changed. Seldom: most text only grows. */
  scatteredAt: number;
}

export interface Root extends ContainerBase {
  readonly type: 'root';
  readonly children: Block[];
}

export interface Quote extends ContainerBase {
  readonly type: 'quote';
  readonly children: Block[];
}

export interface List extends ContainerBase {
  readonly type: 'list';
  readonly children: Item[];
  /** The bullet, or what follows the number. */
  readonly mark: string;
  /** The first number; `null` for bullets. */
  readonly start: number | null;
  /** Whether its paragraphs stand close together, without blank lines. */
  tight: boolean;
}

export interface Item extends ContainerBase {
  readonly type: 'item';
  readonly children: Block[];
  readonly line: number;
  /** How far its content is indented. */
  readonly indent: number;
  /** Of a task; `null` when it is none. */
  checked: boolean | null;
}

export type Align = 'left' | 'center' | 'right' | null;

export interface Table extends ContainerBase {
  readonly type: 'table';
  readonly children: Row[];
  readonly align: readonly Align[];
}

/** What a footnote says. It is shown after the document, when something names it. */
export interface Footnote extends ContainerBase {
  readonly type: 'footnote';
  readonly children: Block[];
  readonly label: string;
}

export type TextLeaf = Paragraph | Heading | Row;
export type Container = Root | Quote | List | Item | Table | Footnote;
export type Block = TextLeaf | Code | MathBlock | Html | Rule | Quote | List | Item | Table | Footnote;
export type AnyBlock = Block | Root;

export function isContainer(block: AnyBlock): block is Container {
  return 'children' in block;
}

export function isTextLeaf(block: AnyBlock): block is TextLeaf {
  return 'labels' in block;
}
