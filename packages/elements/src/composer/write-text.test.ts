import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, describe, it, vi } from 'vitest';
import { writeText } from './write-text.js';

describe('a text that is written for a person', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ['typed', 'word\n'.repeat(10), 1],
    ['set at once where typing it would take the browser long', 'word\n'.repeat(10_000), 0],
  ])('is %s, in its place and with the cursor behind it', async (_, text, times) => {
    const field = await fixture<HTMLTextAreaElement>(html`<textarea>One three</textarea>`);
    field.focus();
    const typed = vi.spyOn(document, 'execCommand');
    writeText(field, text, { start: 4, end: 4 }, 'behind');
    expect(field.value === `One ${text}three`).to.equal(true);
    expect([field.selectionStart, field.selectionEnd]).to.deep.equal([4 + text.length, 4 + text.length]);
    expect(typed.mock.calls).to.have.length(times);
  });
});
