import { expect } from '@open-wc/testing';
import { render } from 'lit';
import { describe, it, vi } from 'vitest';
import { FULL } from '../test-support/full-test.js';
import { PLAIN_CONTEXT } from '../test-support/markdown-plain-context.js';
import type { MarkdownContext } from './markdown-context.js';
import { MarkdownReader } from './markdown-reader.js';

const LENGTH = FULL ? 24_000 : 6_000;

const WIDE_TABLE = `${'a|'.repeat(127)}a\n${'-|'.repeat(127)}-\n${'x\n'.repeat(200)}\n`;

/** What might make much of little, about half of it what is named and half of it the names. */
const TEXTS: Readonly<Record<string, (half: number) => string>> = {
  'a long title': (half) => named(`https://a.example "${'aa '.repeat(half / 3)}"`, '[a] ', half),
  'a long title of addresses': (half) => named(`https://a.b "${'x/a.b '.repeat(half / 6)}"`, '[a] ', half),
  'a long address': (half) => named(`https://a.example/${'a'.repeat(half)}`, '[a]\n\n', half),
  'a long host beside labels': (half) => named(`http://${'a.'.repeat(half / 2)}a`, '[b.c][a] ', half),
  'a long host on images': (half) => named(`http://${'a.'.repeat(half / 2)}a`, '![a] ', half),
  'a footnote': (half) => `[^a]: ${'b '.repeat(half / 2)}\n\n${'[^a]'.repeat(half / 4)}`,
  'many footnotes': (half) => {
    const labels = Array.from({ length: half / 10 }, (_, index) => index.toString(36));
    return `${labels.map((label) => `[^${label}]`).join('')}\n\n${labels.map((label) => `[^${label}]: b\n`).join('')}`;
  },
  'a source with a long title': (half) => '[1]'.repeat(half / 3),
  'wide tables of short rows': (half) => WIDE_TABLE.repeat(half / 500),
  'tables without rows': (half) => 'a|b\n-|-\n\n'.repeat(half / 5),
  'blocks of code': (half) => '```\n```\n'.repeat(half / 4),
  images: (half) => '![](http:a)'.repeat(half / 6),
  'marks without letters': (half) => '*1* '.repeat(half / 2),
  'a heading without letters': (half) => `# ${'*1* '.repeat(half / 2)}`,
  'marks in marks': (half) => '***a*b** '.repeat(half / 5),
  'quotes in quotes': (half) => `${'>'.repeat(64)}a\n\n`.repeat(half / 33),
  'lists in lists': (half) => `${'- '.repeat(32)}a\n\n\n`.repeat(half / 34),
  tasks: (half) => '- [ ] a\n'.repeat(half / 4),
  formulas: (half) => '$x$ '.repeat(half / 2),
};

function named(target: string, name: string, half: number): string {
  return `[a]: ${target}\n\n${name.repeat(half / name.length)}`;
}

interface Cost {
  readonly nodes: number;
  /** Of texts and attributes. */
  readonly characters: number;
  /** How many addresses have been read, and numbers formatted. */
  readonly calls: number;
  /** The most that a browser looks through for a direction, each time that something comes to it. */
  readonly searched: number;
}

function costOf(text: string, given: Partial<MarkdownContext>): Cost {
  let calls = 0;
  vi.stubGlobal(
    'URL',
    class extends URL {
      constructor(url: string | URL, base?: string | URL) {
        calls += 1;
        super(url, base);
      }
    },
  );
  class NumberFormat extends Intl.NumberFormat {
    constructor(locale?: string, options?: Intl.NumberFormatOptions) {
      calls += 1;
      super(locale, options);
    }
  }
  vi.stubGlobal('Intl', Object.assign(Object.create(Intl) as object, { NumberFormat }));
  const box = document.createElement('div');
  render(new MarkdownReader().render(text, true, { ...PLAIN_CONTEXT, ...given }), box);
  vi.unstubAllGlobals();
  const walker = document.createTreeWalker(box);
  let nodes = 0;
  let characters = 0;
  while (walker.nextNode() !== null) {
    const node = walker.currentNode;
    nodes += 1;
    if (node instanceof Text) characters += node.length;
    if (node instanceof Element) for (const { value } of node.attributes) characters += value.length;
  }
  const searched = [...box.querySelectorAll('[dir=auto]')].map(({ childNodes }) => childNodes.length);
  return { nodes, characters, calls, searched: Math.max(0, ...searched) };
}

describe('what is shown of hostile markdown', () => {
  it.each(Object.entries(TEXTS))('grows with what is written: %s', (_, textOf) => {
    const text = textOf(LENGTH / 2);
    expect(text.length).to.be.within(LENGTH * 0.4, LENGTH * 1.3);
    const citations = [{ marker: '1', title: 'a'.repeat(LENGTH) }];
    const { nodes, characters, calls, searched } = costOf(text, text.startsWith('[1]') ? { citations } : {});
    expect(nodes, 'nodes').to.be.below(8 * text.length);
    // Besides what definitions may add, to texts and to attributes. A source of three letters, `[1]`, has
    // its title in a hint and for screen readers, cut to 300 characters.
    expect(characters, 'characters').to.be.below(500_000 + 250 * text.length);
    expect(calls, 'addresses and numbers').to.be.below(20_000 + text.length);
    expect(searched, 'searched for a direction').to.be.below(2_000);
  });

  it('has words that are found once for what is named often', () => {
    expect(costOf(`[^a]: b\n\n${'[^a]'.repeat(100)}`, {}).calls).to.be.within(1, 5);
  });
});
