import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { MARKDOWN_CASES } from '../test-support/markdown-cases.js';
import { toHtml } from '../test-support/markdown-html.js';
import { RICH_MARKDOWN } from '../test-support/sample-answers.js';
import type { Block } from './block-tree.js';
import { MarkdownDocument, type MarkdownView } from './markdown-document.js';

interface Seen {
  readonly block: Block;
  readonly revision: number;
}

/** Blocks are changed in place: this is what they were. */
const seenIn = (blocks: readonly Block[]): Seen[] =>
  blocks.map((block) => ({ block, revision: block.revision }));
const seen = ({ root }: MarkdownView): Seen[] => seenIn(root.children);

/** `after` begins with the very blocks that `before` are, and nothing in them has changed. */
function expectSame(after: readonly Seen[], before: readonly Seen[]): void {
  for (const [index, { block, revision }] of before.entries()) {
    expect(after[index]?.block === block, `block ${index} is the same`).to.equal(true);
    expect(after[index]?.revision).to.equal(revision);
  }
}

const htmlOf = (source: string): string => toHtml(new MarkdownDocument().update(source, true));

describe('MarkdownDocument', () => {
  it('never looks at a finished block again while the text grows', () => {
    const document = new MarkdownDocument();
    let before: readonly Seen[] = [];
    for (let end = 1; end <= RICH_MARKDOWN.length; end++) {
      const after = seen(document.update(RICH_MARKDOWN.slice(0, end), false));
      // All but the last two: half a line can still belong to the block before it.
      expectSame(after, before.slice(0, -2));
      before = after;
    }
    const finished = seen(document.update(RICH_MARKDOWN, true));
    expectSame(finished, before.slice(0, -2));
  });

  it('never looks at a finished item of an open list again', () => {
    const document = new MarkdownDocument();
    const items = (source: string): Seen[] => {
      const [list] = document.update(source, false).root.children;
      return list?.type === 'list' ? seenIn(list.children) : [];
    };
    const before = items('- one\n- two\n  1. deep\n  2. down\n- three\n- four');
    const after = items('- one\n- two\n  1. deep\n  2. down\n- three\n- four and\n- fi');
    expect(after).to.have.length(5);
    expectSame(after, before.slice(0, 2));
  });

  it('resolves a reference that is defined later in the blocks that name it, and only there', () => {
    const document = new MarkdownDocument();
    const start = 'Read [the log][log].\n\nNothing here.\n\nA last word.\n';
    const before = seen(document.update(start, false));
    const view = document.update(`${start}\n[log]: https://example.com/log\n\nThe end.\n\nReally.\n`, false);
    const after = seen(view);
    expect(after[0]?.revision).not.to.equal(before[0]?.revision);
    expect(toHtml(view)).to.contain('<a href="https://example.com/log">the log</a>');
    expectSame(after.slice(1), before.slice(1, 2));
  });

  it('lets the first definition of a reference win', () => {
    const source = '[a]\n\n[a]: https://first.example\n\n[a]: https://second.example\n\nText.\n\nEnd.\n';
    const document = new MarkdownDocument();
    for (let end = 1; end <= source.length; end++) document.update(source.slice(0, end), false);
    expect(toHtml(document.update(source, false)))
      .to.contain('first.example')
      .and.not.contain('second');
  });

  it('numbers footnotes in the order in which they are named, however late they are defined', () => {
    const source = 'A[^b] and c[^a].\n\n[^a]: One\n\n[^c]: Never named\n\n[^b]: Two\n';
    const document = new MarkdownDocument();
    const labels = (end?: number): string[] =>
      document.update(source.slice(0, end), false).footnotes.map(({ label }) => label);
    expect(labels(source.indexOf('[^c]:'))).to.deep.equal(['A']);
    expect(labels()).to.deep.equal(['B', 'A']);
  });

  it('leaves alone what names a definition while the line after it grows', () => {
    const document = new MarkdownDocument();
    for (const definition of ['[a]: https://a.example\n# E', '[^a]: A not']) {
      const name = definition.slice(0, definition.indexOf(':'));
      const start = `${`Read ${name}.\n\n`.repeat(3)}${definition}`;
      const before = seen(document.update(start, false));
      const view = document.update(`${start}e`, false);
      expectSame(seen(view), before.slice(0, 3));
      expect(toHtml(view)).to.match(/<a |<sup>/);
    }
  });

  it('looks again only at what names a footnote whose number has changed', () => {
    const document = new MarkdownDocument();
    const start = 'A[^a].\n\nB[^b].\n\nC[^c].\n\n[^a]: One\n\n[^c]: Three\n\n';
    const before = seen(document.update(start, false));
    const after = seen(document.update(`${start}[^b]: Two\n\nEnd.\n\n`, false));
    expectSame(after, before.slice(0, 1));
    expect(after[1]?.revision).not.to.equal(before[1]?.revision);
    expect(after[2]?.revision).not.to.equal(before[2]?.revision);
  });

  it('leaves the items of a list alone while the line that makes it loose grows', () => {
    const document = new MarkdownDocument();
    const items = (source: string): Seen[] => {
      const [list] = document.update(source, false).root.children;
      return list?.type === 'list' ? seenIn(list.children) : [];
    };
    const start = '- one\n- two\n- three\n';
    const tight = items(start);
    const loose = items(`${start}\n- fo`);
    expect(loose[0]?.revision).not.to.equal(tight[0]?.revision);
    expectSame(items(`${start}\n- fou`), loose.slice(0, 2));
    // It may still become something else.
    expect(items(`${start}\n[a]: b`)[0]?.revision).not.to.equal(loose[0]?.revision);
  });

  it('begins anew when the text is another one', () => {
    const document = new MarkdownDocument();
    document.update('# One\n\nText.\n\nMore.\n', false);
    expect(toHtml(document.update('Other', true))).to.equal(htmlOf('Other'));
  });

  it('takes every way to end a line', () => {
    expect(htmlOf('a\r\n\r\nb\r\rc')).to.equal(htmlOf('a\n\nb\n\nc'));
  });

  it('stays shallow, whatever is nested in it', () => {
    const units = ['>', '> - ', '[', '- ', '1. ', '![', '*a **b ', '~~a *b ', '[^a]: '];
    const closers = ['', '](x)', '* b**', ']'];
    for (const unit of units) {
      for (const closer of closers) {
        const view = new MarkdownDocument().update(`${unit.repeat(3_000)}a${closer.repeat(3_000)}`, true);
        expect(depthOf(toHtml(view)), unit + closer).to.be.at.most(200);
      }
    }
  });

  it('keeps every word that is nested too deep', () => {
    const text = new MarkdownDocument().update(`${'*a **b '.repeat(500)}c${'** *'.repeat(500)}`, true);
    expect(toHtml(text).match(/a/g)?.length).to.be.at.least(500);
  });

  it('takes the names of objects for names like others', () => {
    expect(htmlOf('[constructor] [valueOf][]')).to.equal('<p>[constructor] [valueOf][]</p>\n');
  });

  it('has all cases of the specification to be tested with', () => {
    expect(MARKDOWN_CASES.length).to.be.at.least(652);
  });
});

function depthOf(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [tag] of html.matchAll(/<\/?[a-z]\w*/g)) {
    if (/^<(?:hr|br|img|input)/.test(tag)) continue;
    depth += tag.startsWith('</') ? -1 : 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
