import { expect, fixture, html } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript } from '../test-support/conversation-script.js';
import { within, words } from '../test-support/managed-chat.js';
import { nextFrame } from '../test-support/next-frame.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe('agent-chat in a page', () => {
  it('takes colours and words from the page', async () => {
    const chat = await fixture<AgentChat>(
      html`<div style="--agent-chat-accent: rgb(1, 2, 3)">
        <agent-chat
          .client=${new ScriptedClient(new ConversationScript())}
          .messages=${{ welcome: 'Grüß Gott' }}
        ></agent-chat>
      </div>`,
    ).then((page) => page.querySelector('agent-chat')!);
    await nextFrame();
    expect(words(chat, '.welcome h3')).to.equal('Grüß Gott');
    expect(getComputedStyle(within(chat, '.mark')!).backgroundColor).to.equal('rgb(1, 2, 3)');
  });

  it('lets the page restyle what is deep inside by its parts', async () => {
    const style = document.createElement('style');
    style.textContent = 'agent-chat::part(code-block), agent-chat::part(send) { border-radius: 3px; }';
    document.head.append(style);
    try {
      const chat = await fixture<AgentChat>(html`<agent-chat .client=${SAMPLES.answered()}></agent-chat>`);
      await waitUntil(() => deep(chat.renderRoot).some((element) => element.matches('.code')));
      for (const selector of ['.code', '.send']) {
        const element = deep(chat.renderRoot).find((each) => each.matches(selector));
        expect(getComputedStyle(element!).borderTopLeftRadius, selector).to.equal('3px');
      }
    } finally {
      style.remove();
    }
  });

  it('is dark or light as it is told, else as the page', async () => {
    const paper = async (theme: string | undefined, page: string): Promise<string> => {
      const box = await fixture<HTMLElement>(
        html`<div style="color-scheme: ${page}"><agent-chat .client=${SAMPLES.empty()} .theme=${theme}></agent-chat></div>`,
      );
      return getComputedStyle(within(box.querySelector('agent-chat')!, '.frame')!).backgroundColor;
    };
    const [light, dark] = [await paper(undefined, 'light'), await paper(undefined, 'dark')];
    expect(light).not.to.equal(dark);
    expect(await paper('dark', 'light')).to.equal(dark);
    expect(await paper('light', 'dark')).to.equal(light);
  });

  it('stands its ground against the rules of a hostile page', async () => {
    const style = document.createElement('style');
    style.textContent = `* { all: unset !important; font: 40px/3 serif !important; color: red !important;
      text-transform: uppercase !important; letter-spacing: 9px !important; text-align: right !important; }`;
    document.head.append(style);
    try {
      const chat = await fixture<AgentChat>(html`<agent-chat .client=${SAMPLES.answered()}></agent-chat>`);
      await nextFrame();
      const { fontSize, textTransform, letterSpacing, textAlign, color } = getComputedStyle(
        within(chat, '.frame')!,
      );
      expect({ fontSize, textTransform, letterSpacing, textAlign }).to.deep.equal({
        fontSize: '22px',
        textTransform: 'none',
        letterSpacing: 'normal',
        textAlign: 'start',
      });
      expect(color).not.to.equal('rgb(255, 0, 0)');
      const { height } = within(chat, '.frame')!.getBoundingClientRect();
      expect(height).to.be.within(300, innerHeight);
    } finally {
      style.remove();
    }
  });

  it('goes through by keyboard: header, conversation, what is in it, composer', async () => {
    const page = await fixture<HTMLElement>(
      html`<div><button>Before</button><agent-chat .client=${SAMPLES.answered()}></agent-chat></div>`,
    );
    const chat = page.querySelector('agent-chat')!;
    await waitUntil(() => deep(chat.renderRoot).some(({ localName }) => localName === 'pre'));
    await customElements.whenDefined('agent-menu');
    await nextFrame();
    const names: string[] = [];
    page.querySelector('button')?.focus();
    for (let press = 0; press < 30 && names.at(-1) !== 'textarea'; press++) {
      await userEvent.tab();
      names.push(focused()?.localName ?? '');
    }
    expect(names.slice(0, 2)).to.deep.equal(['button', 'div']);
    expect(names).to.include('pre').and.include('button').and.include('a');
    expect(names.at(-1)).to.equal('textarea');
  });
});

function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
  return element;
}

function deep(root: ParentNode): Element[] {
  return [...root.querySelectorAll('*')].flatMap((element) => [
    element,
    ...(element.shadowRoot === null ? [] : deep(element.shadowRoot)),
  ]);
}
