import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { bicycleShop } from '../test-support/bicycle-shop.js';
import { FakeServer } from '../test-support/fake-server.js';
import { nextFrame } from '../test-support/next-frame.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

// What a page says of the chat's place, and puts into its slots.

const within = (chat: AgentChat, selector: string): HTMLElement =>
  chat.renderRoot.querySelector<HTMLElement>(selector)!;

describe('the place of a chat', () => {
  it.each([
    ['border-radius: 1rem', '16px'],
    ['border-radius: 4px 8px', '4px 8px'],
    ['', '0px'],
  ])('has the corners that the page gives it: "%s"', async (style, corners) => {
    const chat = await fixture<AgentChat>(
      html`<agent-chat .client=${SAMPLES.empty()} style=${style}></agent-chat>`,
    );
    await nextFrame();
    expect(getComputedStyle(within(chat, '.frame')).borderRadius).to.equal(corners);
  });
});

describe('the header of a chat', () => {
  const SERVER = 'https://in-place.chat.example';
  const PICTURE = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
  let server: FakeServer;
  beforeEach(() => {
    sessionStorage.clear();
    server = new FakeServer(
      SERVER,
      bicycleShop({
        placeholderText: 'Ask',
        iconUrl: `${SERVER}/icon.gif`,
      }),
    );
  });
  afterEach(() => server.restore());

  const isShown = (element: Element): boolean => element.getBoundingClientRect().width > 0;

  it('shows the title and the picture that the page puts into it, side by side', async () => {
    const chat = await fixture<AgentChat>(
      html`<agent-chat src=${SERVER} transport="sse">
        <strong slot="header">Wheels</strong>
        <img slot="icon" src=${PICTURE} alt="" width="28" height="28" />
      </agent-chat>`,
    );
    await waitUntil(() => server.streams === 1);
    const [title, picture] = [...chat.children] as [HTMLElement, HTMLElement];
    await waitUntil(() => isShown(title) && isShown(picture));
    expect(picture.getBoundingClientRect().right).to.be.at.most(title.getBoundingClientRect().left);
    expect(isShown(within(chat, '.title'))).to.equal(false);
  });

  it('keeps the picture of the interface beside a title of the page', async () => {
    const chat = await fixture<AgentChat>(
      html`<agent-chat src=${SERVER} transport="sse"><strong slot="header">Wheels</strong></agent-chat>`,
    );
    await waitUntil(() => chat.renderRoot.querySelector('.mark img') !== null);
    expect(isShown(within(chat, '.mark'))).to.equal(true);
  });
});
