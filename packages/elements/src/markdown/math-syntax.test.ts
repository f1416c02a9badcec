import { describe, expect, it } from 'vitest';
import { toHtml } from '../test-support/markdown-html.js';
import { MarkdownDocument } from './markdown-document.js';

/** `i` for a formula within a line, `d` for one of its own, `?` where its end is still to come. */
function formulas(markdown: string, final = true): string[] {
  const html = toHtml(new MarkdownDocument().update(markdown, final));
  return [...html.matchAll(/<math (display )?(true|false) ?(true|false)?>([^<]*)<\/math>/g)].map(
    ([, isBlock, first, isOpen, tex = '']) =>
      isBlock === undefined
        ? `${first === 'true' ? 'd' : 'i'}${isOpen === 'true' ? '?' : ''} ${tex}`
        : `D${first === 'true' ? '' : '?'} ${tex.trim()}`,
  );
}

describe('formulas in markdown', () => {
  it.each([
    ['It costs $5 and $10.'],
    ['from $5-$7, or $1,000/$2,000'],
    ['US$5 and AU$6'],
    ['5$ and 10$'],
    ['$5 (about 5 euros) or 6$'],
    ['$5M to 6M$'],
    ['$AAPL and $TSLA, $AAPL/$TSLA'],
    ['a $ b $ c'],
    ['echo $HOME:$PATH'],
    ['`$x$` and ``\\(x\\)``'],
    ['$a `b$` c'],
    ['\\$x\\$ and $x\\$'],
    ['$$$ and $$$$'],
    ['\\[a link\\](/address) and \\[sic\\]'],
    ['\\(some words\\)'],
    ['\\!\\(\\)\\[\\]'],
    ['```\n$$\nx\n$$\n```'],
    ['    $$x$$'],
  ])('are not prices, variables or escapes: %j', (markdown) => {
    expect(formulas(markdown)).toEqual([]);
  });

  it.each([
    ['$x$, $x_1$ and ($5$)', ['i x', 'i x_1', 'i 5']],
    ['$2x + 3$', ['i 2x + 3']],
    ['\\(a^2\\) and $\\text{some words}$', ['i a^2', 'i \\text{some words}']],
    ['**$a*b$** *$c*d$*', ['i a*b', 'i c*d']],
    ['$a_1$ and _$b_2$_', ['i a_1', 'i b_2']],
    ['a $$x = 1$$ b \\[ y \\] c', ['d x = 1', 'd y']],
    ['$$\nx\n$$', ['D x']],
    ['$$x$$', ['D x']],
    ['\\[\n- x\n= y\n# z\n\\]', ['D - x\n= y\n# z']],
    ['text\n$$\nx\n$$\ntext', ['D x']],
    ['$$\nx\ny $$', ['D x\ny']],
    ['- a\n\n  $$\n  x\n  $$\n> \\[y\\]', ['D x', 'D y']],
    ['| a |\n|---|\n| $x$ |', ['i x']],
    ['设$x$为', ['i x']],
    ['$$\nx\n\ntext', ['D? x']],
  ])('are found in %j', (markdown, found) => {
    expect(formulas(markdown)).toEqual(found);
  });

  it.each([
    ['a \\(x^2', ['i? x^2']],
    ['a $$x^2', ['d? x^2']],
    ['a $$x^2$', ['d? x^2']],
    ['**a \\[x_1', ['d? x_1']],
    ['$$\nx', ['D? x']],
    ['$$', []],
    ['a $x', []],
  ])('are shown as such while they arrive: %j', (markdown, found) => {
    expect(formulas(markdown, false)).toEqual(found);
    expect(toHtml(new MarkdownDocument().update(markdown, false))).not.toContain('**');
  });
});
