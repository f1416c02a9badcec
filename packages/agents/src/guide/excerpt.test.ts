import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptOf } from './excerpt.js';
import { markdownBlocks } from './markdown-blocks.js';
import { topicTermsOf } from './words.js';

function excerpt(markdown: string, question: string, maxChars: number): string {
  const blocks = markdownBlocks(markdown).flatMap((block) => (block.kind === 'heading' ? [] : [block]));
  return excerptOf(blocks, topicTermsOf(question), maxChars);
}

describe('excerptOf', () => {
  it('shows a short section whole', () => {
    const markdown = 'One.\n\n- a\n- b\n\n```\ncode\n```';
    expect(excerpt(markdown, 'b', 500)).toBe(markdown);
  });

  it('begins with the paragraph that tells most, and ends between paragraphs', () => {
    const filler = (word: string): string =>
      `This ${word} paragraph says nothing about it. `.repeat(4).trim();
    const markdown = `${filler('first')}\n\nThe yeast must rise.\n\n${filler('last')}`;
    expect(excerpt(markdown, 'yeast rising', 60)).toBe('The yeast must rise.');
  });

  it('takes along the paragraph that announces what was found', () => {
    const markdown = `${'Nothing here. '.repeat(20)}\n\nRun this:\n\n- bake\n- cool`;
    expect(excerpt(markdown, 'cooling', 100)).toBe('Run this:\n\n- bake\n- cool');
  });

  it('announces nothing that it leaves out', () => {
    const code = `\`\`\`\n${'line\n'.repeat(30)}\`\`\``;
    expect(excerpt(`Bread rises.\n\nFor example:\n\n${code}`, 'bread', 60)).toBe('Bread rises.');
  });

  it('shows some rows of a table behind the sentence that announces it', () => {
    const rows = Array.from({ length: 8 }, (_, number) => `| option ${number} | ${'words '.repeat(8)}|`);
    const shown = excerpt(
      `The oven takes these.\n\n| option | meaning |\n|---|---|\n${rows.join('\n')}`,
      'what does the oven take',
      420,
    );
    expect(shown).toContain('The oven takes these.\n\n| option | meaning |');
    expect(shown).toContain('| option 0 |');
    expect(shown).toMatch(/… and \d more rows/);
    expect(shown.length).toBeLessThan(600);
  });

  it('shows of a long list or table what was asked for, and how much it left out', () => {
    const items = Array.from({ length: 30 }, (_, number) => `- item ${number} is of no use to anybody`);
    items[17] = '- the yeast is here';
    expect(excerpt(items.join('\n'), 'yeast', 200)).toBe('- the yeast is here\n*… and 29 more.*');
    const rows = Array.from({ length: 20 }, (_, number) => `| ${number} | flour |`);
    rows[13] = '| 13 | yeast |';
    const table = ['| no | what |', '|---|---|', ...rows].join('\n');
    expect(excerpt(table, 'yeast', 400)).toBe(
      '| no | what |\n| --- | --- |\n| 13 | yeast |\n\n*… and 19 more rows.*',
    );
  });

  it('shows a section that is a list whole and from its beginning, with some room', () => {
    const items = Array.from({ length: 5 }, (_, number) => `- item ${number} of the list`);
    const markdown = `These are the items:\n\n${items.join('\n')}\n\nThe yeast is another.`;
    expect(excerpt(markdown, 'yeast', 130)).toBe(markdown);
  });

  it('brings the first code along where it is asked for', () => {
    const blocks = markdownBlocks(`Bread rises.\n\n${'Wait. '.repeat(30)}\n\n\`\`\`\nbake()\n\`\`\``).flatMap(
      (block) => (block.kind === 'heading' ? [] : [block]),
    );
    expect(excerptOf(blocks, ['bread'], 60)).toBe('Bread rises.');
    expect(excerptOf(blocks, ['bread'], 60, true)).toBe('Bread rises.\n\n```\nbake()\n```');
  });

  it('cuts a very long paragraph between two sentences, and says so', () => {
    const markdown = `${'Flour is white. '.repeat(30)}The yeast rises. ${'Salt is salty. '.repeat(30)}`;
    const shown = excerpt(markdown, 'yeast', 60);
    expect(shown).toBe('… The yeast rises. Salt is salty. Salt is salty. …');
  });

  it('never ends in the middle of a sentence, a row or a line of code', () => {
    const sentence = fc.constantFrom(
      'The oven is hot.',
      'Wait for it!',
      'Is it `warm. Or` not?',
      'A **bold. Word** stays.',
    );
    const block = fc.oneof(
      fc.array(sentence, { minLength: 1, maxLength: 12 }).map((sentences) => sentences.join(' ')),
      fc
        .array(sentence, { minLength: 1, maxLength: 12 })
        .map((items) => items.map((item) => `- ${item}`).join('\n')),
      fc.nat(60).map((lines) => `\`\`\`\n${'x;\n'.repeat(lines)}\`\`\``),
    );
    fc.assert(
      fc.property(
        fc.array(block, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 50, max: 500 }),
        (blocks, max) => {
          const shown = excerpt(blocks.join('\n\n'), 'oven warm', max);
          expect(shown).toMatch(/([.!?]|…|more\.\*|```)$/);
          expect((shown.match(/`/g) ?? []).length % 2).toBe(0);
          expect(shown.length).toBeLessThan(max * 2 + 300);
        },
      ),
    );
  });
});
