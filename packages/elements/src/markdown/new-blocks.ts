import type {
  Align,
  Code,
  Fence,
  Footnote,
  Heading,
  Html,
  Item,
  List,
  MathBlock,
  Paragraph,
  Quote,
  Root,
  Row,
  Rule,
  Table,
} from './block-tree.js';

export const NO_LABELS: ReadonlySet<string> = new Set();
const NO_FOOTNOTES: readonly string[] = [];

// Written out, each property in its place: a long document has tens of thousands of blocks, and an
// object that is put together from the parts of others costs ten times as much to make and to read.

export function newRoot(): Root {
  return {
    type: 'root',
    parent: null,
    revision: 0,
    endsBlank: false,
    scatteredAt: 0,
    children: [],
  };
}

export function newParagraph(line: number): Paragraph {
  return {
    type: 'paragraph',
    parent: null,
    revision: 0,
    endsBlank: false,
    text: '',
    line,
    readAt: -1,
    labels: NO_LABELS,
    footnotes: NO_FOOTNOTES,
    inlines: [],
    loosened: null,
  };
}

export function newHeading(level: number, text: string, line: number): Heading {
  return {
    type: 'heading',
    parent: null,
    revision: 0,
    endsBlank: false,
    text,
    line,
    readAt: -1,
    labels: NO_LABELS,
    footnotes: NO_FOOTNOTES,
    inlines: [],
    level,
  };
}

export function newRow(text: string, line: number): Row {
  return {
    type: 'row',
    parent: null,
    revision: 0,
    endsBlank: false,
    text,
    line,
    readAt: -1,
    labels: NO_LABELS,
    footnotes: NO_FOOTNOTES,
    cells: [],
  };
}

export function newCode(info: string, fence: Fence | null): Code {
  return {
    type: 'code',
    parent: null,
    revision: 0,
    endsBlank: false,
    text: '',
    info,
    fence,
    held: '',
  };
}

export function newMath(text: string, fence: MathBlock['fence'], isClosed: boolean): MathBlock {
  return {
    type: 'math',
    parent: null,
    revision: 0,
    endsBlank: false,
    text,
    fence,
    isClosed,
  };
}

export function newHtml(end: RegExp | null): Html {
  return {
    type: 'html',
    parent: null,
    revision: 0,
    endsBlank: false,
    text: '',
    end,
  };
}

export function newRule(): Rule {
  return {
    type: 'rule',
    parent: null,
    revision: 0,
    endsBlank: false,
  };
}

export function newQuote(): Quote {
  return {
    type: 'quote',
    parent: null,
    revision: 0,
    endsBlank: false,
    scatteredAt: 0,
    children: [],
  };
}

export function newList(mark: string, start: number | null): List {
  return {
    type: 'list',
    parent: null,
    revision: 0,
    endsBlank: false,
    scatteredAt: 0,
    children: [],
    mark,
    start,
    tight: true,
  };
}

export function newItem(line: number, indent: number): Item {
  return {
    type: 'item',
    parent: null,
    revision: 0,
    endsBlank: false,
    scatteredAt: 0,
    children: [],
    line,
    indent,
    checked: null,
  };
}

export function newTable(align: readonly Align[]): Table {
  return {
    type: 'table',
    parent: null,
    revision: 0,
    endsBlank: false,
    scatteredAt: 0,
    children: [],
    align,
  };
}

export function newFootnote(label: string): Footnote {
  return {
    type: 'footnote',
    parent: null,
    revision: 0,
    endsBlank: false,
    scatteredAt: 0,
    children: [],
    label,
  };
}
