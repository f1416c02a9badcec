import { type Block, listItems, markdownSentences, plainText, type TableBlock } from './markdown-blocks.js';
import { termsOf } from './words.js';

type ContentBlock = Exclude<Block, { kind: 'heading' }>;

/** A table shows so many rows before the search words choose among them. */
const MAX_ROWS = 8;
const MAX_CODE_LINES = 40;
/** A section that is a list may be so many times as long, so that it is shown whole. */
const LIST_ROOM = 1.5;
/** What is a smaller part of the room may do no more than announce what follows it. */
const ANNOUNCEMENT = 0.25;
const FENCE = /^\s*(`{3}|~{3})/;

/**
 * The part of a section that tells most of `terms`, as Markdown of at most about `maxChars`:
 * whole blocks in their order, long lists and tables cut between items and rows. Never empty for
 * a section that has blocks. With `showsCode`, its first code comes along, whatever its length.
 */
export function excerptOf(
  blocks: readonly ContentBlock[],
  terms: readonly string[],
  maxChars: number,
  showsCode = false,
): string {
  const isList = isMostlyList(blocks);
  const limit = isList ? maxChars * LIST_ROOM : maxChars;
  const fitted = blocks.map((block) => fit(block, terms, limit));
  // A list is understood from its beginning, which announces it.
  const start = isList ? 0 : bestStart(blocks, terms, totalLength(fitted) <= maxChars);
  const chosen: string[] = [];
  let length = 0;
  for (const [place, markdown] of fitted.entries()) {
    if (place < start) continue;
    if (chosen.length > 0 && length + markdown.length > limit) {
      const block = blocks[place];
      const isAnnounced = chosen.length === 1 && length <= limit * ANNOUNCEMENT && isCut(block);
      if (isAnnounced) chosen.push(fit(block, terms, limit - length));
      break;
    }
    chosen.push(markdown);
    length += markdown.length;
  }
  // A paragraph that announces what was left out announces nothing.
  while (chosen.length > 1 && chosen.at(-1)?.trimEnd().endsWith(':')) chosen.pop();
  const code = fitted[blocks.findIndex(({ kind }) => kind === 'code')];
  if (showsCode && code !== undefined && !chosen.some((each) => FENCE.test(each))) chosen.push(code);
  return chosen.join('\n\n');
}

/** Whether it can be shown in part. */
function isCut(block: ContentBlock | undefined): block is Extract<ContentBlock, { kind: 'list' | 'table' }> {
  return block?.kind === 'list' || block?.kind === 'table';
}

/** Whether nothing but a list of moderate length, with a paragraph to announce it, begins a section. */
function isMostlyList(blocks: readonly ContentBlock[]): boolean {
  const place = blocks.findIndex(({ kind }) => kind === 'list');
  const list = blocks[place]?.markdown.length ?? 0;
  return (place === 0 || place === 1) && 2 * list > totalLength(blocks.map(({ markdown }) => markdown));
}

function totalLength(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}

/** The block to begin with: the first of those that have most of the terms. */
function bestStart(blocks: readonly ContentBlock[], terms: readonly string[], allFit: boolean): number {
  if (allFit) return 0;
  // Words explain, code shows: it comes along where it follows.
  const scores = blocks.map(
    ({ kind, markdown }, place) =>
      hits(markdown, terms) * (kind === 'code' ? 0.5 : 1) + (place === 0 ? 0.5 : 0),
  );
  const best = scores.indexOf(Math.max(...scores));
  const before = blocks[best - 1];
  // What a colon announces is not understood without it.
  return before?.kind === 'paragraph' && before.markdown.trimEnd().endsWith(':') ? best - 1 : best;
}

/** How many different `terms` a text has, whole or as the beginning of a word. */
export function hits(markdown: string, terms: readonly string[]): number {
  const words = termsOf(plainText(markdown));
  return terms.filter((term) =>
    words.some((word) => word === term || (term.length >= 4 && word.startsWith(term))),
  ).length;
}

function fit(block: ContentBlock, terms: readonly string[], maxChars: number): string {
  switch (block.kind) {
    case 'list':
      return block.markdown.length <= maxChars ? block.markdown : fitList(block.markdown, terms, maxChars);
    case 'table':
      return fitTable(block, terms, maxChars);
    case 'code':
      return fitCode(block.markdown);
    case 'paragraph':
      return block.markdown.length <= 1.5 * maxChars
        ? block.markdown
        : fitParagraph(block.markdown, terms, maxChars);
    case 'quote':
      return block.markdown;
  }
}

/** The sentences from the first one with most of the terms on. */
function fitParagraph(markdown: string, terms: readonly string[], maxChars: number): string {
  const sentences = markdownSentences(markdown);
  const scores = sentences.map((sentence) => hits(sentence, terms));
  const start = scores.indexOf(Math.max(...scores));
  let text = sentences[start] ?? '';
  let next = start + 1;
  for (; next < sentences.length; next += 1) {
    const longer = `${text} ${sentences[next] ?? ''}`;
    if (longer.length > maxChars) break;
    text = longer;
  }
  return `${start > 0 ? '… ' : ''}${text}${next < sentences.length ? ' …' : ''}`;
}

function fitList(markdown: string, terms: readonly string[], maxChars: number): string {
  const items = listItems(markdown);
  const kept = keepBest(items, (item) => hits(item, terms), maxChars, items.length);
  return [...kept, ...leftOut(items.length - kept.length, 'more')].join('\n');
}

function fitTable(
  { markdown, columns, rows }: TableBlock,
  terms: readonly string[],
  maxChars: number,
): string {
  if (rows.length <= MAX_ROWS && markdown.length <= maxChars) return markdown;
  const lines = rows.map((row) => `| ${row.join(' | ')} |`);
  const kept = keepBest(lines, (line) => hits(line, terms), maxChars, MAX_ROWS);
  const head = [`| ${columns.join(' | ')} |`, `|${' --- |'.repeat(columns.length)}`];
  const note = leftOut(rows.length - kept.length, rows.length - kept.length === 1 ? 'more row' : 'more rows');
  return [...head, ...kept, ...(note.length > 0 ? ['', ...note] : [])].join('\n');
}

function fitCode(markdown: string): string {
  const lines = markdown.split('\n');
  if (lines.length <= MAX_CODE_LINES) return markdown;
  return [...lines.slice(0, MAX_CODE_LINES - 1), '…', lines.at(-1) ?? ''].join('\n');
}

/**
 * Of `pieces`, those with the best score that fit, in their own order; where none has any, the
 * first ones. Always one at least.
 */
function keepBest(
  pieces: readonly string[],
  scoreOf: (piece: string) => number,
  maxChars: number,
  maxPieces: number,
): string[] {
  const scores = pieces.map(scoreOf);
  const best = Math.max(...scores);
  const order = pieces
    .map((_, place) => place)
    .filter((place) => best === 0 || (scores[place] ?? 0) > 0)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const kept = new Set<number>();
  let length = 0;
  for (const place of order) {
    const size = pieces[place]?.length ?? 0;
    if (kept.size > 0 && (kept.size >= maxPieces || length + size > maxChars)) continue;
    kept.add(place);
    length += size;
  }
  return pieces.filter((_, place) => kept.has(place));
}

function leftOut(count: number, what: string): string[] {
  return count === 0 ? [] : [`*… and ${count} ${what}.*`];
}
