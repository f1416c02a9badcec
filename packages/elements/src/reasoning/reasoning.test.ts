import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import './define.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentReasoning } from './reasoning.js';

const summary = (element: AgentReasoning): HTMLElement => element.renderRoot.querySelector('.fold-summary')!;

describe('agent-reasoning', () => {
  it('says that it goes on, and how long it took', async () => {
    const element = await fixture<AgentReasoning>(
      html`<agent-reasoning text="Hm." streaming></agent-reasoning>`,
    );
    expect(summary(element).textContent.trim()).to.equal('Thinking…');
    Object.assign(element, { streaming: false, durationMs: 83_000 });
    await element.updateComplete;
    expect(summary(element).textContent.trim()).to.equal('Thought for 1m 23s');
    await expect(element).to.be.accessible();
  });

  it('is a line that cannot be opened where nothing is known of what was thought', async () => {
    const element = await fixture<AgentReasoning>(
      html`<agent-reasoning text=" " duration-ms="4200" open></agent-reasoning>`,
    );
    expect(summary(element).textContent.trim()).to.equal('Thought for 4.2s');
    expect([
      summary(element).matches(':disabled'),
      element.renderRoot.querySelector('.chevron'),
    ]).to.deep.equal([true, null]);
    await expect(element).to.be.accessible();
    element.text = 'Hm.';
    await element.updateComplete;
    expect(summary(element).matches(':enabled[aria-expanded=true]')).to.equal(true);
  });

  it('opens and folds by keyboard', async () => {
    const element = await fixture<AgentReasoning>(
      html`<agent-reasoning text="It **depends**."></agent-reasoning>`,
    );
    const markdown = (): Element | null => element.renderRoot.querySelector('agent-markdown');
    expect(markdown()).to.equal(null);
    summary(element).focus();
    await userEvent.keyboard(' ');
    await waitUntil(() => markdown()?.shadowRoot?.querySelector('strong')?.textContent === 'depends');
    await expect(element).to.be.accessible();
    await userEvent.keyboard('{Enter}');
    await element.updateComplete;
    expect(markdown()).to.equal(null);
  });
});
