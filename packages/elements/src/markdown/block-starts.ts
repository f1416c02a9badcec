import type { Align, AnyBlock, Block, List, Paragraph } from './block-tree.js';
import { htmlBlockEnd } from './html-blocks.js';
import type { LineCursor } from './line-cursor.js';
import { normalizeLabel, unescapeText } from './link-parts.js';
import { readMathLine } from './math-syntax.js';
import { readDelimiterRow, splitRow } from './table-syntax.js';
import { trimEnd } from './trim-end.js';
import {
  newCode,
  newFootnote,
  newHeading,
  newHtml,
  newItem,
  newList,
  newMath,
  newQuote,
  newRule,
} from './new-blocks.js';

/** Deeper than anyone writes. What would be nested deeper is text. */
const MAX_CONTAINERS = 64;

const HEADING = /^(#{1,6})(?:[ \t]+|$)/;
const FENCE = /^(`{3,})[^`]*$|^(~{3,})/;
const UNDERLINE = /^(?:=+|-+)[ \t]*$/;
const RULE = /^(?:\*[ \t]*){3,}$|^(?:_[ \t]*){3,}$|^(?:-[ \t]*){3,}$/;
const LIST_MARK = /^(?:([*+-])|(\d{1,9})([.)]))(?=[ \t]|$)/;
const FOOTNOTE = /^\[\^([^\s[\]]{1,200})\]:/;
/** What a line begins with that is not simply text. */
const MAY_START = /^[#`~*+_=<>\d:|[$\\-]/;

/** What the beginning of a block does to the document. */
export interface BlockOpener {
  readonly cursor: LineCursor;
  readonly lineNumber: number;
  /** The innermost open block. */
  readonly tip: AnyBlock;
  /** How many blocks are open. */
  readonly depth: number;
  /** Whether the line would go on with a paragraph whose containers it does not name. */
  readonly isLazyParagraph: boolean;
  /** Closes the blocks that the line does not belong to. */
  closeUnmatched(): void;
  /** Makes `block` the tip, after closing what cannot hold it. */
  open(block: Block): void;
  /** Turns the open paragraph into a heading; not when it holds nothing but definitions. */
  underline(level: number): boolean;
  /** Turns the last line of the open paragraph into the head of a table. */
  openTable(paragraph: Paragraph, head: string, align: readonly Align[]): void;
}

/** What came of looking for the beginning of a block: `line` when it takes the whole line. */
export type Start = 'none' | 'container' | 'leaf' | 'line';

/** Tries to begin a block where the cursor stands, within `container` (CommonMark section 4 and 5). */
export function startBlock(parser: BlockOpener, container: AnyBlock): Start {
  const { cursor } = parser;
  if (cursor.indented) return startIndentedCode(parser);
  if (cursor.blank || !MAY_START.test(cursor.next)) return 'none';
  switch (cursor.next) {
    case '>':
      return startQuote(parser);
    case '#':
      return startHeading(parser);
    case '`':
    case '~':
      return startFence(parser);
    case '<':
      return startHtml(parser, container);
    case '[':
      return startFootnote(parser);
    case '$':
    case '\\':
      return startMath(parser);
    default:
      return startByLine(parser, container);
  }
}

function startQuote(parser: BlockOpener): Start {
  if (parser.depth > MAX_CONTAINERS) return 'none';
  const { cursor } = parser;
  cursor.toNext();
  cursor.skip(1);
  if (cursor.atSpace) cursor.skipColumns(1);
  parser.open(newQuote());
  return 'container';
}

function startHeading(parser: BlockOpener): Start {
  const { cursor } = parser;
  const match = HEADING.exec(cursor.rest);
  if (match === null) return 'none';
  const text = withoutClosingMarks(cursor.rest.slice(match[0].length));
  parser.open(newHeading(match[1]?.length ?? 1, text, parser.lineNumber));
  return 'line';
}

/** Marks at the end close a heading and are not shown. */
function withoutClosingMarks(text: string): string {
  const content = trimEnd(text);
  let end = content.length;
  while (content[end - 1] === '#') end -= 1;
  return end === 0 || ' \t'.includes(content[end - 1] ?? '') ? trimEnd(content.slice(0, end)) : content;
}

function startFence(parser: BlockOpener): Start {
  const { cursor } = parser;
  const match = FENCE.exec(cursor.rest);
  if (match === null) return 'none';
  const mark = match[1] ?? match[2] ?? '';
  const info = unescapeText(cursor.rest.slice(mark.length).trim());
  const fence = { mark: mark.charAt(0), length: mark.length, indent: cursor.indent };
  parser.open(newCode(info, fence));
  return 'line';
}

function startMath(parser: BlockOpener): Start {
  const math = readMathLine(parser.cursor.rest);
  if (math === null) return 'none';
  const { fence, tex } = math;
  parser.open(newMath(tex ?? '', fence, tex !== null));
  return 'line';
}

function startHtml(parser: BlockOpener, container: AnyBlock): Start {
  const { cursor } = parser;
  const isInParagraph = container.type === 'paragraph' || parser.isLazyParagraph;
  const end = htmlBlockEnd(cursor.rest, isInParagraph);
  if (end === undefined) return 'none';
  // The white space before it belongs to it.
  parser.open(newHtml(end));
  return 'leaf';
}

function startFootnote(parser: BlockOpener): Start {
  const { cursor } = parser;
  const match = FOOTNOTE.exec(cursor.rest);
  if (match === null || parser.depth > MAX_CONTAINERS) return 'none';
  cursor.toNext();
  cursor.skip(match[0].length);
  const label = normalizeLabel(match[1] ?? '');
  parser.open(newFootnote(label));
  return 'container';
}

/** What needs the whole line to be told apart. */
function startByLine(parser: BlockOpener, container: AnyBlock): Start {
  const { cursor } = parser;
  const rest = cursor.rest;
  if (container.type === 'paragraph') {
    if (UNDERLINE.test(rest) && parser.underline(rest.startsWith('=') ? 1 : 2)) return 'line';
    const align = readDelimiterRow(rest);
    if (align !== null) {
      const head = container.text.slice(container.text.lastIndexOf('\n', container.text.length - 2) + 1);
      if (splitRow(head).length === align.length) {
        parser.openTable(container, head, align);
        return 'line';
      }
    }
  }
  if (RULE.test(rest)) {
    parser.open(newRule());
    return 'line';
  }
  return startItem(parser, container);
}

function startItem(parser: BlockOpener, container: AnyBlock): Start {
  const { cursor } = parser;
  const match = LIST_MARK.exec(cursor.rest);
  if (match === null || parser.depth > MAX_CONTAINERS) return 'none';
  const [whole, bullet, digits, delimiter] = match;
  const content = cursor.rest.slice(whole.length);
  const start = digits === undefined ? null : Number(digits);
  const isEmpty = /^[ \t]*$/.test(content);
  // A number in the middle of a paragraph is rarely meant as a list.
  if (container.type === 'paragraph' && (isEmpty || (start !== null && start !== 1))) return 'none';

  const before = cursor.indent;
  cursor.toNext();
  cursor.skip(whole.length);
  const spaces = cursor.indent;
  const padding = isEmpty || spaces < 1 || spaces > 4 ? 1 : spaces;
  if (cursor.atSpace) cursor.skipColumns(padding);

  const mark = bullet ?? delimiter ?? '';
  const isSame = (list: List): boolean => list.mark === mark && (list.start === null) === (start === null);
  parser.closeUnmatched();
  if (container.type !== 'list' || !isSame(container)) {
    parser.open(newList(mark, start));
  }
  parser.open(newItem(parser.lineNumber, before + whole.length + padding));
  return 'container';
}

function startIndentedCode(parser: BlockOpener): Start {
  const { cursor } = parser;
  if (cursor.blank || parser.tip.type === 'paragraph') return 'none';
  cursor.skipColumns(4);
  parser.open(newCode('', null));
  return 'leaf';
}
