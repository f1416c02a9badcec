import type { CodeKind, CodeLanguage, CodeToken } from './highlighter.js';

/** So many lines stand in a box of their own: one that is out of sight is neither laid out nor painted. */
const GROUP_LINES = 100;
/** Longer lines are not written by people. They have no colours, and nothing is searched in them. */
const MAX_LINE = 2_000;
/** What follows so much code has no colours. */
const MAX_COLOURED = 300_000;

interface Group {
  readonly element: HTMLElement;
  /** What has no colours yet: the end of the group. */
  readonly rest: Text;
  lines: number;
}

interface Piece {
  readonly kind: CodeKind | null;
  readonly node: Text;
  /** The text itself, or the element around it. */
  readonly outer: ChildNode;
}

/**
 * The lines of a block of code in the DOM. What is appended is shown at once, without colours; they
 * are given line by line, in slices, and the last line again when it has grown. A finished line is
 * left alone.
 */
export class CodeView {
  readonly #root: HTMLElement;
  #text = '';
  #groups: Group[] = [];
  #language: CodeLanguage | null = null;
  #state: unknown;
  /** Where the first line begins that is not finished with its colours. */
  #readAt = 0;
  #readGroup = 0;
  #readLines = 0;
  /** The line that has been shown last, which may still grow. */
  #pieces: Piece[] = [];
  #openLength = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Shows `text`; `true` when lines wait for their colours. */
  show(text: string): boolean {
    if (text === this.#text) return false;
    if (!text.startsWith(this.#text)) this.#clear();
    this.#append(text.slice(this.#text.length));
    this.#text = text;
    return this.#isWaiting;
  }

  /** Gives the text the colours of `language`, or none. */
  colour(language: CodeLanguage | null): void {
    if (language === this.#language) return;
    const text = this.#text;
    this.#clear();
    this.#language = language;
    this.#state = language?.begin();
    this.show(text);
  }

  /** Reads lines until `isOver`; `true` when there are more. Throws what the language throws. */
  read(isOver: () => boolean): boolean {
    while (this.#isWaiting) {
      if (!this.#readLine()) return false;
      if (isOver()) return this.#isWaiting;
    }
    return false;
  }

  get #isWaiting(): boolean {
    return this.#language !== null && this.#readAt < Math.min(this.#text.length, MAX_COLOURED);
  }

  #clear(): void {
    this.#root.replaceChildren();
    this.#groups = [];
    this.#text = '';
    this.#state = this.#language?.begin();
    this.#readAt = 0;
    this.#readGroup = 0;
    this.#readLines = 0;
    this.#pieces = [];
    this.#openLength = 0;
  }

  #append(added: string): void {
    let start = 0;
    while (start < added.length) {
      let group = this.#groups.at(-1);
      if (group === undefined || group.lines >= GROUP_LINES) group = this.#addGroup();
      let end = start;
      while (end < added.length && group.lines < GROUP_LINES) {
        const found = added.indexOf('\n', end);
        if (found === -1) {
          end = added.length;
          break;
        }
        end = found + 1;
        group.lines += 1;
      }
      group.rest.appendData(added.slice(start, end));
      start = end;
    }
  }

  #addGroup(): Group {
    const element = document.createElement('span');
    element.className = 'lines';
    const rest = document.createTextNode('');
    element.append(rest);
    this.#root.append(element);
    const group = { element, rest, lines: 0 };
    this.#groups.push(group);
    return group;
  }

  /** Colours the next line; `false` when it is the last one and may still grow. */
  #readLine(): boolean {
    const language = this.#language;
    if (language === null) return false;
    if (this.#readLines >= GROUP_LINES) {
      this.#readGroup += 1;
      this.#readLines = 0;
    }
    const group = this.#groups[this.#readGroup];
    if (group === undefined) return false;
    const found = this.#text.indexOf('\n', this.#readAt);
    const line = this.#text.slice(this.#readAt, found === -1 ? undefined : found);
    const read =
      line.length > MAX_LINE ? { tokens: [], state: this.#state } : language.readLine(line, this.#state);
    this.#showLine(group, line, checked(read.tokens, line));
    if (found === -1) return false;
    this.#endLine(group);
    this.#state = read.state;
    this.#readAt = found + 1;
    return true;
  }

  /** Leaves the pieces that are the same as before. */
  #showLine({ rest }: Group, line: string, tokens: readonly CodeToken[]): void {
    rest.deleteData(0, line.length - this.#openLength);
    this.#openLength = line.length;
    const pieces = this.#pieces;
    let same = 0;
    for (; same < tokens.length; same++) {
      const piece = pieces[same];
      const token = tokens[same];
      if (piece === undefined || token === undefined || piece.kind !== token.kind) break;
      const { node } = piece;
      if (token.text.startsWith(node.data)) node.appendData(token.text.slice(node.data.length));
      else node.data = token.text;
    }
    for (const { outer } of pieces.splice(same)) outer.remove();
    for (const token of tokens.slice(same)) {
      const piece = pieceOf(token);
      rest.before(piece.outer);
      pieces.push(piece);
    }
  }

  #endLine({ rest }: Group): void {
    rest.deleteData(0, 1);
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.kind === null) last.node.appendData('\n');
    else rest.before('\n');
    this.#pieces = [];
    this.#openLength = 0;
    this.#readLines += 1;
  }
}

function pieceOf({ text, kind }: CodeToken): Piece {
  const node = document.createTextNode(text);
  if (kind === null) return { kind, node, outer: node };
  const outer = document.createElement('span');
  outer.className = `code-${kind}`;
  outer.append(node);
  return { kind, node, outer };
}

/** The tokens of a line are the line, whatever a highlighter says. */
function checked(tokens: readonly CodeToken[], line: string): readonly CodeToken[] {
  const isWhole = tokens.map(({ text }) => text).join('') === line;
  if (isWhole) return tokens;
  return line === '' ? [] : [{ text: line, kind: null }];
}
