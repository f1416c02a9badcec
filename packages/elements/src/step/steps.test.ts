import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import './define.js';
import { formatCost, formatLatency } from './figures.js';
import type { AgentSteps } from './steps.js';
import { type StepEvent, stepsOf } from './steps-view.js';

const EVENTS: readonly StepEvent[] = [
  { node: 'plan', status: 'start' },
  { node: 'plan', status: 'ok', latencyMs: 420, costMicroUsd: 1_234 },
  { node: 'search', status: 'start' },
  { node: 'search', status: 'retry', latencyMs: 900, message: 'The index was busy.' },
  { node: 'search', status: 'start' },
  { node: 'search', status: 'ok', latencyMs: 1_500, costMicroUsd: 10_000 },
  { node: 'write', status: 'error', message: 'No <b>model</b> answered.' },
  { node: 'plan', status: 'start' },
];

async function steps(events: readonly StepEvent[], running = false): Promise<AgentSteps> {
  const element = await fixture<AgentSteps>(html`<agent-steps .events=${events}></agent-steps>`);
  element.running = running;
  await element.updateComplete;
  return element;
}

/** On one line, with money as every browser has it: some put a space before the amount. */
const lineOf = (element: Element): string =>
  element.textContent.replace(/\s+/g, ' ').replace('$ ', '$').trim();
const lines = (element: AgentSteps): string[] => [...element.renderRoot.querySelectorAll('li')].map(lineOf);

describe('agent-steps', () => {
  it('shows each node once for its start, its retries and its end', async () => {
    const element = await steps(EVENTS, true);
    expect(lines(element)).to.deep.equal([
      'plan Done 420ms$0.0012',
      'search Done Attempt 2 2.4s$0.0100',
      'write Failed No <b>model</b> answered.',
      'plan Running',
    ]);
    expect(element.renderRoot.querySelector('b')).to.equal(null);
    const summary = element.renderRoot.querySelector('.fold-summary');
    expect(summary && lineOf(summary)).to.equal('4 steps1 failed2.8s$0.0112');
    await expect(element).to.be.accessible();
  });

  it('says of what never ended that it did not, once the turn is over', async () => {
    expect(lines(await steps(EVENTS)).at(-1)).to.equal('plan Not finished');
  });

  it('tells what cost nothing from what nobody has said the cost of', async () => {
    const free = { node: 'look_up', status: 'ok', latencyMs: 3, costMicroUsd: 0 } as const;
    const unsaid = { node: 'read', status: 'ok', latencyMs: 4 } as const;
    expect(lines(await steps([free, unsaid]))).to.deep.equal(['look_up Done 3ms$0.0000', 'read Done 4ms']);
  });

  it('folds by keyboard', async () => {
    const element = await steps(EVENTS, true);
    const summary = element.renderRoot.querySelector<HTMLElement>('.fold-summary')!;
    summary.focus();
    await userEvent.keyboard('{Enter}');
    await element.updateComplete;
    expect(lines(element)).to.deep.equal([]);
    expect(summary.getAttribute('aria-expanded')).to.equal('false');
    expect(summary.textContent).to.contain('plan');
    await expect(element).to.be.accessible();
  });
});

describe('stepsOf', () => {
  it('takes two nodes of one name at work at once for two steps', () => {
    const start = { node: 'a', status: 'start' } as const;
    const found = stepsOf([start, start, { node: 'a', status: 'ok' }], true);
    expect(found.map(({ status }) => status)).to.deep.equal(['running', 'done']);
  });
});

describe('figures', () => {
  it('are dollars to four decimals, and never nothing for something', () => {
    expect(formatCost(12_345, 'en')).to.equal('$0.0123');
    expect(formatCost(1, 'en')).to.equal('< $0.0001');
    expect(formatCost(0, 'en')).to.equal('$0.0000');
    expect(formatLatency(12.4, 'en')).to.equal('12ms');
  });
});
