import type { Budget } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import type { TemplateResult } from 'lit';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { settle } from '../../../../tools/settle.js';
import { ConversationScript } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';

const HERE = { kind: 'conversation', id: 'conversation-1' } as const;
const CAP: Budget = { meter: 'money', scope: HERE, window: 'total', limit: 5_000_000 };
const CHOICES = Array.from({ length: 60 }, (_, at) => ({ value: `${at}`, label: `Choice ${at}` }));
const COMMANDS = [{ name: 'brief', label: 'Brief' }];

interface Opened {
  /** What is around it, and scrolls. */
  readonly box: HTMLElement;
  readonly anchor: Element;
  /** While it is open. */
  readonly panel: () => HTMLElement | null;
}

/** Within an element of the page that scrolls in a shadow root of its own: nobody outside hears of it. */
async function inScroller(content: TemplateResult): Promise<HTMLElement> {
  const place = await fixture<HTMLElement>(
    html`<div>
      <div style="block-size: 12rem"></div>
      ${content}
      <div style="block-size: 200rem"></div>
    </div>`,
  );
  const box = document.createElement('div');
  box.style.cssText = 'block-size: 24rem; overflow: auto';
  box.append(document.createElement('slot'));
  place.attachShadow({ mode: 'open' }).append(box);
  return box;
}

/** The first element of this name in what `box` scrolls. */
function inside<K extends keyof HTMLElementTagNameMap>(box: HTMLElement, name: K): HTMLElementTagNameMap[K] {
  return (box.getRootNode() as ShadowRoot).host.querySelector(name)!;
}

const openIn = (root: ParentNode): HTMLElement | null => root.querySelector('.panel:popover-open');

const OPENED = {
  async 'a list of choices'(): Promise<Opened> {
    const box = await inScroller(
      html`<agent-choice label="Choice" value="0" .choices=${CHOICES}></agent-choice>`,
    );
    const choice = inside(box, 'agent-choice');
    const button = choice.renderRoot.querySelector('button')!;
    button.click();
    await choice.updateComplete;
    return { box, anchor: button, panel: () => openIn(choice.renderRoot) };
  },
  async 'the panel of the caps'(): Promise<Opened> {
    const client = new ScriptedClient(new ConversationScript().logs('budget_set', CAP));
    const box = await inScroller(
      html`<agent-chat-provider .client=${client}><agent-budget compact></agent-budget></agent-chat-provider>`,
    );
    const budget = inside(box, 'agent-budget');
    await budget.updateComplete;
    const button = budget.renderRoot.querySelector<HTMLElement>('.summary')!;
    button.click();
    return { box, anchor: button, panel: () => openIn(budget.renderRoot) };
  },
  async 'the list that completes a command'(): Promise<Opened> {
    const client = new ScriptedClient(new ConversationScript());
    const box = await inScroller(
      html`<agent-chat-provider .client=${client}
        ><agent-composer .commands=${COMMANDS}></agent-composer
      ></agent-chat-provider>`,
    );
    const composer = inside(box, 'agent-composer');
    await composer.updateComplete;
    composer.focus();
    await userEvent.keyboard('/');
    const anchor = composer.renderRoot.querySelector('.box')!;
    return { box, anchor, panel: () => openIn(composer.renderRoot) };
  },
};

async function frames(): Promise<void> {
  await nextFrame();
  await nextFrame();
  settle();
}

/** How far the panel stands above or below what it belongs to. */
function gap({ anchor, panel }: Opened): number {
  const [own, its] = [anchor, panel()!].map((each) => each.getBoundingClientRect());
  return Math.max(own!.top - its!.bottom, its!.top - own!.bottom);
}

describe('a panel over the page', () => {
  it.each(Object.keys(OPENED) as (keyof typeof OPENED)[])(
    'stays beside what it belongs to, however that is scrolled, and closes when it is out of sight: %s',
    async (name) => {
      const opened = await OPENED[name]();
      await waitUntil(() => opened.panel() !== null, 'the panel');
      await frames();
      expect(gap(opened)).to.be.within(0, 12);
      opened.box.scrollTop += 40;
      await frames();
      expect(gap(opened)).to.be.within(0, 12);
      opened.box.scrollTop += 2_000;
      await waitUntil(() => opened.panel() === null, 'the end of the panel');
    },
  );

  it('stays scrolled as it was', async () => {
    const { box, panel } = await OPENED['a list of choices']();
    await frames();
    panel()!.scrollTop = 300;
    const { top } = panel()!.getBoundingClientRect();
    box.scrollTop += 20;
    await frames();
    expect(panel()!.getBoundingClientRect().top).to.be.closeTo(top - 20, 1);
    expect(panel()!.scrollTop).to.equal(300);
  });

  it('keeps a cap that is half written', async () => {
    const { box, panel } = await OPENED['the panel of the caps']();
    await waitUntil(() => panel() !== null, 'the panel');
    panel()!.querySelector<HTMLElement>('.change')?.click();
    await waitUntil(() => panel()?.querySelector('input') != null, 'the field');
    await frames();
    await userEvent.keyboard('73');
    box.scrollTop += 40;
    await frames();
    expect(panel()?.querySelector('input')?.value).to.equal('73');
  });
});
