import { html } from 'lit';
import { fixture } from '@open-wc/testing';
import { describe, expect, it } from 'vitest';
import './define.js';
import type { AgentMarkdown } from './markdown.js';

describe('a block that begins without text', () => {
  it('shows the text that follows', async () => {
    const element = await fixture<AgentMarkdown>(html`<agent-markdown .streaming=${true}></agent-markdown>`);
    const code = (): string | null | undefined => element.shadowRoot?.querySelector('code')?.textContent;
    // Each step is on screen before the next one comes, as on a slow line.
    for (const [text, shown] of [
      ['```html\n', ''],
      ['```html\n<b>', '<b>'],
      ['```html\n<b>one</b>\n', '<b>one</b>'],
    ] as const) {
      element.text = text;
      await expect.poll(code).toBe(shown);
    }
  });
});
