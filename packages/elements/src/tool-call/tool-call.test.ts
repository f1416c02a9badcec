import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { describe, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import './define.js';
import { inertText, shortArguments } from './inert-text.js';
import { type AgentToolCall, TOOL_CALL_STATUSES } from './tool-call.js';

async function toolCall(change: Partial<AgentToolCall>): Promise<AgentToolCall> {
  const element = await fixture<AgentToolCall>(html`<agent-tool-call></agent-tool-call>`);
  Object.assign(element, { name: 'search_docs', args: { query: 'resume' }, ...change });
  await element.updateComplete;
  return element;
}

const summary = (element: AgentToolCall): HTMLElement => element.renderRoot.querySelector('.fold-summary')!;
const words = (element: AgentToolCall): string => summary(element).textContent.replace(/\s+/g, ' ').trim();

describe('agent-tool-call', () => {
  it('says by words and a sign how it stands, whatever that is', async () => {
    const expected = [
      'Preparing',
      'Waiting',
      'Needs approval',
      'Running',
      'Done',
      'Failed',
      'Not allowed',
      'Not finished',
    ];
    for (const [index, status] of TOOL_CALL_STATUSES.entries()) {
      const element = await toolCall({ status });
      expect(words(element)).to.equal(`search_docs resume ${expected[index]}`);
      expect(element.renderRoot.querySelector('.icon')?.firstElementChild).not.to.equal(null);
      await expect(element).to.be.accessible();
    }
  });

  it('shows what turns text around in its name', async () => {
    expect(words(await toolCall({ name: 'a\u202egnp.exe' }))).to.contain('a\\u202egnp.exe');
  });

  it('says how long it took', async () => {
    expect(words(await toolCall({ status: 'done', durationMs: 1_240 }))).to.contain('Done · 1.2s');
  });

  it('counts how long it runs, and says that it was started again', async () => {
    const element = await toolCall({ status: 'running', startedAt: Date.now() - 3_400, attempts: 2 });
    expect(words(element)).to.contain('Running · Attempt 2 · 3s');
    await waitUntil(() => words(element).includes('4s'), 'it counts', { timeout: 5_000 });
    // A clock that goes wrong shows no time that is less than nothing.
    element.startedAt = Date.now() + 60_000;
    await element.updateComplete;
    expect(words(element)).to.contain('Running · Attempt 2').and.not.contain('-');
  });

  it('does not read again with each second what went in and what came out', async () => {
    let reads = 0;
    const read = (): string => {
      reads += 1;
      return 'value';
    };
    const value = Object.defineProperty({}, 'query', { get: read, enumerable: true });
    const element = await toolCall({ status: 'running', args: value, output: value, open: true });
    const readOnce = reads;
    expect(readOnce).to.be.at.least(3);
    element.requestUpdate();
    await element.updateComplete;
    expect(reads).to.equal(readOnce);
    element.args = { query: 'other' };
    await element.updateComplete;
    expect(words(element)).to.contain('other');
    expect(element.renderRoot.querySelector('pre')?.textContent).to.contain('other');
  });

  it('opens by keyboard, and shows input and result as text', async () => {
    const element = await toolCall({ status: 'done', output: '<img src=x onerror=alert(1)> **x**' });
    summary(element).focus();
    await userEvent.keyboard('{Enter}');
    await element.updateComplete;
    expect(summary(element).getAttribute('aria-expanded')).to.equal('true');
    const values = [...element.renderRoot.querySelectorAll('pre')].map((value) => value.textContent);
    expect(values).to.deep.equal(['{\n  "query": "resume"\n}', '<img src=x onerror=alert(1)> **x**']);
    expect(element.renderRoot.querySelector('pre img, pre strong')).to.equal(null);
    await expect(element).to.be.accessible();
  });

  it('shows why it failed', async () => {
    const error = { code: 'Internal', message: 'The file is not there.', retryable: true };
    const element = await toolCall({ status: 'failed', error, open: true });
    expect(element.renderRoot.textContent).to.contain('The file is not there. (Internal)');
  });
});

describe('inertText', () => {
  it('makes visible what could deceive: control characters and turns of direction', () => {
    expect(inertText('a\u202egnp.exe\u0007')).to.equal('a\\u202egnp.exe\\u0007');
  });

  it('says how much it leaves out', () => {
    expect(inertText('x'.repeat(20_500))).to.match(/x\n… \+500$/);
    expect(inertText(`${'x'.repeat(19_999)}😀y`), 'no half of a character').to.match(/x\n… \+3$/);
  });
});

describe('shortArguments', () => {
  it('takes the first thing that says something, on one line', () => {
    expect(shortArguments({ deep: { a: 1 }, query: 'two\nlines', limit: 3 })).to.equal('two lines');
    expect(shortArguments({ query: 'x'.repeat(100) })).to.have.length(81);
    expect(shortArguments({ query: `${'x'.repeat(79)}😀y` })).to.equal(`${'x'.repeat(79)}…`);
    for (const args of [null, 'text', [], { a: null }]) expect(shortArguments(args)).to.equal('');
  });

  it('looks no further than it shows', () => {
    let longest = 0;
    const replace = String.prototype.replace;
    vi.spyOn(String.prototype, 'replace').mockImplementation(function noting(this: string, ...change) {
      // What begins a text is found without looking at the rest.
      const [pattern] = change;
      const isAtStart = pattern instanceof RegExp && pattern.source.startsWith('^');
      if (!isAtStart) longest = Math.max(longest, this.length);
      return replace.apply(this, change as never);
    });
    const hint = shortArguments({ query: `\n  ${'two\n lines '.repeat(100_000)}` });
    vi.restoreAllMocks();
    expect(hint).to.equal(`${'two lines '.repeat(8)}…`);
    expect(longest).to.be.within(80, 6_000);
  });
});
