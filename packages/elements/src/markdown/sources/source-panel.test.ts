import type { Citation } from '@agent-chat/protocol';
import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../define.js';
import { ConversationScript } from '../../test-support/conversation-script.js';
import { listFor, scroller } from '../../test-support/list-fixture.js';
import { nextFrame } from '../../test-support/next-frame.js';
import { ScriptedClient } from '../../test-support/scripted-client.js';
import type { AgentMarkdown } from '../markdown.js';

const CITATIONS: readonly Citation[] = [
  { marker: '1', title: 'A log', url: 'https://example.com/log', excerpt: 'An *ordered* <b>log</b>.' },
  { marker: '2', title: 'A book' },
  {
    marker: '3\u200b',
    title: 'A trap\u202e',
    url: 'javascript:alert(1)',
    excerpt: '<img src=x onerror=alert(1)>',
  },
];

async function cited(): Promise<AgentMarkdown> {
  const page = await fixture(
    html`<div>
      <agent-markdown .text=${'As is said [1], [2] and [3\u200b].'} .citations=${CITATIONS}></agent-markdown>
      <button>What follows</button>
    </div>`,
  );
  const element = page.querySelector('agent-markdown')!;
  await waitUntil(() => element.renderRoot.querySelectorAll('.citation').length === 3);
  return element;
}

const panelOf = (element: AgentMarkdown): HTMLElement | null =>
  element.renderRoot.querySelector<HTMLElement>('.source-panel:popover-open');
const chipOf = (element: AgentMarkdown, index: number): HTMLElement =>
  element.renderRoot.querySelectorAll<HTMLElement>('.citation')[index]!;
const words = (element: AgentMarkdown, selector: string): string =>
  (panelOf(element)?.querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ').trim();

/** As a person does it without a mouse. */
async function open(element: AgentMarkdown, index: number): Promise<HTMLElement> {
  const chip = chipOf(element, index);
  chip.focus();
  await userEvent.keyboard('{Enter}');
  await waitUntil(() => element.shadowRoot?.activeElement === panelOf(element), 'the panel has the focus');
  return chip;
}

describe('the panel of a source', () => {
  it('says what the source says, as text, and leads to it', async () => {
    const element = await cited();
    const chip = await open(element, 0);
    const panel = panelOf(element);
    expect(panel?.getAttribute('role')).to.equal('dialog');
    expect(panel?.getAttribute('aria-label')).to.equal('Source 1: A log');
    expect(chip.getAttribute('aria-expanded')).to.equal('true');
    expect(words(element, '.source-name')).to.equal('A log');
    expect(words(element, '.source-excerpt')).to.equal('An *ordered* <b>log</b>.');
    const link = panel?.querySelector('a');
    expect(link?.href).to.equal('https://example.com/log');
    expect(link?.rel).to.equal('noopener noreferrer');
    expect(words(element, 'a')).to.contain('example.com');
    await expect(element).to.be.accessible();
  });

  it('gives the focus back when it is closed, by Escape and by its button', async () => {
    const element = await cited();
    const chip = await open(element, 0);
    await userEvent.keyboard('{Escape}');
    await waitUntil(() => panelOf(element) === null);
    await waitUntil(() => element.shadowRoot?.activeElement === chip);
    await waitUntil(() => chip.getAttribute('aria-expanded') === 'false');
    await open(element, 0);
    panelOf(element)?.querySelector<HTMLElement>('[aria-label=Close]')?.click();
    expect(panelOf(element)).to.equal(null);
    expect(element.shadowRoot?.activeElement).to.equal(chip);
  });

  it('is left by Tab, and closes then', async () => {
    const element = await cited();
    await open(element, 1);
    for (let press = 0; press < 8 && panelOf(element) !== null; press++) await userEvent.keyboard('{Tab}');
    expect(panelOf(element)).to.equal(null);
  });

  it('goes to the next source and the one before, and says which it is', async () => {
    const element = await cited();
    await open(element, 1);
    expect(words(element, '[role=status]')).to.equal('2 of 3');
    expect(words(element, '.source-refused')).to.equal('This source has no address.');
    panelOf(element)?.querySelector<HTMLElement>('.later')?.focus();
    await userEvent.keyboard('{Enter}');
    expect(words(element, '[role=status]')).to.equal('3 of 3');
    expect(element.shadowRoot?.activeElement, 'there is none behind the last').to.equal(panelOf(element));
    panelOf(element)?.querySelector<HTMLElement>('.earlier')?.focus();
    await userEvent.keyboard('{Enter}');
    expect(words(element, '.source-name')).to.equal('A book');
  });

  it('leads nowhere that no link may lead, and runs nothing', async () => {
    const element = await cited();
    await open(element, 2);
    expect(panelOf(element)?.querySelector('a, img')).to.equal(null);
    expect(words(element, '.source-name')).to.equal('A trap\\u202e');
    expect(panelOf(element)?.getAttribute('aria-label')).to.equal('Source 3\\u200b: A trap\\u202e');
    expect(words(element, '.source-excerpt')).to.equal('<img src=x onerror=alert(1)>');
    expect(words(element, '.source-refused')).to.equal('Its address cannot be opened safely.');
  });

  it('opens from the list below the answer as well, and takes the place of the one before', async () => {
    const element = await cited();
    await open(element, 0);
    element.renderRoot.querySelectorAll<HTMLElement>('.source')[1]?.click();
    await waitUntil(() => words(element, '.source-name') === 'A book');
    expect(element.renderRoot.querySelectorAll('.source-panel')).to.have.length(1);
    expect(chipOf(element, 0).getAttribute('aria-expanded')).to.equal('false');
  });

  describe('in a conversation that scrolls', () => {
    const LINES = Array.from({ length: 40 }, (_, index) => `Line ${index}\n\n`).join('');

    async function citedInList(): Promise<readonly [AgentMarkdown, HTMLElement]> {
      const text = `As is said [1].\n\n${LINES}`;
      const part = { type: 'text', partId: 'p1', text, citations: CITATIONS } as const;
      const list = await listFor(new ScriptedClient(new ConversationScript().says('Where?').answers([part])));
      scroller(list).scrollTop = 0;
      await nextFrame();
      const message = list.renderRoot.querySelectorAll('agent-message')[1]!;
      const element = message.renderRoot.querySelector('agent-markdown')!;
      await waitUntil(() => element.renderRoot.querySelector('.citation') !== null);
      await open(element, 0);
      await nextFrame();
      return [element, scroller(list)];
    }

    it('stays beside its chip while that is in sight, and closes then', async () => {
      const [element, box] = await citedInList();
      const panel = panelOf(element)!;
      box.scrollTop += 40;
      await nextFrame();
      await nextFrame();
      expect(panelOf(element)).to.equal(panel);
      const [shown, chip] = [panel, chipOf(element, 0)].map((each) => each.getBoundingClientRect());
      const gaps = [chip!.top - shown!.bottom, shown!.top - chip!.bottom];
      expect(Math.max(...gaps)).to.be.within(0, 12);
      box.scrollTop += 2_000;
      await waitUntil(() => panelOf(element) === null, 'the panel is closed');
      expect(chipOf(element, 0).ariaExpanded).to.equal('false');
    });

    it('listens no more when it is taken out of the page while it is open', async () => {
      const [element] = await citedInList();
      const chip = chipOf(element, 0);
      element.remove();
      expect(chip.ariaExpanded).to.equal('false');
    });
  });
});
