import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import type { ConversationDirectory } from '../conversation-list/directory.js';
import type { FakeServer } from '../test-support/fake-server.js';
import { freshServer } from '../test-support/managed-chat.js';
import { current, listOf, memberChat, rowsOf, titles } from '../test-support/member-chat.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { manyConversations, sampleConversations } from '../test-support/sample-directory.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const SERVER = 'https://listed.chat.example';
const within = (chat: AgentChat, selector: string): HTMLElement | null | undefined =>
  listOf(chat)?.renderRoot.querySelector<HTMLElement>(selector);

describe('the list of a person with more conversations than a page holds', () => {
  let server: FakeServer;
  beforeEach(() => {
    server = freshServer(SERVER);
    server.conversations = manyConversations();
  });
  afterEach(() => server.restore());

  const rename = (title: string): void => {
    server.conversations = server.conversations.map((each) => ({ ...each, title }));
  };

  it('shows what is older page by page, and keeps it, and its place, when it is read again or left for one of it', async () => {
    const chat = await memberChat(SERVER);
    await waitUntil(() => titles(chat).length === 100);
    within(chat, '[part=older]')?.click();
    await waitUntil(() => titles(chat).length === 150);
    expect(within(chat, '[part=older]')).to.equal(null);
    rename('Read again');
    document.dispatchEvent(new Event('visibilitychange'));
    await waitUntil(() => titles(chat)[149] === 'Read again');
    expect(titles(chat)).to.have.length(150);
    const row = rowsOf(chat)[120];
    row?.scrollIntoView({ block: 'center' });
    const scroller = within(chat, '.scroller')!;
    const { scrollTop } = scroller;
    expect(scrollTop).to.be.greaterThan(0);
    const lengths = new Set<number>();
    const observer = new MutationObserver(() => lengths.add(titles(chat).length));
    observer.observe(listOf(chat)!.renderRoot, { subtree: true, childList: true, characterData: true });
    rename('Read a third time');
    row?.click();
    await waitUntil(() => titles(chat)[149] === 'Read a third time');
    observer.disconnect();
    expect([...lengths]).to.deep.equal([150]);
    expect(scroller.scrollTop).to.equal(scrollTop);
    expect(within(chat, '[aria-current]')?.closest('li')?.dataset['id']).to.equal('talk-120');
    expect(chat.currentClient?.conversationId).to.equal('talk-120');
  });
});

describe('a list that is being read', () => {
  it('shows what is older to whoever asks for it meanwhile', async () => {
    const [first, ...older] = sampleConversations();
    let answer = Promise.resolve();
    const directory: ConversationDirectory = {
      list: async ({ after }) => {
        await answer;
        return after === undefined
          ? { conversations: [first!], next: '1' }
          : { conversations: older, next: null };
      },
    };
    const chat = await fixture<AgentChat>(
      html`<agent-chat locale="en" .client=${SAMPLES.answered()} .directory=${directory}></agent-chat>`,
    );
    await waitUntil(() => current(chat) === 'A conversation');
    const { promise, resolve } = Promise.withResolvers<void>();
    answer = promise;
    // An answer has come, for example.
    document.dispatchEvent(new Event('visibilitychange'));
    within(chat, '[part=older]')?.click();
    await waitUntil(() => within(chat, '[part=older]')?.ariaBusy === 'true', 'that it is loading');
    resolve();
    await waitUntil(() => titles(chat).length === 9, 'the older ones');
  });
});
