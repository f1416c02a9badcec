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
    ['Press [Enter], then [Esc].', 'Press [Enter], then [Esc].'],
    ['As said [2] and noted[^n].', 'As said and noted.'],
    ['[^1]: The note.\n[^a]: Another.', 'The note. Another.'],
    ['- [ ] to do\n    - nested\n> - quoted', 'to do nested quoted'],
  ];
  for (const [markdown, words] of cases) {
    it(`reads ${JSON.stringify(markdown)} as ${JSON.stringify(words)}`, () => {
      expect(spokenText(markdown)).to.equal(words);
    });
  }

  it('leaves the markers out of the sources that it names, and no others', () => {
    expect(spokenText('So says [a] but not [b].', new Set(['a']))).to.equal('So says but not [b].');
  });

  it('reads a text that is full of one mark as soon as any other', () => {
    const marks = [
      '[',
      '![',
      '[a](',
      '[](()',
      '[]() (',
      '[a](b(c',
      ' ',
      '\n',
      ' ,',
      '|',
      '*',
      '_',
      '- ',
      '> 1. ',
      '`',
      '. ',
    ];
    for (const mark of marks) {
      const text = `a${mark.repeat(65_000 / mark.length)}b`;
      for (let count = 0; count < 5; count += 1) {
        spokenText(text);
        sentenceEnd(text, 0);
        withoutCode(`${text.slice(1)}\`\n`, '(code)');
      }
    }
  });
});

describe('withoutCode', () => {
  it('puts a word in place of a block, and leaves out one that is still open', () => {
    expect(withoutCode('Before\n```js\nlet a;\n```\nAfter', '(code)')).to.equal('Before\n(code)\nAfter');
    expect(withoutCode('Before\n```js\nlet a;', '(code)')).to.equal('Before\n');
  });

  it('finds a block in lists and quotes, and where they end', () => {
    const cases = [
      ['- ```sh\n  npm i\n  ```\n- Then.\n', '- (code)\n- Then.\n'],
      ['1. Run:\n\n    ```sh\n    npm i\n    ```\n\n2. Then.\n', '1. Run:\n\n    (code)\n\n2. Then.\n'],
      ['> ```\n> a\n>\n> ```\n> Then.\n', '> (code)\n> Then.\n'],
      ['> ```\n> a\n\nThen.\n', '> (code)\nThen.\n'],
      ['- ```\n  a\n\nThen.\n', '- (code)\nThen.\n'],
      ['- ```\n\ta\n  ```\nThen.\n', '- (code)\nThen.\n'],
      ['````md\n```\na\n```\n````\nThen.\n', '(code)\nThen.\n'],
    ] as const;
    for (const [text, kept] of cases) expect(withoutCode(text, '(code)'), text).to.equal(kept);
  });

  it('takes code within a line for none', () => {
    const text = '```npm start``` starts it.\nIt runs.\n`npm` is there. ';
    expect(withoutCode(text, '(code)')).to.equal(text);
  });

  it('only ever grows while the text grows', () => {
    const text =
      'One.\n```js\nlet a = `x`;\n```\nTwo.\n~~~\nb\n~~~\n1. ```sh\n   c. d\n   ```\n2. Then.\n> ```\n> e\nThree.';
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

  it('is not within a link, nor in one that is being written', () => {
    const link = 'See. [What is Lit? A guide](https://lit.dev/a "Read it. Now") and. ';
    expect(sentenceEnd(link, 0)).to.equal(link.length - 1);
    for (let end = 6; end < link.length - 1; end++) {
      expect(sentenceEnd(link.slice(0, end), 0), link.slice(0, end)).to.equal(4);
    }
    expect(sentenceEnd('It is [so. That\nis all. ', 0)).to.equal(23);
  });

  it('is not behind the number of an item', () => {
    for (const before of ['', 'Two.\n', 'Two.\n   ', '> ', '- ']) {
      expect(sentenceEnd(`${before}1. `, 0), before).to.equal(before.lastIndexOf('\n') + 1);
    }
    expect(sentenceEnd('In 1984. And', 0)).to.equal(8);
  });

  it('waits for no white space where none is written', () => {
    expect(sentenceEnd('終わりです。次の', 0)).to.equal(6);
    expect(sentenceEnd('「本当？」と', 0)).to.equal(5);
  });
});
