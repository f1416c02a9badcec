import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { toHtml } from '../test-support/markdown-html.js';
import { MarkdownDocument } from './markdown-document.js';

const shown = (arrived: string): string => toHtml(new MarkdownDocument().update(arrived, false)).trim();

describe('text that is still being written', () => {
  const cases: readonly (readonly [arrived: string, shown: string])[] = [
    ['Some **bo', '<p>Some <strong>bo</strong></p>'],
    ['Some **bold** and *em', '<p>Some <strong>bold</strong> and <em>em</em></p>'],
    ['Some **', '<p>Some</p>'],
    ['Use `npm ru', '<p>Use <code>npm ru</code></p>'],
    ['Use `', '<p>Use</p>'],
    ['See [the pro', '<p>See</p>'],
    ['See [the protocol](https://exa', '<p>See the protocol</p>'],
    ['See ![a picture](https://exa', '<p>See</p>'],
    ['A line\n-', '<p>A line</p>'],
    ['A line\n==', '<p>A line</p>'],
    ['List:\n\n1', '<p>List:</p>'],
    ['> quoted\n> -', '<blockquote>\n<p>quoted</p>\n</blockquote>'],
    ['Text\n\n| a | b', '<p>Text</p>\n<p></p>'],
    ['Text\n\n| a | b |\n|--', '<p>Text</p>\n<p></p>'],
    ['| a | b |\n|--|--|\n| **c', tableWith('<strong>c</strong>')],
    ['- [ ]', '<ul>\n<li></li>\n</ul>'],
    ['[a]: https://a.ex', '<p></p>'],
    ['[a]:', '<p></p>'],
    ['# Tit *le', '<h1>Tit <em>le</em></h1>'],
    ['2 * 3 is 6', '<p>2 * 3 is 6</p>'],
    ['snake_case_name', '<p>snake_case_name</p>'],
    ['```\ncode **x', '<pre><code>code **x\n</code></pre>'],
    ['```\ncode\n``', '<pre><code>code\n</code></pre>'],
    ['```\na\n```\nthen **x', '<pre><code>a\n</code></pre>\n<p>then <strong>x</strong></p>'],
  ];
  for (const [arrived, html] of cases) {
    it(`shows ${JSON.stringify(arrived)} as ${JSON.stringify(html)}`, () => {
      expect(shown(arrived)).to.equal(html);
    });
  }
});

function tableWith(cell: string): string {
  const row = (cells: string): string => `<tr>\n${cells}</tr>\n`;
  const head = row('<th>a</th>\n<th>b</th>\n');
  return `<table>\n<thead>\n${head}</thead>\n<tbody>\n${row(`<td>${cell}</td>\n<td></td>\n`)}</tbody>\n</table>`;
}
