import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { describe, it } from 'vitest';
import '../define.js';
import type { AgentMarkdown } from './markdown.js';
import { PieceByPiece } from './piece-by-piece.js';

async function shown(text: string): Promise<AgentMarkdown> {
  const element = await fixture<AgentMarkdown>(html`<agent-markdown .text=${text}></agent-markdown>`);
  await waitUntil(() => element.renderRoot.querySelector('.blocks') !== null, 'the reader is loaded', {
    timeout: 10_000,
  });
  return element;
}

const one = (element: AgentMarkdown, selector: string): HTMLElement | null =>
  element.renderRoot.querySelector<HTMLElement>(selector);
const words = (element: AgentMarkdown): string => one(element, '.blocks')?.textContent ?? '';

describe('markdown that nobody meant', () => {
  it('is there at once when it is megabytes, and shows the rest when it is asked for', async () => {
    const element = await shown('Some **words** of a paragraph.\n\n'.repeat(160_000));
    expect(words(element)).to.contain('Some words');
    expect(words(element).length).to.be.below(100_000);
    await waitUntil(() => one(element, '.more-text') !== null, 'the first part is shown', {
      timeout: 15_000,
    });
    const before = words(element).length;
    expect(one(element, '.more-text')?.textContent).to.contain('thousand characters left');
    one(element, '.more-text')?.click();
    await waitUntil(() => words(element).length > before, 'more is shown', { timeout: 15_000 });
  });

  it('breaks a line and a paragraph that have no end', async () => {
    const element = await shown('word '.repeat(30_000));
    await waitUntil(() => words(element).replaceAll(/\s+/g, '').length === 120_000, 'all', {
      timeout: 15_000,
    });
    expect(element.renderRoot.querySelectorAll('.blocks > p').length).to.be.greaterThan(1);
  });

  it('shows the first rows of ten thousand, and more when they are asked for', async () => {
    const element = await shown(`| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(10_000)}`);
    const rows = (): number => element.renderRoot.querySelectorAll('tbody tr').length;
    expect(rows()).to.equal(200);
    await waitUntil(
      () => one(element, '.more-rows')?.textContent.includes('9,800') === true,
      'all are read',
      {
        timeout: 15_000,
      },
    );
    one(element, '.more-rows')?.click();
    await waitUntil(() => rows() === 400);
    expect(one(element, '.more-rows')?.textContent).to.contain('9,600');
  });

  it('is readable when it is broken', async () => {
    for (const text of [
      '**',
      '```',
      '$$',
      '[',
      '![](',
      '| a |\n|-',
      '<',
      '> '.repeat(500),
      '\\['.repeat(500),
      '\0\ud800',
    ]) {
      const element = await shown(`Before.\n\n${text}`);
      expect(words(element)).to.contain('Before.');
      element.remove();
    }
  });

  it('begins anew with another text', () => {
    const pieces = new PieceByPiece();
    const long = 'a'.repeat(500_000);
    const first = pieces.next(long);
    expect(pieces.next(long)).to.be.greaterThan(first);
    expect(pieces.next('b'.repeat(500_000))).to.equal(first);
    expect(pieces.next('short')).to.equal(5);
  });

  it('gives a list the direction of its first letter, in a loose one too', async () => {
    const element = await shown('- 12 واحد\n\n- two\n\n> 12 שלום\n\n1. one\n\n| ا | b |\n|---|---|');
    const directions = [...element.renderRoot.querySelectorAll('ul, blockquote, ol, .table')].map((each) =>
      each.getAttribute('dir'),
    );
    expect(directions).to.deep.equal(['rtl', 'rtl', 'ltr', 'rtl']);
  });
});
