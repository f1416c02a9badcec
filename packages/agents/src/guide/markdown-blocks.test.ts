import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listItems, markdownBlocks, markdownSentences, plainText, sentencesOf } from './markdown-blocks.js';

const kinds = (markdown: string): string[] => markdownBlocks(markdown).map(({ kind }) => kind);

describe('markdownBlocks', () => {
  it('tells headings, paragraphs, lists, quotes, code and tables apart', () => {
    const markdown =
      '# A\nText\nmore\n\n- a\n- b\n\n> q\n\n```js\n# no heading\n\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n';
    expect(kinds(markdown)).toEqual(['heading', 'paragraph', 'list', 'quote', 'code', 'table']);
    expect(markdownBlocks(markdown)[1]).toEqual({ kind: 'paragraph', markdown: 'Text\nmore' });
  });

  it('leaves out front matter, comments, raw HTML, rules and link definitions', () => {
    expect(
      markdownBlocks(
        '---\na: b\n---\n<p align="center">\n<img>\n</p>\n\n---\n\n<!-- no\n\nno -->\n\n[a]: http://b\n\nText',
      ),
    ).toEqual([{ kind: 'paragraph', markdown: 'Text' }]);
  });

  it('keeps a list together over empty lines and indented text', () => {
    expect(markdownBlocks('1. one\n\n   still one\n\n2. two\n\nText')).toEqual([
      { kind: 'list', markdown: '1. one\n\n   still one\n\n2. two' },
      { kind: 'paragraph', markdown: 'Text' },
    ]);
    expect(listItems('1. one\n\n   still one\n\n2. two')).toEqual(['1. one\n\n   still one', '2. two']);
  });

  it('reads the cells of a table, with pipes that are escaped or in code', () => {
    expect(markdownBlocks('| a | b |\n|---|---|\n| `x | y` | c \\| d |\n| only |')[0]).toMatchObject({
      columns: ['a', 'b'],
      rows: [
        ['`x | y`', 'c | d'],
        ['only', ''],
      ],
    });
  });

  it('takes an unclosed fence to the end, and a longer fence around a shorter one', () => {
    expect(kinds('```\na\n\nb')).toEqual(['code']);
    expect(markdownBlocks('````\n```\n````\n\nText')).toEqual([
      { kind: 'code', markdown: '````\n```\n````' },
      { kind: 'paragraph', markdown: 'Text' },
    ]);
  });

  it('loses no word of a text, whatever the text is', () => {
    const line = fc.constantFrom(
      '# head',
      'word',
      '- item',
      '> quote',
      '',
      '```',
      '| a | b |',
      '|---|---|',
      '1. one',
      '  in',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const words = (text: string): string[] => text.match(/[a-z]+/g) ?? [];
        const shown = markdownBlocks(lines.join('\n')).flatMap(({ markdown }) => words(markdown));
        expect(shown).toEqual(words(lines.join('\n')));
      }),
    );
  });
});

describe('plainText', () => {
  it('has the words without their marks', () => {
    expect(plainText('**Bold** and *soft* `code_name`, [a link](http://x), ![alt](y), 2 * 3 * 4')).toBe(
      'Bold and soft code_name, a link, alt, 2 * 3 * 4',
    );
    expect(plainText('- one\n- two\n\n> three')).toBe('one two three');
  });
});

describe('sentences', () => {
  it('end at a mark before a capital', () => {
    expect(sentencesOf('It is 3.5 m. So it is. e.g. this')).toEqual(['It is 3.5 m.', 'So it is. e.g. this']);
  });

  it('end neither within code nor within bold text or a link', () => {
    expect(markdownSentences('Use `a. B` now. **Note. Well.** See [one. Two](x). End.')).toEqual([
      'Use `a. B` now.',
      '**Note. Well.** See [one. Two](x).',
      'End.',
    ]);
  });
});
