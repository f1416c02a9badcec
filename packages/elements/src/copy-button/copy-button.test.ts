import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentCopyButton } from './copy-button.js';
import './define.js';

interface Pressed {
  readonly words: () => string;
  readonly hasFocus: () => boolean;
}

const copyButton = (): Promise<AgentCopyButton> =>
  fixture<AgentCopyButton>(html`<agent-copy-button .text=${'the text'}></agent-copy-button>`);

const refusing = { writeText: () => Promise.reject(new DOMException('No.', 'NotAllowedError')) };

/** Presses a copy button in a page with this clipboard. */
async function pressed(clipboard: unknown, given: Promise<AgentCopyButton> = copyButton()): Promise<Pressed> {
  const element = await given;
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

/** What is selected when the page is next told to copy. */
function nextCopied(): () => string {
  let selected = '';
  const onCopy = (event: Event): void => {
    const [field] = event.composedPath() as [HTMLTextAreaElement];
    selected = field.value.slice(field.selectionStart, field.selectionEnd);
  };
  document.addEventListener('copy', onCopy, { once: true });
  return () => selected;
}

describe('agent-copy-button', () => {
  it('copies, and says so', async () => {
    const copied: string[] = [];
    const { words } = await pressed({ writeText: async (text: string) => void copied.push(text) });
    expect(copied).to.deep.equal(['the text']);
    expect(words()).to.equal('Copied');
  });

  for (const [where, clipboard] of [
    ['a page has no clipboard', undefined],
    ['the browser refuses the clipboard', refusing],
  ] as const) {
    it(`copies the old way where ${where}`, async () => {
      const copied = nextCopied();
      const { words, hasFocus } = await pressed(clipboard);
      expect(copied()).to.equal('the text');
      expect(words()).to.equal('Copied');
      expect(hasFocus()).to.equal(true);
    });
  }

  it('copies the old way in a modal dialog of the page', async () => {
    const dialog = await fixture<HTMLDialogElement>(
      html`<dialog><agent-copy-button .text=${'the text'}></agent-copy-button></dialog>`,
    );
    dialog.showModal();
    const copied = nextCopied();
    const { words } = await pressed(undefined, Promise.resolve(dialog.querySelector('agent-copy-button')!));
    dialog.close();
    expect(copied()).to.equal('the text');
    expect(words()).to.equal('Copied');
  });

  it('says that it could not copy', async () => {
    document.execCommand = () => false;
    try {
      const { words, hasFocus } = await pressed(refusing);
      expect(words()).to.equal('Could not be copied');
      expect(hasFocus()).to.equal(true);
    } finally {
      Reflect.deleteProperty(document, 'execCommand');
    }
  });

  it('is accessible', async () => {
    const element = await fixture<AgentCopyButton>(html`<agent-copy-button></agent-copy-button>`);
    await expect(element).to.be.accessible();
  });
});
