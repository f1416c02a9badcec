import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { sentenceEnd, spokenText, withoutCode } from './speech.js';

describe('spokenText', () => {
  const cases: readonly (readonly [markdown: string, words: string])[] = [
    ['## A **bold** title', 'A bold title'],
    ['- [x] `npm start` starts', 'npm start starts'],
    ['See [the log](https://a.example) [1].', 'See the log .'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', 'a, b, , 1, 2'],
    ['a snake_case name and _this_', 'a snake_case name and this'],
    ['![a chart](https://a.example/i.png)', 'a chart'],
    ['[![a chart](https://a.example/i.png)](https://a.example)', 'a chart'],
    ['*a* | _b_ |', 'a, b'],
    ['See [a word](https://a.example/Word_(of_many)).', 'See a word.'],
  ];
  for (const [markdown, words] of cases) {
    it(`reads ${JSON.stringify(markdown)} as ${JSON.stringify(words)}`, () => {
      expect(spokenText(markdown)).to.equal(words);
    });
  }

  it('reads a text that is full of one mark as soon as any other', () => {
    for (const mark of ['[', '![', '[a](', '[](()', '[a](b(c', ' ', '\n', ' ,', '|', '*', '_', '- ']) {
      for (let count = 0; count < 20; count += 1) spokenText(`a${mark.repeat(65_000 / mark.length)}b`);
    }
  });
});

describe('withoutCode', () => {
  it('puts a word in place of a block, and leaves out one that is still open', () => {
    expect(withoutCode('Before\n```js\nlet a;\n```\nAfter', '(code)')).to.equal('Before\n(code)\nAfter');
    expect(withoutCode('Before\n```js\nlet a;', '(code)')).to.equal('Before\n');
  });

  it('only ever grows while the text grows', () => {
    const text = 'One.\n```js\nlet a = `x`;\n```\nTwo.\n~~~\nb\n~~~\nThree.';
    let before = '';
    for (let end = 0; end <= text.length; end++) {
      const now = withoutCode(text.slice(0, end), '(code)');
      // A fence that has only begun is text for a moment: never a finished sentence of it.
      const said = before.slice(0, sentenceEnd(before, 0));
      expect(now.startsWith(said), JSON.stringify([said, now])).to.equal(true);
      before = now;
    }
  });
});

describe('sentenceEnd', () => {
  it('waits for the white space after the end of a sentence', () => {
    expect(sentenceEnd('It is 3.5', 0)).to.equal(0);
    expect(sentenceEnd('It ends.', 0)).to.equal(0);
    expect(sentenceEnd('It ends. And', 0)).to.equal(8);
    expect(sentenceEnd('He said “no.” And', 0)).to.equal(13);
    expect(sentenceEnd('من أنت؟ أنا', 0)).to.equal(7);
  });

  it('waits for no white space where none is written', () => {
    expect(sentenceEnd('終わりです。次の', 0)).to.equal(6);
    expect(sentenceEnd('「本当？」と', 0)).to.equal(5);
  });
});
