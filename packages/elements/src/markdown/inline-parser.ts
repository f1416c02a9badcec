import { linkEmails, linkTo, readAutolink } from './autolinks.js';
import { ENTITY, decodeEntities } from './decode-entities.js';
import { type InlineItem, MAX_SPANS, pairRuns, runAt } from './emphasis.js';
import { type Image, type InlineToken, type Link, type Target, plainText } from './inline-tokens.js';
import { PUNCTUATION, matchAt, normalizeLabel, readInlineTarget, readLabel } from './link-parts.js';
import { FORMULA_ENDS, type FormulaMark, OPEN_END, isFormula } from './math-syntax.js';
import { RawHtmlReader } from './raw-html.js';
import { trimEnd } from './trim-end.js';

/** What the inlines of a document can name. */
export interface InlineScope {
  /** `label` is normalised. */
  target(label: string): Target | undefined;
  hasFootnote(label: string): boolean;
}

interface Bracket {
  /** Where it stands among the items. */
  readonly index: number;
  /** Where its content begins in the source. */
  readonly start: number;
  readonly isImage: boolean;
  /** Whether another bracket has been opened in it: then its content is no label. */
  holdsBracket: boolean;
}

/** Most lines hold nothing but text. */
const MAY_HOLD_FORM = /[\\`*_~[\]!<&\n@$]|:\/\/|www\./i;
const PLAIN = /[^\\`*_~[\]!<&\n$]+/y;
const BACKTICKS = /`+/y;
const MARKS = /\*+|_+|~+/y;
const POINTED_LINK =
  /<(?:([a-z][a-z\d+.-]{1,31}:[^\s<>\p{Cc}]*)|([\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*))>/iuy;
const DOLLARS = /\$+/y;
/** Nobody writes a longer one within a line. */
const MAX_FORMULA = 2_000;
const LINE_START = /[ \t]*/y;
const AUTOLINK_START = /https?:\/\/|ftp:\/\/|www\./gi;
const FOOTNOTE_LABEL = /^\^[^\s[\]]+$/;

/** Reads the inlines of one block (CommonMark section 6, with GitHub's additions). Linear. */
export function parseInlines(source: string, scope: InlineScope): readonly InlineToken[] {
  const text = trimEnd(source);
  if (text === '') return [];
  return MAY_HOLD_FORM.test(text) ? new InlineParser(text, scope).parse() : [{ type: 'text', text }];
}

class InlineParser {
  readonly #text: string;
  readonly #scope: InlineScope;
  readonly #html: RawHtmlReader;
  #at = 0;
  #items: InlineItem[] = [];
  readonly #brackets: Bracket[] = [];
  /** Links do not nest: the brackets below this one can only become images. */
  #linkedBelow = 0;
  /** Where the last run of so many backticks begins, once it has been looked for. */
  #lastTicks: Map<number, number> | null = null;
  /** The ends of formulas that do not come any more. */
  readonly #missing = new Set<string>();

  constructor(text: string, scope: InlineScope) {
    this.#text = text;
    this.#scope = scope;
    this.#html = new RawHtmlReader(text);
  }

  parse(): readonly InlineToken[] {
    while (this.#at < this.#text.length) this.#readNext();
    const { tokens } = pairRuns(this.#items);
    return this.#text.includes('@') ? linkEmails(tokens) : tokens;
  }

  #readNext(): void {
    switch (this.#text[this.#at]) {
      case '\n':
        return this.#readLineEnd();
      case '\\':
        return this.#readEscape();
      case '`':
        return this.#readCode();
      case '*':
      case '_':
      case '~':
        return this.#readMarks();
      case '[':
        return this.#openBracket(false);
      case '!':
        if (this.#text[this.#at + 1] === '[') return this.#openBracket(true);
        return this.#addText(1);
      case ']':
        return this.#closeBracket();
      case '<':
        return this.#readPointed();
      case '&':
        return this.#readEntity();
      case '$':
        return this.#readDollars();
      default:
        return this.#readPlain();
    }
  }

  /** Takes so many characters as they are. */
  #addText(length: number, shown = this.#text.slice(this.#at, this.#at + length)): void {
    const last = this.#items.at(-1);
    // The bracket itself goes when it turns out to open a link.
    const isBracket = this.#brackets.at(-1)?.index === this.#items.length - 1;
    if (last?.type === 'text' && !isBracket) {
      this.#items[this.#items.length - 1] = { type: 'text', text: last.text + shown };
    } else {
      this.#items.push({ type: 'text', text: shown });
    }
    this.#at += length;
  }

  #add(token: InlineToken, length: number): void {
    this.#items.push(token);
    this.#at += length;
  }

  #readPlain(): void {
    const run = matchAt(PLAIN, this.#text, this.#at)?.[0] ?? '';
    AUTOLINK_START.lastIndex = 0;
    for (let match = AUTOLINK_START.exec(run); match !== null; match = AUTOLINK_START.exec(run)) {
      const start = this.#at + match.index;
      const link = readAutolink(this.#text, start, this.#brackets.length > 0);
      if (link === null) continue;
      if (match.index > 0) this.#addText(match.index);
      return this.#add(link.value, link.end - start);
    }
    const isLineEnd = this.#text[this.#at + run.length] === '\n';
    this.#addText(run.length, isLineEnd ? trimEnd(run) : run);
  }

  #readLineEnd(): void {
    const spaces = this.#text.slice(Math.max(0, this.#at - 2), this.#at);
    const length = 1 + (matchAt(LINE_START, this.#text, this.#at + 1)?.[0].length ?? 0);
    if (spaces === '  ') this.#add({ type: 'break' }, length);
    else this.#addText(length, '\n');
  }

  #readEscape(): void {
    const next = this.#text[this.#at + 1] ?? '';
    if (next === '\n') {
      const length = 2 + (matchAt(LINE_START, this.#text, this.#at + 2)?.[0].length ?? 0);
      this.#add({ type: 'break' }, length);
    } else if ((next === '(' || next === '[') && this.#readFormula(`\\${next}`)) {
      // It has been read.
    } else if (PUNCTUATION.test(next)) {
      this.#addText(2, next);
    } else {
      this.#addText(1);
    }
  }

  #readDollars(): void {
    const count = matchAt(DOLLARS, this.#text, this.#at)?.[0].length ?? 1;
    if (count > 2 || !this.#readFormula(count === 2 ? '$$' : '$')) this.#addText(count);
  }

  /** Reads the formula that `mark` begins, if it does begin one. */
  #readFormula(mark: FormulaMark): boolean {
    const end = FORMULA_ENDS[mark];
    if (this.#missing.has(end)) return false;
    const start = this.#at + mark.length;
    const rest = this.#text.slice(start, start + MAX_FORMULA);
    let close = rest.indexOf(end);
    while (mark === '$' && rest[close - 1] === '\\') close = rest.indexOf(end, close + 1);
    const isOpen = close === -1 && mark !== '$' && rest.includes(OPEN_END);
    if (close === -1 && !isOpen) {
      if (start + rest.length === this.#text.length) this.#missing.add(end);
      return false;
    }
    const content = rest.slice(0, isOpen ? rest.indexOf(OPEN_END) : close);
    const after = start + content.length + (isOpen ? 1 : end.length);
    if (content.includes(mark)) return false;
    if (!isFormula(mark, content, this.#text[this.#at - 1] ?? '', this.#text[after] ?? '')) return false;
    const isDisplay = mark === '$$' || mark === '\\[';
    this.#add({ type: 'math', text: content.trim(), isDisplay, isOpen }, after - this.#at);
    return true;
  }

  #readEntity(): void {
    const entity = matchAt(ENTITY, this.#text, this.#at)?.[0];
    if (entity === undefined) this.#addText(1);
    else this.#addText(entity.length, decodeEntities(entity));
  }

  #readCode(): void {
    const ticks = matchAt(BACKTICKS, this.#text, this.#at)?.[0].length ?? 1;
    const start = this.#at + ticks;
    const end = this.#findTicks(ticks, start);
    if (end === -1) return this.#addText(ticks);
    const content = this.#text.slice(start, end).replaceAll('\n', ' ');
    const isPadded = content.startsWith(' ') && content.endsWith(' ') && content.trim() !== '';
    this.#add({ type: 'code', text: isPadded ? content.slice(1, -1) : content }, end + ticks - this.#at);
  }

  /** A run of exactly so many backticks; it is not searched for when there is none any more. */
  #findTicks(ticks: number, from: number): number {
    if (this.#lastTicks === null) {
      this.#lastTicks = new Map();
      for (const match of this.#text.matchAll(/`+/g)) this.#lastTicks.set(match[0].length, match.index);
    }
    if ((this.#lastTicks.get(ticks) ?? -1) < from) return -1;
    for (let at = this.#text.indexOf('`', from); at !== -1; ) {
      const length = matchAt(BACKTICKS, this.#text, at)?.[0].length ?? 1;
      if (length === ticks) return at;
      at = this.#text.indexOf('`', at + length);
    }
    return -1;
  }

  #readMarks(): void {
    const length = matchAt(MARKS, this.#text, this.#at)?.[0].length ?? 1;
    const run = runAt(this.#text, this.#at, this.#at + length);
    if (run.mark === '~' && length > 2) return this.#addText(length);
    this.#items.push(run);
    this.#at += length;
  }

  #readPointed(): void {
    const match = matchAt(POINTED_LINK, this.#text, this.#at);
    if (match !== null) {
      const [whole, url, email = ''] = match;
      return this.#add(linkTo(url ?? `mailto:${email}`, url ?? email), whole.length);
    }
    const html = this.#html.read(this.#at);
    if (html === null) this.#addText(1);
    else this.#add({ type: 'html', text: html }, html.length);
  }

  #openBracket(isImage: boolean): void {
    const outer = this.#brackets.at(-1);
    if (outer !== undefined) outer.holdsBracket = true;
    const length = isImage ? 2 : 1;
    const index = this.#items.length;
    this.#add({ type: 'text', text: isImage ? '![' : '[' }, length);
    this.#brackets.push({ index, start: this.#at, isImage, holdsBracket: false });
  }

  #closeBracket(): void {
    const opener = this.#brackets.at(-1);
    if (opener === undefined) return this.#addText(1);
    const isInLink = !opener.isImage && this.#brackets.length <= this.#linkedBelow;
    const found = isInLink ? null : this.#readTarget(opener);
    this.#brackets.pop();
    this.#linkedBelow = Math.min(this.#linkedBelow, this.#brackets.length);
    if (found === null) return this.#addText(1);
    if (found.token !== null) {
      this.#items.length = opener.index;
      return this.#add(found.token, found.end - this.#at);
    }
    const inner = pairRuns(this.#items.slice(opener.index + 1));
    if (opener.isImage && inner.depth >= MAX_SPANS) {
      this.#items.length = opener.index + 1;
      for (const token of inner.tokens) this.#items.push(token);
      return this.#addText(1);
    }
    this.#items.length = opener.index;
    this.#add(opener.isImage ? image(found.target, inner) : link(found.target, inner), found.end - this.#at);
    if (!opener.isImage) this.#linkedBelow = this.#brackets.length;
  }

  /** What stands after a closing bracket, or what the text between the brackets names. */
  #readTarget(
    opener: Bracket,
  ): { token: null; target: Target; end: number } | { token: InlineToken; end: number } | null {
    const content = this.#text.slice(opener.start, this.#at);
    const after = this.#at + 1;
    const inline = readInlineTarget(this.#text, after);
    if (inline !== null) return { token: null, target: inline.value, end: inline.end };

    const label = readLabel(this.#text, after);
    const isNamed = label !== null && label.value.trim() !== '';
    const end = label?.end ?? after;
    if (isNamed || (!opener.holdsBracket && content.length < 1_000)) {
      const name = normalizeLabel(isNamed ? label.value : content);
      const target = name === '' ? undefined : this.#scope.target(name);
      // `[text][]` needs both brackets; what else follows is text of its own.
      if (target !== undefined)
        return { token: null, target, end: label?.value === '' || isNamed ? end : after };
    }
    if (!opener.isImage && FOOTNOTE_LABEL.test(content)) {
      const name = normalizeLabel(content.slice(1));
      if (this.#scope.hasFootnote(name)) return { token: { type: 'footnote', label: name }, end: after };
    }
    return null;
  }
}

type Inner = ReturnType<typeof pairRuns>;

function image({ href, title }: Target, { tokens, depth }: Inner): Image {
  return { type: 'image', href, title, alt: plainText(tokens), depth: depth + 1 };
}

/** A link in a link can only be one that was found in its text: it is text there. */
function link({ href, title }: Target, { tokens, depth }: Inner): Link {
  return { type: 'link', href, title, children: withoutLinks(tokens), depth };
}

function withoutLinks(tokens: readonly InlineToken[]): InlineToken[] {
  return tokens.flatMap((token) => {
    if (token.type === 'link') return withoutLinks(token.children);
    return 'children' in token ? [{ ...token, children: withoutLinks(token.children) }] : [token];
  });
}
