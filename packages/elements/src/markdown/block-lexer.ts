import { Lexer, type MarkedToken, type Token, type Tokens, type TokensList } from 'marked';
import { BoundedTokenizer } from './bounded-tokenizer.js';
import { presentOpenText } from './present-open-text.js';

/** A top-level block of a document. The object keeps its identity until what it shows changes. */
export interface MarkdownBlock {
  readonly token: MarkedToken;
}

/** What `agent-markdown` needs of this module, which is loaded only when there is text to show. */
export interface BlockLexer {
  /**
   * The blocks of `source`. When it begins with the source of the call before, only the part from
   * the last open block on is read again. `final` says that nothing will follow.
   */
  update(source: string, final: boolean): readonly MarkdownBlock[];
}

type Links = TokensList['links'];

const NOT_SHOWN: ReadonlySet<string> = new Set(['space', 'def']);

export function createBlockLexer(): BlockLexer {
  return new IncrementalBlockLexer();
}

/**
 * CommonMark decides the structure of blocks line by line: once a later top-level block has its
 * first line whole, nothing that follows can change the blocks before it. They are frozen: their
 * tokens are kept, and their source is not read again. One thing reaches back: a link reference
 * that is defined later. Frozen blocks that may name it are read a second time.
 */
class IncrementalBlockLexer implements BlockLexer {
  #source = '';
  #frozen: MarkdownBlock[] = [];
  /** The length of the source that is frozen. */
  #frozenEnd = 0;
  /** The end of the last line that was looked at for what it closes. */
  #readEnd = 0;
  /** The link references that frozen blocks define. */
  #links: Links = newLinks();
  #open: readonly MarkdownBlock[] = [];

  update(source: string, final: boolean): readonly MarkdownBlock[] {
    const normalized = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
    if (!normalized.startsWith(this.#source)) this.#reset();
    this.#source = normalized;
    if (final) return this.#finish();

    this.#freezeClosed();
    const open = lex(presentOpenText(this.#unfrozen()), this.#links).filter(isShown);
    this.#open = open.map((token, index) => reuse(this.#open[index], token));
    return [...this.#frozen, ...this.#open];
  }

  /**
   * Reads the whole once more, so that the end is the same however the text arrived. Blocks that
   * come out as they were keep their identity.
   */
  #finish(): readonly MarkdownBlock[] {
    const shown = [...this.#frozen, ...this.#open];
    const tokens = lex(this.#source, newLinks()).filter(isShown);
    const blocks = tokens.map((token, index) => reuse(shown[index], token));
    this.#reset();
    this.#open = blocks;
    return blocks;
  }

  #reset(): void {
    this.#source = '';
    this.#frozen = [];
    this.#frozenEnd = 0;
    this.#readEnd = 0;
    this.#links = newLinks();
    this.#open = [];
  }

  #freeze(tokens: readonly MarkedToken[]): void {
    const shown = tokens.filter(isShown);
    this.#frozen = [...this.#frozen, ...shown.map((token, index) => reuse(this.#open[index], token))];
    this.#open = this.#open.slice(shown.length);
    this.#frozenEnd += lengthOf(tokens);

    const added = tokens.flatMap(definitionsIn).filter(({ tag }) => !(tag in this.#links));
    // The first definition of a name wins, so they are entered last to first.
    for (const { tag, href, title } of added.toReversed()) this.#links[tag] = { href, title };
    if (added.length > 0) this.#frozen = this.#frozen.map((block) => this.#readAgain(block));
  }

  #readAgain(block: MarkdownBlock): MarkdownBlock {
    const { raw } = block.token;
    const token = raw.includes('[') ? lex(raw, this.#links).find(isShown) : undefined;
    return token === undefined ? block : reuse(block, token);
  }

  /** Half a line may still become anything, so only whole lines close what stands before them. */
  #freezeClosed(): void {
    const linesEnd = this.#source.lastIndexOf('\n') + 1;
    if (linesEnd === this.#readEnd) return;
    this.#readEnd = linesEnd;
    const lines = this.#source.slice(this.#frozenEnd, linesEnd);
    this.#freeze(closedTokens(lex(lines, this.#links), lines));
  }

  #unfrozen(): string {
    return this.#source.slice(this.#frozenEnd);
  }
}

/** The tokens of whole lines that no further line can change: all before the last one. */
function closedTokens(tokens: readonly MarkedToken[], lines: string): readonly MarkedToken[] {
  let closed = 0;
  let start = 0;
  for (const [index, token] of tokens.entries()) {
    // Marked mends the source of a few rare blocks: from there on the places are not certain.
    if (!lines.startsWith(token.raw, start)) break;
    // The title of a definition may stand on the lines after it.
    const definition = tokens[index - 1]?.type === 'def' && !lines.slice(0, start).endsWith('\n\n');
    if (token.type !== 'space' && !definition) closed = index;
    start += token.raw.length;
  }
  return tokens.slice(0, closed);
}

function lex(source: string, links: Links): MarkedToken[] {
  const lexer = new Lexer<string, string>({ gfm: true, tokenizer: new BoundedTokenizer() });
  Object.assign(lexer.tokens.links, links);
  return lexer.lex(source) as MarkedToken[];
}

/** The block as it was when it shows the same, so that nothing of it is rendered again. */
function reuse(known: MarkdownBlock | undefined, token: MarkedToken): MarkdownBlock {
  const same =
    known !== undefined &&
    known.token.type === token.type &&
    known.token.raw === token.raw &&
    // The same source can mean something else: a reference that has a target by now.
    JSON.stringify(known.token) === JSON.stringify(token);
  return same ? known : { token };
}

function definitionsIn(token: Token): readonly Tokens.Def[] {
  switch (token.type) {
    case 'def':
      return [token as Tokens.Def];
    case 'list':
      return (token as Tokens.List).items.flatMap((item) => item.tokens.flatMap(definitionsIn));
    case 'blockquote':
      return (token as Tokens.Blockquote).tokens.flatMap(definitionsIn);
    default:
      return [];
  }
}

function isShown(token: MarkedToken): boolean {
  return !NOT_SHOWN.has(token.type);
}

function lengthOf(tokens: readonly MarkedToken[]): number {
  return tokens.reduce((length, { raw }) => length + raw.length, 0);
}

function newLinks(): Links {
  return Object.create(null) as Links;
}
