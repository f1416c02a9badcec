import { expect, fixture, html } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { ConversationDirectory } from '../conversation-list/directory.js';
import { bicycleShop } from '../test-support/bicycle-shop.js';
import { ConversationScript } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { sampleConversations } from '../test-support/sample-directory.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { FakeServer } from '../test-support/fake-server.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const SERVER = 'https://moved.chat.example';
const INTERFACE = bicycleShop({
  description: '',
  welcomeMessage: '',
  placeholderText: '',
});

/** As a framework does that puts an element elsewhere. */
function move(chat: Element): void {
  const place = document.createElement('div');
  place.style.blockSize = '600px';
  chat.parentElement?.append(place);
  place.append(chat);
}

const MEMBER = {
  token: 'token-of-ada',
  participants: [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }],
} as const;

const fieldOf = (chat: AgentChat): HTMLTextAreaElement | null | undefined =>
  chat.renderRoot.querySelector('agent-composer')?.renderRoot.querySelector('textarea');
const current = (chat: AgentChat): string | undefined =>
  chat.renderRoot
    .querySelector('agent-conversation-list')
    ?.renderRoot.querySelector('[aria-current]')
    ?.textContent.trim();

describe('agent-chat that is moved within its page', () => {
  beforeEach(() => sessionStorage.clear());

  it('goes on to tell of answers', async () => {
    const script = shortConversation().says('And then?').starts();
    const client = new ScriptedClient(script);
    const chat = await fixture<AgentChat>(html`<agent-chat .client=${client}></agent-chat>`);
    let answers = 0;
    chat.addEventListener('agent-chat-answer', () => (answers += 1));
    await nextFrame();
    move(chat);
    await nextFrame();
    client.follow(script.answers('Done.'));
    await nextFrame();
    expect(answers).to.equal(1);
  });

  it('reads the list of conversations that it had not got yet', async () => {
    let reads = 0;
    const directory: ConversationDirectory = {
      list: ({ signal }) =>
        reads++ > 0
          ? Promise.resolve({ conversations: [], next: null })
          : new Promise((_, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason as Error));
            }),
    };
    const client = new ScriptedClient(new ConversationScript());
    const chat = await fixture<AgentChat>(
      html`<agent-chat .client=${client} .directory=${directory}></agent-chat>`,
    );
    await waitUntil(() => reads === 1, 'the first reading');
    move(chat);
    await waitUntil(() => reads === 2, 'the second reading');
  });

  it('hears nothing while it is out of the page, and asks no server for a conversation', async () => {
    const server = new FakeServer(SERVER, INTERFACE);
    const client = new ScriptedClient(shortConversation());
    const chat = await fixture<AgentChat>(html`<agent-chat src=${SERVER} .client=${client}></agent-chat>`);
    const place = chat.parentElement;
    await nextFrame();
    chat.remove();
    await nextFrame();
    expect(client.listenerCount).to.equal(0);
    chat.client = null;
    await nextFrame();
    await nextFrame();
    expect(server.requests).to.equal(0);
    place?.append(chat);
    await waitUntil(() => server.streams === 1, 'a conversation of its own');
    server.restore();
  });

  it('keeps what is being written', async () => {
    const client = new ScriptedClient(shortConversation());
    const chat = await fixture<AgentChat>(html`<agent-chat .client=${client}></agent-chat>`);
    chat.focus();
    await userEvent.keyboard('Half a');
    move(chat);
    await nextFrame();
    expect(fieldOf(chat)?.value).to.equal('Half a');
  });

  it('stays in the conversation that was chosen, also under a renewed token, with what is being written', async () => {
    const server = new FakeServer(SERVER, INTERFACE);
    server.conversations = sampleConversations();
    const place = await fixture(html`<div style="inline-size: 70rem">
      <agent-chat src=${SERVER} transport="sse" locale="en" .member=${MEMBER}></agent-chat>
    </div>`);
    const chat = place.querySelector('agent-chat')!;
    await waitUntil(() => current(chat) === 'A conversation' && server.streams === 1);
    const list = chat.renderRoot.querySelector('agent-conversation-list');
    list?.renderRoot.querySelectorAll<HTMLElement>('.conversation')[1]?.click();
    await waitUntil(() => current(chat) === 'Which transport for a train tunnel?');
    await waitUntil(() => server.streams === 2);
    chat.focus();
    await userEvent.keyboard('Half a');
    move(chat);
    await waitUntil(() => server.streams === 3);
    await waitUntil(() => current(chat) === 'Which transport for a train tunnel?');
    chat.member = { ...MEMBER, token: 'another-token-of-ada' };
    await waitUntil(() => server.streams === 4);
    await waitUntil(() => current(chat) === 'Which transport for a train tunnel?');
    expect(fieldOf(chat)?.value).to.equal('Half a');
    chat.member = { ...MEMBER, conversationId: 'conversation-4' };
    await waitUntil(() => current(chat) === 'Budget of the spring campaign', 'where the page leads');
    server.restore();
  });

  it('keeps what could not be sent where the page may store nothing', async () => {
    const kinds = ['sessionStorage', 'localStorage'] as const;
    const given = kinds.map((kind) => Object.getOwnPropertyDescriptor(window, kind)!);
    for (const kind of kinds) {
      Object.defineProperty(window, kind, {
        configurable: true,
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    }
    const server = new FakeServer(SERVER, INTERFACE);
    try {
      const chat = await fixture<AgentChat>(html`<agent-chat src=${SERVER} transport="sse"></agent-chat>`);
      await waitUntil(() => server.streams === 1);
      server.isDown = true;
      chat.focus();
      await userEvent.keyboard('Not sent yet{Enter}');
      server.held = new Promise(() => undefined);
      server.isDown = false;
      move(chat);
      server.held = null;
      await waitUntil(() => server.messages.length === 1);
      expect(server.messages[0]).to.deep.include({ text: 'Not sent yet' });
      expect(server.sessions).to.equal(1);
    } finally {
      server.restore();
      kinds.forEach((kind, index) => Object.defineProperty(window, kind, given[index]!));
    }
  });

  it('says that the browser has no more room for unsent messages', async () => {
    const server = new FakeServer(SERVER, INTERFACE);
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = function (this: Storage, name: string, value: string) {
      if (name.includes(':pending:')) throw new DOMException('full', 'QuotaExceededError');
      setItem.call(this, name, value);
    };
    try {
      const chat = await fixture<AgentChat>(html`<agent-chat src=${SERVER} transport="sse"></agent-chat>`);
      await waitUntil(() => server.streams === 1);
      const failures: string[] = [];
      chat.addEventListener('agent-chat-error', ({ error }) => failures.push(error.code));
      server.isDown = true;
      chat.focus();
      await userEvent.keyboard('No room{Enter}');
      await waitUntil(() => failures.length > 0);
      expect(failures[0]).to.equal('StoreUnwritable');
    } finally {
      Storage.prototype.setItem = setItem;
      server.restore();
    }
  });
});
