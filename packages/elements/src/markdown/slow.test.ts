import { expect } from '@open-wc/testing';
import { describe, inject, it } from 'vitest';
import '../test-support/markdown-cases.js';
import { SLOW_OF_OUR_OWN, slowText } from '../test-support/slow-markdown.js';
import { MarkdownDocument } from './markdown-document.js';

const SLOW = [...SLOW_OF_OUR_OWN, ...(inject('slowMarkdown') ?? [])];

function read(text: string): number {
  const begin = performance.now();
  new MarkdownDocument().update(text, true);
  return performance.now() - begin;
}

// The figures are those of the benchmark; here a limit that only a quadratic parser reaches, which
// takes seconds, whoever else uses the machine.
describe('markdown that is slow to read', () => {
  it.each(SLOW)('takes time in proportion to its length: $name', (slow) => {
    expect(Math.min(read(slowText(slow, 100_000)), read(slowText(slow, 100_000)))).to.be.below(1_000);
  });

  it('takes no time at all in small pieces, as long as a line ends now and then', () => {
    const text = '- [a](b) *c* `d` ~~e~~ www.f.example\n'.repeat(2_700);
    const document = new MarkdownDocument();
    const begin = performance.now();
    for (let end = 4; end < text.length; end += 4) document.update(text.slice(0, end), false);
    // A limit for a parser that reads the list anew with every piece.
    expect(performance.now() - begin).to.be.below(60_000);
  }, 90_000);
});
