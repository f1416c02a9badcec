import { matchAt } from './link-parts.js';

const TAG =
  /<[a-z][a-z\d-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?>|<\/[a-z][a-z\d-]*\s*>|<!--->|<!-->/iy;

/** What runs from a beginning to an end, whatever is between. */
const SECTIONS: readonly (readonly [start: RegExp, end: string])[] = [
  [/<!--/y, '-->'],
  [/<\?/y, '?>'],
  [/<!\[CDATA\[/y, ']]>'],
  [/<![a-z]/iy, '>'],
];

/** Finds raw HTML in the text of a block (CommonMark section 6.6). */
export class RawHtmlReader {
  readonly #text: string;
  /** The ends that do not come any more, so that nobody searches for them twice. */
  readonly #missing = new Set<string>();

  constructor(text: string) {
    this.#text = text;
  }

  /** The source of what begins at `at`; `null` when it is not HTML. */
  read(at: number): string | null {
    const tag = matchAt(TAG, this.#text, at);
    if (tag !== null) return tag[0];
    for (const [start, end] of SECTIONS) {
      const match = matchAt(start, this.#text, at);
      if (match === null || this.#missing.has(end)) continue;
      const found = this.#text.indexOf(end, at + match[0].length);
      if (found !== -1) return this.#text.slice(at, found + end.length);
      this.#missing.add(end);
    }
    return null;
  }
}
