import { expect, fixture, html } from '@open-wc/testing';
import { describe, it, vi } from 'vitest';
import { waitUntil } from '../test-support/wait-until.js';
import './define.js';
import type { AgentMarkdown } from './markdown.js';

vi.mock('./markdown-reader.js', () => {
  throw new Error('It is not there any more.');
});

const LINE = 'A line of an answer that is long.\n';

describe('agent-markdown without its reader', () => {
  it('shows the whole text as it was written', async () => {
    const text = LINE.repeat(1_000);
    const element = await fixture<AgentMarkdown>(html`<agent-markdown .text=${text}></agent-markdown>`);
    const shown = (): string => element.renderRoot.querySelector('.plain')?.textContent ?? '';
    await waitUntil(() => shown() === text);
    element.text += 'And more.';
    await waitUntil(() => shown().endsWith('And more.'));
    expect(element.renderRoot.querySelector('.more-text')).to.equal(null);
  });

  it('has a button for the rest of a text of hundreds of pages', async () => {
    const text = LINE.repeat(7_000);
    const element = await fixture<AgentMarkdown>(html`<agent-markdown .text=${text}></agent-markdown>`);
    const more = (): HTMLElement | null => element.renderRoot.querySelector('.more-text');
    await waitUntil(() => more() !== null);
    more()?.click();
    await waitUntil(() => element.renderRoot.querySelector('.plain')?.textContent === text);
    expect(more()).to.equal(null);
    await expect(element).to.be.accessible();
  });
});
