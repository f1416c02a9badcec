import type { ChatClient } from '@agent-chat/client';
import { AgentChatError } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { bicycleShop } from '../test-support/bicycle-shop.js';
import { FakeServer } from '../test-support/fake-server.js';
import { nextFrame } from '../test-support/next-frame.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChatProvider } from '../provider/provider.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const SERVER = 'https://driven.chat.example';
const INTERFACE = bicycleShop();

let server: FakeServer;
beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  server = new FakeServer(SERVER, INTERFACE);
});
afterEach(() => server.restore());

const composerOf = (chat: AgentChat) => chat.renderRoot.querySelector('agent-composer')!;
const fieldOf = (chat: AgentChat): HTMLTextAreaElement =>
  composerOf(chat).renderRoot.querySelector('textarea')!;

describe('agent-chat that its page drives', () => {
  it('gives the page the client that it has made, and says when it is there', async () => {
    const clients: ChatClient[] = [];
    const box = await fixture<HTMLElement>(html`<div></div>`);
    box.addEventListener('agent-chat-ready', (event) => clients.push(event.client));
    const chat = document.createElement('agent-chat');
    chat.src = SERVER;
    chat.transport = 'sse';
    expect(chat.currentClient).to.equal(null);
    box.append(chat);
    await waitUntil(() => server.streams === 1);
    await chat.updateComplete;
    expect(clients).to.have.length(1);
    expect(chat.currentClient).to.equal(clients[0]);
    expect(chat.client).to.equal(null);
  });

  it('says so again for another conversation only', async () => {
    const heard: string[] = [];
    const chat = await fixture<AgentChat>(
      html`<agent-chat
        .client=${new ScriptedClient(shortConversation(), {}, 'a')}
        @agent-chat-ready=${(event: HTMLElementEventMap['agent-chat-ready']) =>
          heard.push(event.client.conversationId)}
      ></agent-chat>`,
    );
    chat.heading = 'Another one';
    await chat.updateComplete;
    chat.client = new ScriptedClient(shortConversation(), {}, 'b');
    await chat.updateComplete;
    expect(heard).to.deep.equal(['a', 'b']);
  });

  it('puts a text into the field, behind what is there, once, and sends nothing', async () => {
    const client = new ScriptedClient(shortConversation());
    const chat = document.createElement('agent-chat');
    chat.client = client;
    const filled = chat.prefill('About order 12:');
    (await fixture<HTMLElement>(html`<div></div>`)).append(chat);
    await filled;
    await composerOf(chat).updateComplete;
    expect(fieldOf(chat).value).to.equal('About order 12:');
    await chat.prefill('About order 12:');
    await chat.prefill('And order 13.');
    await composerOf(chat).updateComplete;
    expect(fieldOf(chat).value).to.equal('About order 12:\n\nAnd order 13.');
    expect(client.commands).to.deep.equal([]);
  });

  it('sends for the page beside what is being written, and tells what came of it', async () => {
    const client = new ScriptedClient(shortConversation());
    const chat = await fixture<AgentChat>(html`<agent-chat .client=${client}></agent-chat>`);
    let submits = 0;
    chat.addEventListener('agent-chat-submit', () => (submits += 1));
    await chat.prefill('draft');
    await chat.sendMessage('Where is my order?');
    expect(client.commands).to.deep.equal([['sendMessage', { text: 'Where is my order?' }]]);
    await composerOf(chat).updateComplete;
    expect([fieldOf(chat).value, submits]).to.deep.equal(['draft', 0]);
    client.sendMessage = () => Promise.reject(new AgentChatError('ConversationEnded', 'It is over.'));
    const refused: unknown = await chat.sendMessage('And now?').catch((error: unknown) => error);
    expect(AgentChatError.isInstance(refused) && refused.code).to.equal('ConversationEnded');
  });

  it('has what the page sends wait for a conversation, in sight, and gives it back if there is none', async () => {
    const provider = await fixture<AgentChatProvider>(
      html`<agent-chat-provider><agent-chat></agent-chat></agent-chat-provider>`,
    );
    const chat = provider.querySelector('agent-chat')!;
    const sent = chat.sendMessage('Early');
    await chat.updateComplete;
    await composerOf(chat).updateComplete;
    expect(composerOf(chat).renderRoot.querySelector('.waiting-text')?.textContent).to.equal('Early');
    const client = new ScriptedClient(shortConversation());
    provider.client = client;
    await sent;
    expect(client.commands).to.deep.equal([['sendMessage', { text: 'Early' }]]);
    provider.client = null;
    await nextFrame();
    const second = chat.sendMessage('Late').catch((error: unknown) => error);
    await nextFrame();
    composerOf(chat).disabled = true;
    const failure = await second;
    expect(AgentChatError.isInstance(failure) && failure.code).to.equal('Aborted');
    await composerOf(chat).updateComplete;
    expect(fieldOf(chat).value).to.equal('Late');
  });
});
