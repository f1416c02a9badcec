import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { RICH_MARKDOWN } from '../test-support/sample-answers.js';
import { chunksOf, markdownOf, randomFrom } from '../test-support/random-markdown.js';
import { createBlockLexer, type MarkdownBlock } from './block-lexer.js';

const plain = (blocks: readonly MarkdownBlock[]): unknown =>
  JSON.parse(JSON.stringify(blocks.map(({ token }) => token)));

function readAtOnce(source: string): unknown {
  return plain(createBlockLexer().update(source, true));
}

describe('createBlockLexer', () => {
  it('ends with the same blocks however the text arrived', () => {
    const random = randomFrom(20_261_121);
    for (let round = 0; round < 400; round++) {
      const source = markdownOf(random);
      const lexer = createBlockLexer();
      for (const end of chunksOf(source, random)) lexer.update(source.slice(0, end), false);
      expect(plain(lexer.update(source, true)), JSON.stringify(source)).to.deep.equal(readAtOnce(source));
    }
  });

  it('never reads a finished block again while the text grows', () => {
    const lexer = createBlockLexer();
    let before: readonly MarkdownBlock[] = [];
    for (let end = 1; end <= RICH_MARKDOWN.length; end++) {
      const blocks = lexer.update(RICH_MARKDOWN.slice(0, end), false);
      // All but the last two: half a line can still belong to the block before it.
      for (const [index, block] of before.slice(0, -2).entries()) expect(blocks[index]).to.equal(block);
      before = blocks;
    }
    const finished = lexer.update(RICH_MARKDOWN, true);
    for (const [index, block] of before.entries()) expect(finished[index]).to.equal(block);
  });

  it('resolves a reference that is defined later in the blocks that name it, and only there', () => {
    const lexer = createBlockLexer();
    const start = 'Read [the log][log].\n\nNothing here.\n\nA last word.\n';
    const before = lexer.update(start, false);
    const after = lexer.update(`${start}\n[log]: https://example.com/log\n\nThe end.\n\nReally.\n`, false);
    expect(before[0]).not.to.equal(after[0]);
    expect(JSON.stringify(after[0])).to.contain('https://example.com/log');
    expect(after[1]).to.equal(before[1]);
  });

  it('lets the first definition of a reference win', () => {
    const source = '[a]\n\n[a]: https://first.example\n\n[a]: https://second.example\n\nText.\n\nEnd.\n';
    const lexer = createBlockLexer();
    for (let end = 1; end <= source.length; end++) lexer.update(source.slice(0, end), false);
    expect(JSON.stringify(lexer.update(source, false)))
      .to.contain('first.example')
      .and.not.contain('second');
  });

  it('begins anew when the text is another one', () => {
    const lexer = createBlockLexer();
    lexer.update('# One\n\nText.\n\nMore.\n', false);
    expect(plain(lexer.update('Other', true))).to.deep.equal(readAtOnce('Other'));
  });

  it('survives nesting that would overflow the stack', () => {
    for (const unit of ['>', '[', '*a **b ', '- ', '![', '~~a *b ']) {
      expect(createBlockLexer().update(unit.repeat(3_000), true).length).to.be.greaterThan(0);
    }
  });

  it('takes every way to end a line', () => {
    expect(readAtOnce('a\r\n\r\nb\r\rc')).to.deep.equal(readAtOnce('a\n\nb\n\nc'));
  });
});
