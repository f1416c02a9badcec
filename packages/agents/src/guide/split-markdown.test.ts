import { describe, expect, it } from 'vitest';
import { CORPUS } from '../test-support/corpus.js';
import { splitMarkdown } from './split-markdown.js';

describe('splitMarkdown', () => {
  const [readme, oven] = CORPUS.map(splitMarkdown);

  it('makes one section of what stands under each heading', () => {
    expect(oven?.map(({ heading, trail, url }) => ({ heading, trail, url }))).toEqual([
      { heading: 'The oven', trail: [], url: '/docs/oven.md' },
      { heading: 'First heat', trail: [], url: '/docs/oven.md#first-heat' },
      { heading: 'Errors', trail: [], url: '/docs/oven.md#errors' },
      { heading: 'After a power cut', trail: ['Errors'], url: '/docs/oven.md#after-a-power-cut' },
      { heading: 'Limits', trail: [], url: '/docs/oven.md#limits' },
    ]);
  });

  it('resolves links against the address of the document, and drops images', () => {
    const install = readme?.find(({ heading }) => heading === 'Install');
    expect(install?.blocks.at(-1)?.markdown).toBe(
      'Then open the [oven guide](/docs/oven.md#first-heat) or <https://example.com>.',
    );
    expect(oven?.find(({ heading }) => heading === 'After a power cut')?.blocks.at(-1)?.markdown).toBe(
      'A diagram',
    );
  });

  it('keeps absolute links, and makes text of others where the document has no address', () => {
    const markdown = '[a](https://x.org/b) [c](d.md) [e][1] `[f](g)`\n\n```\n[h](i)\n```';
    const blocks = splitMarkdown({ path: 'x', title: 'X', markdown })[0]?.blocks.map(
      (block) => block.markdown,
    );
    expect(blocks?.[0]).toContain('[a](https://x.org/b) c e');
    expect(blocks?.[1]).toBe('```\n[h](i)\n```');
  });

  it('resolves against an address with a host, too', () => {
    const url = 'https://example.com/docs/a/b.md';
    const sections = splitMarkdown({ path: 'x', title: 'X', markdown: '[c](../d.md)', url });
    expect(sections[0]?.blocks[0]?.markdown).toBe('[c](https://example.com/docs/d.md)');
  });

  it('numbers headings that appear again', () => {
    const markdown = '## Same\n\na\n\n## Same\n\nb';
    const sections = splitMarkdown({ path: 'x', title: 'X', markdown, url: '/x' });
    expect(sections.map(({ url }) => url)).toEqual(['/x#same', '/x#same-1']);
  });

  it('makes nothing of an empty document', () => {
    expect(splitMarkdown({ path: 'x', title: 'X', markdown: '' })).toEqual([]);
  });
});
