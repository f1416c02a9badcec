import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { AgentMenu } from './menu.js';
import './define.js';

const ITEMS = [
  { id: 'one', label: 'One' },
  { id: 'two', label: 'Two' },
  { id: 'three', label: 'Three', divided: true },
];

async function menu(): Promise<{ menu: AgentMenu; chosen: string[]; focused: () => string | undefined }> {
  const element = await fixture<AgentMenu>(html`<agent-menu label="More" .items=${ITEMS}></agent-menu>`);
  const chosen: string[] = [];
  element.addEventListener('agent-chat-menu', ({ item }) => chosen.push(item));
  return { menu: element, chosen, focused: () => element.shadowRoot?.activeElement?.textContent.trim() };
}

describe('agent-menu', () => {
  it('is accessible, closed and open', async () => {
    const { menu: element } = await menu();
    await expect(element).to.be.accessible();
    element.open = true;
    await element.updateComplete;
    await expect(element).to.be.accessible();
  });

  it('is gone through by keyboard, round and round', async () => {
    const { menu: element, chosen, focused } = await menu();
    element.focus();
    await userEvent.keyboard('{ArrowDown}');
    await element.updateComplete;
    const seen = [];
    for (const key of ['{ArrowDown}', '{ArrowDown}', '{ArrowDown}', '{ArrowUp}', '{Home}', '{End}']) {
      await userEvent.keyboard(key);
      seen.push(focused());
    }
    expect(seen).to.deep.equal(['Two', 'Three', 'One', 'Three', 'One', 'Three']);
    await userEvent.keyboard('{Enter}');
    expect(chosen).to.deep.equal(['three']);
    expect(element.open).to.equal(false);
    expect(element.shadowRoot?.activeElement?.getAttribute('aria-haspopup')).to.equal('menu');
  });

  it('closes on Escape, on a press elsewhere and when the focus leaves it', async () => {
    const { menu: element, chosen } = await menu();
    const outside = await fixture<HTMLElement>(html`<button>Elsewhere</button>`);
    const open = async (): Promise<void> => {
      element.open = true;
      await element.updateComplete;
    };
    await open();
    element.focus();
    await userEvent.keyboard('{Escape}');
    expect(element.open).to.equal(false);
    await open();
    await userEvent.click(outside);
    expect(element.open).to.equal(false);
    await open();
    element.focus();
    outside.focus();
    expect(element.open).to.equal(false);
    expect(chosen).to.deep.equal([]);
  });
});
