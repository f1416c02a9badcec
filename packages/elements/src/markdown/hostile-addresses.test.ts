import { expect, fixture, html } from '@open-wc/testing';
import { render } from 'lit';
import { describe, it } from 'vitest';
import { HOSTILE_ADDRESSES } from '../test-support/hostile-addresses.js';
import { PLAIN_CONTEXT } from '../test-support/markdown-plain-context.js';
import { waitUntil } from '../test-support/wait-until.js';
import './define.js';
import type { AgentMarkdown } from './markdown.js';
import { MarkdownReader } from './markdown-reader.js';

const HARMLESS = 'https://ok.invalid/x';
/** What can be followed or fetched. */
const LEADING = 'a, img, .image-placeholder';

/** The ways in which markdown has an address behind other words. */
const WAYS: Readonly<Record<string, (address: string) => string>> = {
  'a link': (address) => `[words](<${address}>)`,
  'a link by reference': (address) => `[words][r]\n\n[r]: <${address}>`,
  'an image': (address) => `![words](<${address}>)`,
  'an image by reference': (address) => `![words][r]\n\n[r]: <${address}>`,
};

/** Each character by its number: whatever markdown makes of others, the address arrives as it is. */
function numbered(address: string): string {
  return [...address].map((character) => `&#${character.codePointAt(0)};`).join('');
}

function shown(markdown: string): HTMLElement {
  const box = document.createElement('div');
  render(new MarkdownReader().render(markdown, true, PLAIN_CONTEXT), box);
  return box;
}

const countLeading = (markdown: string): number => shown(markdown).querySelectorAll(LEADING).length;

describe('a hostile address', () => {
  it.each(Object.entries(WAYS))('leaves of %s its words', (_, markdownOf) => {
    expect(countLeading(markdownOf(numbered(HARMLESS)))).to.equal(1);
    for (const address of HOSTILE_ADDRESSES) {
      const box = shown(markdownOf(numbered(address)));
      expect(box.querySelector('.refused-link')?.textContent, address).to.equal('words');
      expect(box.querySelectorAll(LEADING), address).to.have.length(0);
      // As it is written, which may be no link at all.
      expect(countLeading(markdownOf(address)), address).to.equal(0);
    }
  });

  it('is a text where it stands alone', () => {
    expect(countLeading(`<${HARMLESS}>`)).to.equal(1);
    for (const address of HOSTILE_ADDRESSES) expect(countLeading(`<${address}>`), address).to.equal(0);
  });

  it('is not offered by the panel of a source, nor named in their list', async () => {
    const citations = [HARMLESS, ...HOSTILE_ADDRESSES].map((url, index) => {
      return { marker: `${index + 1}`, title: 'A source', url };
    });
    const text = 'As is said [1].';
    const element = await fixture<AgentMarkdown>(
      html`<agent-markdown .text=${text} .citations=${citations}></agent-markdown>`,
    );
    const all = (selector: string): HTMLElement[] => [
      ...element.renderRoot.querySelectorAll<HTMLElement>(selector),
    ];
    await waitUntil(() => all('.citation').length === 1);
    expect(all('.source')).to.have.length(citations.length);
    expect(all('.source-host')).to.have.length(1);
    all('.citation')[0]?.click();
    await waitUntil(() => all('.source-panel:popover-open').length === 1);
    expect(all('.source-panel a')).to.have.length(1);
    for (const { marker, url } of citations.slice(1)) {
      all('.source-panel .later')[0]?.click();
      expect(all('.source-panel .source-marker')[0]?.textContent).to.equal(marker);
      expect(all('.source-refused'), url).to.have.length(1);
      expect(all('.source-panel a'), url).to.have.length(0);
    }
  });
});
