import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentCopyButton } from './copy-button.js';
import './define.js';

async function pressed(clipboard: unknown): Promise<{ words: () => string; hasFocus: () => boolean }> {
  const element = await fixture<AgentCopyButton>(
    html`<agent-copy-button .text=${'the text'}></agent-copy-button>`,
  );
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
  try {
    const button = element.renderRoot.querySelector('button')!;
    await userEvent.click(button);
    const words = (): string => element.renderRoot.querySelector('[role=status]')?.textContent ?? '';
    await waitUntil(() => words() !== '');
    return { words, hasFocus: () => element.shadowRoot?.activeElement === button };
  } finally {
    Reflect.deleteProperty(navigator, 'clipboard');
  }
}

describe('agent-copy-button', () => {
  it('copies, and says so', async () => {
    const copied: string[] = [];
    const { words } = await pressed({ writeText: async (text: string) => void copied.push(text) });
    expect(copied).to.deep.equal(['the text']);
    expect(words()).to.equal('Copied');
  });

  it('copies the old way where a page has no clipboard', async () => {
    let selected = '';
    const onCopy = (): void => {
      const field = document.activeElement as HTMLTextAreaElement;
      selected = field.value.slice(field.selectionStart, field.selectionEnd);
    };
    document.addEventListener('copy', onCopy, { once: true });
    const { words, hasFocus } = await pressed(undefined);
    expect(selected).to.equal('the text');
    expect(words()).to.equal('Copied');
    expect(hasFocus()).to.equal(true);
  });

  it('is accessible', async () => {
    const element = await fixture<AgentCopyButton>(html`<agent-copy-button></agent-copy-button>`);
    await expect(element).to.be.accessible();
  });
});
