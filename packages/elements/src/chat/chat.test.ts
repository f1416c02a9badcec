import { ChatInterface } from '@agent-chat/protocol';
import { expect } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { FakeServer } from '../test-support/fake-server.js';
import { field, freshServer, INTERFACE, managedChat, within, words } from '../test-support/managed-chat.js';
import { nextFrame } from '../test-support/next-frame.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const SERVER = 'https://one.chat.example';
let server: FakeServer;
beforeEach(() => {
  server = freshServer(SERVER);
});
afterEach(() => server.restore());

describe('agent-chat', () => {
  it('begins a conversation by itself and shows the interface', async () => {
    const chat = await managedChat(SERVER);
    await waitUntil(() => words(chat, '.title') === 'Bicycle shop');
    await waitUntil(() => server.streams === 1);
    await nextFrame();
    expect(words(chat, '.welcome h3')).to.equal('What do you ride?');
    expect(field(chat).placeholder).to.equal('Ask about bicycles');
    await expect(chat).to.be.accessible();
  });

  it('says in the language of the reader what nobody has written', async () => {
    const placeholderText = ChatInterface.shape.placeholderText.parse(undefined);
    server.restore();
    server = new FakeServer(SERVER, { ...INTERFACE, placeholderText });
    const chat = await managedChat(SERVER);
    chat.locale = 'de';
    await waitUntil(() => words(chat, '.title') === 'Bicycle shop');
    await waitUntil(() => field(chat).placeholder === 'Nachricht schreiben');
    await waitUntil(() => server.streams === 1);
  });

  it('says whether it was made light or dark', async () => {
    const chat = await managedChat(SERVER);
    await waitUntil(() => server.streams === 1);
    expect(chat.matches(':state(light)') || chat.matches(':state(dark)')).to.equal(false);
    chat.theme = 'dark';
    await chat.updateComplete;
    expect(chat.matches(':state(dark)')).to.equal(true);
    chat.theme = 'light';
    await chat.updateComplete;
    expect(chat.matches(':state(light)')).to.equal(true);
    expect(chat.matches(':state(dark)')).to.equal(false);
  });

  it('has the cursor where the person writes on after a prompt, which goes away', async () => {
    const chat = await managedChat(SERVER);
    const prompt = (): HTMLElement | null | undefined =>
      within(chat, 'agent-suggested-prompts')?.shadowRoot?.querySelector('.prompt');
    await waitUntil(() => server.streams === 1 && prompt()?.checkVisibility() === true, 'the prompt');
    prompt()?.focus();
    await userEvent.keyboard('{Enter}');
    await waitUntil(() => chat.shadowRoot?.activeElement?.localName === 'agent-composer', 'the focus');
  });

  it('sends what is typed, with the session’s token', async () => {
    const chat = await managedChat(SERVER);
    await waitUntil(() => server.streams === 1);
    chat.focus();
    await userEvent.keyboard('Hello{Enter}');
    await waitUntil(() => server.messages.length === 1);
    expect(server.messages[0]).to.deep.include({ token: 'token-1', text: 'Hello' });
  });

  it('resumes its conversation after a reload', async () => {
    const first = await managedChat(SERVER);
    await waitUntil(() => server.streams === 1);
    first.remove();
    const second = await managedChat(SERVER);
    await waitUntil(() => server.streams === 2);
    expect(server.sessions).to.equal(1);
    second.remove();
  });

  it('keeps a session in the tab alone where the interface wants that', async () => {
    server.info = { ...INTERFACE, persistenceType: 'session' };
    const chat = await managedChat(SERVER);
    await waitUntil(() => server.streams === 1);
    expect(Object.keys(localStorage)).to.deep.equal([]);
    expect(sessionStorage.getItem(`agent-chat:session:${SERVER}:demo`)).to.contain('token-1');
    chat.remove();
    await managedChat(SERVER);
    await waitUntil(() => server.streams === 2);
    expect(server.sessions).to.equal(1);
  });

  it('cuts a long title off in a narrow place, and is no wider than it', async () => {
    const chat = await managedChat(SERVER);
    chat.heading = 'The name of a chat that has more words than room';
    chat.style.inlineSize = '280px';
    await nextFrame();
    const header = within(chat, 'header');
    expect(header?.getBoundingClientRect().right).to.be.at.most(chat.getBoundingClientRect().right);
  });

  it('begins a new conversation when asked to, unless a listener prevents it', async () => {
    const chat = await managedChat(SERVER);
    await waitUntil(() => server.streams === 1);
    const button = within(chat, '[part=new-conversation]');
    chat.addEventListener('agent-chat-new-conversation', (event) => event.preventDefault(), { once: true });
    button?.click();
    await nextFrame();
    expect(server.sessions).to.equal(1);
    button?.click();
    // Before the server has answered: the person goes on writing meanwhile.
    expect(chat.shadowRoot?.activeElement?.localName).to.equal('agent-composer');
    await waitUntil(() => server.streams === 2);
    expect(server.sessions).to.equal(2);
    expect(chat.shadowRoot?.activeElement?.localName).to.equal('agent-composer');
  });

  describe('when the server cannot be reached as a new conversation is wished for', () => {
    const pending = (): string[] => Object.keys(localStorage).filter((name) => name.includes(':pending:'));

    async function leftBehind(): Promise<AgentChat> {
      const chat = await managedChat(SERVER);
      await waitUntil(() => server.streams === 1);
      server.isDown = true;
      chat.focus();
      await userEvent.keyboard('Not sent yet{Enter}');
      within(chat, '[part=new-conversation]')?.click();
      await waitUntil(() => within(chat, '.notice button') !== null);
      expect(pending()).to.have.length(1);
      return chat;
    }

    it('comes back to the one before after a reload, with what was not sent', async () => {
      const chat = await leftBehind();
      chat.remove();
      server.isDown = false;
      await managedChat(SERVER);
      await waitUntil(() => server.messages.length === 1);
      expect(server.messages[0]).to.deep.include({ token: 'token-1', text: 'Not sent yet' });
      expect(server.sessions).to.equal(1);
    });

    it('forgets the one before once there is another', async () => {
      const chat = await leftBehind();
      server.isDown = false;
      within(chat, '.notice button')?.click();
      await waitUntil(() => server.streams === 2);
      expect([server.sessions, server.messages.length, pending().length]).to.deep.equal([2, 0, 0]);
    });
  });
});
