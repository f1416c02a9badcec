import { expect } from '@open-wc/testing';
import { render } from 'lit';
import { describe, it } from 'vitest';
import { domText } from '../test-support/dom-text.js';
import { FULL } from '../test-support/full-test.js';
import { MARKDOWN_CASES } from '../test-support/markdown-cases.js';
import { toHtml } from '../test-support/markdown-html.js';
import { PLAIN_CONTEXT } from '../test-support/markdown-plain-context.js';
import { chunksOf, markdownOf, randomFrom } from '../test-support/random-markdown.js';
import { RICH_MARKDOWN } from '../test-support/sample-answers.js';
import { MarkdownDocument } from './markdown-document.js';
import { MarkdownReader } from './markdown-reader.js';

const MORE_SOURCES = [
  RICH_MARKDOWN,
  'A[^2] and b[^1].\n\n[^1]: One.\n\nText [^2].\n\n[^2]: Two,\n    with [a link][x].\n\n[x]: https://a.example\n',
  '- [^a]\n- `[^b]`\n\n[^b]: B\n[^a]: A, see [^b]\n',
  '- a\n- [x]\n\n  [x]: https://a.example\n- b\n\n- c\n',
  '> [x]\n\ntext\n\n1. [x]\n\n[x]: https://a.example "t"\n\n[x]: https://b.example\n',
  'a | b\n--|--\n[x] | `c` \\| d\n\n[x]: https://a.example\n',
  '- [ ] one\n- [x] two\n\n  more\n',
  'A $x^2$ and $5 or \\(y\\), **bold \\[z_1\\] end**.\n\n$$\na = b\n$$\n\n\\[\n- c\n\\]\n\n$$\nopen\n\n$$d$$\n',
  'a\r\n\r\n```\r\nb\r\n```\r\rc\r',
];
const SOURCES = [...MARKDOWN_CASES.map(({ markdown }) => markdown), ...MORE_SOURCES];

/** What a reader sees of `source` that came all at once. */
function shownAtOnce(source: string, final: boolean): string {
  const box = document.createElement('div');
  render(new MarkdownReader().render(source, final, PLAIN_CONTEXT), box);
  return domText(box);
}

/** The same DOM as at once, at each of `ends` and at the last one. */
function expectSame(source: string, ends: readonly number[]): void {
  const box = document.createElement('div');
  const reader = new MarkdownReader();
  const show = (text: string, final: boolean): void => {
    render(reader.render(text, final, PLAIN_CONTEXT), box);
    const where = `${JSON.stringify(source)} up to ${text.length}`;
    if (domText(box) !== shownAtOnce(text, final)) {
      expect(domText(box), where).to.equal(shownAtOnce(text, final));
    }
  };
  for (const end of ends) show(source.slice(0, end), false);
  show(source, true);
}

const everyEnd = (source: string): number[] => Array.from({ length: source.length }, (_, index) => index + 1);

describe('markdown that arrives in pieces', () => {
  it('makes the same DOM at every character as at once, for every short case', () => {
    const short = SOURCES.filter(({ length }) => length <= 40);
    const some = FULL ? short : short.filter((_, index) => index % 4 === 0);
    for (const source of some) expectSame(source, everyEnd(source));
  });

  it('makes the same DOM at once and in pieces of any size, for every case', () => {
    const random = randomFrom(20_261_121);
    for (const source of SOURCES) expectSame(source, chunksOf(source, random));
  });

  it('makes the same blocks at every character as at once, for every case', () => {
    for (const source of SOURCES) {
      const growing = new MarkdownDocument();
      for (const end of [0, ...everyEnd(source)]) {
        const text = source.slice(0, end);
        const html = toHtml(growing.update(text, false));
        const atOnce = toHtml(new MarkdownDocument().update(text, false));
        if (html !== atOnce) expect(html, JSON.stringify(text)).to.equal(atOnce);
        // Ending and going on after all leaves no trace.
        if (end % 7 === 0) growing.update(text, true);
      }
    }
  });

  it('makes the same DOM of markdown that nobody would write', () => {
    const random = randomFrom(7);
    for (let round = 0; round < 300; round++) {
      const source = markdownOf(random);
      expectSame(source, chunksOf(source, random));
    }
  });
});
