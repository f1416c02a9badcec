/** A table, its cells as Markdown. */
export interface TableBlock {
  readonly kind: 'table';
  readonly markdown: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A block of a document: what may be shown whole or left out, but not cut. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly markdown: string }
  | { readonly kind: 'paragraph' | 'list' | 'quote' | 'code'; readonly markdown: string }
  | TableBlock;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const LIST_ITEM = /^\s{0,3}([-*+]|\d{1,9}[.)])\s+/;
const QUOTE = /^\s{0,3}>/;
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const LINK_DEFINITION = /^\s{0,3}\[[^\]]+\]:\s/;
const HTML = /^\s{0,3}<\/?[a-zA-Z]/;

/**
 * The blocks of a Markdown text, as far as documentation needs them: headings, paragraphs, lists,
 * quotes, fenced code, tables. Front matter, comments, raw HTML, rules and link definitions are
 * left out. Pure; a fence that is not closed reaches to the end.
 */
export function markdownBlocks(markdown: string): Block[] {
  const lines = withoutExtras(markdown).split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const end = blockEnd(lines, at);
    const block = blockOf(line, lines.slice(at, end));
    if (block !== null) blocks.push(block);
    at = end;
  }
  return blocks;
}

function withoutExtras(markdown: string): string {
  return markdown
    .replace(/\r\n?/g, '\n')
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/<!--[\s\S]*?-->/g, '');
}

/** Behind the last line of the block that begins at `at`. */
function blockEnd(lines: readonly string[], at: number): number {
  const line = lines[at] ?? '';
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) {
    const close = lines.findIndex(
      (each, index) =>
        index > at && each.trim().startsWith(fence) && each.trim().replaceAll(fence.charAt(0), '') === '',
    );
    return close === -1 ? lines.length : close + 1;
  }
  if (line.trim() === '' || HEADING.test(line) || RULE.test(line) || LINK_DEFINITION.test(line))
    return at + 1;
  const inList = LIST_ITEM.test(line);
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    const next = lines[end] ?? '';
    if (next.trim() === '') {
      // A list goes on behind an empty line, with an item or what is indented under one.
      if (!inList || !/^(\s{2,}\S|\s{0,3}([-*+]|\d{1,9}[.)])\s)/.test(lines[end + 1] ?? '')) break;
    } else if (HEADING.test(next) || (!inList && (FENCE.test(next) || LIST_ITEM.test(next)))) {
      break;
    }
  }
  return end;
}

function blockOf(line: string, lines: readonly string[]): Block | null {
  const markdown = lines.join('\n').trimEnd();
  const heading = HEADING.exec(line);
  if (heading !== null) {
    return { kind: 'heading', level: heading[1]?.length ?? 1, markdown: heading[2] ?? '' };
  }
  if (FENCE.test(line)) return { kind: 'code', markdown };
  if (markdown.trim() === '' || RULE.test(line) || LINK_DEFINITION.test(line) || HTML.test(line)) return null;
  if (line.includes('|') && TABLE_RULE.test(lines[1] ?? '')) return tableOf(lines, markdown);
  if (LIST_ITEM.test(line)) return { kind: 'list', markdown };
  return { kind: QUOTE.test(line) ? 'quote' : 'paragraph', markdown };
}

function tableOf(lines: readonly string[], markdown: string): TableBlock {
  const columns = cellsOf(lines[0] ?? '');
  const rows = lines.slice(2).map((line) => {
    const cells = cellsOf(line);
    return columns.map((_, index) => cells[index] ?? '');
  });
  return { kind: 'table', markdown, columns, rows };
}

/** A `|` that is escaped or inside code belongs to its cell. */
function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  const cells = inner.match(/(?:\\\||`[^`]*`|[^|])+|(?<=\|)(?=\|)/g) ?? [];
  return cells.map((cell) => cell.replaceAll('\\|', '|').trim());
}

/** The items of a list block, each with what is indented under it. */
export function listItems(markdown: string): string[] {
  const items: string[] = [];
  for (const line of markdown.split('\n')) {
    if (/^([-*+]|\d{1,9}[.)])\s/.test(line.replace(/^\s{0,1}/, '')) || items.length === 0) items.push(line);
    else items[items.length - 1] += `\n${line}`;
  }
  return items.map((item) => item.trimEnd());
}

/** The words of a Markdown text without its marks, on one line. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^ {0,3}(`{3,}|~{3,}).*$/gm, '')
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(#{1,6}|>|[-*+]|\d{1,9}[.)])\s+/gm, '')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/(^|[\s(])[*_](\S[^*_\n]*?)[*_](?=[\s).,;:!?]|$)/gm, '$1$2')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The sentences of a plain text. An abbreviation may split one too early, never lose a word. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?])\s+(?=[\p{Lu}\d"'`(])/u).filter((sentence) => sentence !== '');
}

/** The sentences of a Markdown paragraph; none ends within code, a link or bold text. */
export function markdownSentences(markdown: string): string[] {
  const sentences: string[] = [];
  for (const piece of markdown.split(/(?<=[.!?])\s+(?=[\p{Lu}\d`*"'(])/u)) {
    const open = sentences.at(-1);
    if (open !== undefined && isOpen(open)) sentences[sentences.length - 1] = `${open} ${piece}`;
    else sentences.push(piece);
  }
  return sentences;
}

function isOpen(text: string): boolean {
  const odd = (mark: string): boolean => (text.split(mark).length - 1) % 2 === 1;
  return odd('`') || odd('**') || text.lastIndexOf('[') > text.lastIndexOf(']');
}
