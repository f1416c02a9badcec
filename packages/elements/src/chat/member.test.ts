import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { AgentChatMenuEvent } from '../menu/menu.events.js';
import { bicycleShop } from '../test-support/bicycle-shop.js';
import { ConversationScript } from '../test-support/conversation-script.js';
import { FakeServer } from '../test-support/fake-server.js';
import { ADA, current, listOf, memberChat as chatOf, titles } from '../test-support/member-chat.js';
import { nextFrame } from '../test-support/next-frame.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { manyConversations, sampleConversations, sampleDirectory } from '../test-support/sample-directory.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import type { MemberAccess } from './member-access.js';
import '../define.js';

const SERVER = 'https://member.chat.example';
const INTERFACE = bicycleShop({
  persistenceType: 'local_storage',
  coverType: 'gradient',
  coverValue: 'linear-gradient(90deg, #102030, #405060)',
  primaryColor: '#0a7d5a',
  borderRadius: 4,
});

let server: FakeServer;
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  server = new FakeServer(SERVER, INTERFACE);
  server.conversations = sampleConversations();
});
afterEach(() => server.restore());

const BEA = {
  token: 'token-of-bea',
  participants: [{ participantId: 'bea', kind: 'user', displayName: 'Bea' }],
} as const;

const memberChat = (width?: string, member?: MemberAccess): Promise<AgentChat> =>
  chatOf(SERVER, { width, member });

describe('a person with several conversations', () => {
  it('begins in the newest one, and sees all of them', async () => {
    const chat = await memberChat();
    await waitUntil(() => current(chat) === 'A conversation');
    expect(titles(chat)).to.have.length(9);
    expect(titles(chat)[2]).to.equal('Untitled conversation');
    await waitUntil(() => server.streams === 1);
    await expect(chat).to.be.accessible();
  });

  it('reads for all tabs of the person, and for no other tab where nobody says who that is', async () => {
    const asked = vi.spyOn(navigator.locks, 'request');
    const names = (): string[] =>
      asked.mock.calls.map(([name]) => name).filter((name) => name.includes(SERVER));
    try {
      await memberChat();
      await waitUntil(() => server.streams === 1);
      expect(names()[0]).to.contain(`${SERVER} ada`);
      asked.mockClear();
      await memberChat(undefined, { token: 'token-of-bea', participants: [], conversationId: 'talk-1' });
      await waitUntil(() => server.streams === 2);
      expect(names()).to.deep.equal([]);
    } finally {
      asked.mockRestore();
    }
  });

  it('finds what is on no page that was shown', async () => {
    server.conversations = manyConversations();
    const chat = await memberChat();
    await waitUntil(() => titles(chat).length === 100);
    listOf(chat)?.renderRoot.querySelector<HTMLElement>('[type=search]')?.focus();
    await userEvent.keyboard('talk 149');
    await waitUntil(() => titles(chat).length === 1);
    expect(titles(chat)).to.deep.equal(['Talk 149']);
    await userEvent.keyboard('9');
    await waitUntil(() => titles(chat).length === 0);
    expect(listOf(chat)?.renderRoot.textContent).to.contain('No conversation');
  });

  it('goes to another one, under the same token, and back to writing', async () => {
    const chat = await memberChat();
    await waitUntil(() => titles(chat).length === 9);
    listOf(chat)?.renderRoot.querySelectorAll<HTMLElement>('.conversation')[1]?.click();
    await waitUntil(() => current(chat) === 'Which transport for a train tunnel?');
    expect(chat.shadowRoot?.activeElement?.localName).to.equal('agent-composer');
    await userEvent.keyboard('Which one?{Enter}');
    await waitUntil(() => server.messages.length === 1);
    expect(server.messages[0]).to.deep.include({ token: 'token-of-ada', text: 'Which one?' });
  });

  it('begins another one, which is listed and shown', async () => {
    const chat = await memberChat();
    await waitUntil(() => titles(chat).length === 9);
    listOf(chat)?.renderRoot.querySelector<HTMLElement>('[part=list-new]')?.click();
    await waitUntil(() => titles(chat).length === 10);
    await waitUntil(() => current(chat) === 'Untitled conversation');
  });

  it('begins one, however often it is asked for it and whatever answer is lost', async () => {
    const chat = await memberChat();
    await waitUntil(() => titles(chat).length === 9 && server.streams === 1);
    const button = listOf(chat)?.renderRoot.querySelector<HTMLElement>('[part=list-new]');
    const tryNow = (): HTMLElement | null => chat.renderRoot.querySelector('.notice button');
    server.losesAnswer = true;
    button?.click();
    button?.click();
    await waitUntil(() => tryNow() !== null);
    tryNow()?.click();
    await waitUntil(() => current(chat) === 'Untitled conversation');
    listOf(chat)?.renderRoot.querySelector<HTMLElement>('[part=list-new]')?.click();
    await nextFrame();
    await waitUntil(() => server.streams === 2);
    expect(server.conversations).to.have.length(10);
  });

  it('leaves nothing of what was half typed, or of their list, to who comes after them', async () => {
    const chat = await memberChat();
    await waitUntil(() => titles(chat).length === 9 && server.streams === 1);
    const field = (): HTMLTextAreaElement =>
      chat.renderRoot.querySelector('agent-composer')!.renderRoot.querySelector('textarea')!;
    chat.focus();
    await userEvent.keyboard('My secret');
    chat.member = { ...ADA, token: 'another-token-of-ada' };
    await waitUntil(() => server.streams === 2);
    expect(field().value).to.equal('My secret');
    server.conversations = sampleConversations().slice(1);
    server.isDown = true;
    chat.member = BEA;
    await waitUntil(() => chat.renderRoot.querySelector('.notice') !== null);
    expect([field().value, listOf(chat)]).to.deep.equal(['', null]);
    await userEvent.fill(field(), 'For Bea');
    server.isDown = false;
    chat.renderRoot.querySelector<HTMLElement>('.notice button')?.click();
    await waitUntil(() => titles(chat).length === 8);
    expect(field().value).to.equal('For Bea');
  });

  it('sends and shows nothing of what was left unsent to who takes part in the same conversation', async () => {
    const chat = await memberChat();
    await waitUntil(() => server.streams === 1);
    const field = (): HTMLTextAreaElement =>
      chat.renderRoot.querySelector('agent-composer')!.renderRoot.querySelector('textarea')!;
    const isFailing = (): boolean => chat.renderRoot.querySelector('.notice button') !== null;
    const comesBack = (): void => {
      server.isDown = false;
      chat.renderRoot.querySelector<HTMLElement>('.notice button')?.click();
    };
    server.isDown = true;
    chat.focus();
    await userEvent.keyboard('From Ada{Enter}Half of Ada');
    chat.member = BEA;
    await waitUntil(isFailing);
    comesBack();
    await waitUntil(() => server.streams === 2);
    expect(field().value).to.equal('');
    await userEvent.fill(field(), 'From Bea');
    field().focus();
    await userEvent.keyboard('{Enter}');
    await waitUntil(() => server.messages.length > 0);
    expect(server.messages).to.deep.equal([{ token: 'token-of-bea', text: 'From Bea' }]);
    chat.member = ADA;
    await waitUntil(() => server.messages.length === 2);
    expect(server.messages[1]).to.deep.equal({ token: 'token-of-ada', text: 'From Ada' });
    await waitUntil(() => field().value === 'Half of Ada');
  });

  it('stays in the conversation that they go back to while another one is on its way', async () => {
    const chat = await memberChat();
    await waitUntil(() => titles(chat).length === 9 && server.streams === 1);
    const choose = (index: number): void =>
      listOf(chat)?.renderRoot.querySelectorAll<HTMLElement>('.conversation')[index]?.click();
    let release = (): void => undefined;
    server.held = new Promise((resolve) => {
      release = resolve;
    });
    const asked = server.requests;
    choose(1);
    await waitUntil(() => server.requests > asked);
    choose(0);
    release();
    server.held = null;
    await nextFrame();
    chat.focus();
    await userEvent.keyboard('Here{Enter}');
    await waitUntil(() => server.messages.length === 1);
    expect([current(chat), server.streams]).to.deep.equal(['A conversation', 1]);
    choose(1);
    await waitUntil(() => current(chat) === 'Which transport for a train tunnel?');
  });

  it('gives one another title by keyboard, and it is given back if the server refuses', async () => {
    const chat = await memberChat();
    await waitUntil(() => titles(chat).length === 9);
    listOf(chat)?.renderRoot.querySelectorAll<HTMLElement>('.rename')[1]?.click();
    await nextFrame();
    await userEvent.keyboard('Tunnels{Enter}');
    await waitUntil(() => titles(chat)[1] === 'Tunnels');
    await waitUntil(() => server.conversations[1]?.title === 'Tunnels');
    server.refusal = { code: 'Forbidden', message: 'Not yours.', retryable: false };
    let error = '';
    chat.addEventListener('agent-chat-error', (event) => {
      error = event.error.code;
    });
    listOf(chat)?.renderRoot.querySelectorAll<HTMLElement>('.rename')[1]?.click();
    await nextFrame();
    await userEvent.keyboard('Mine{Enter}');
    await waitUntil(() => error === 'Forbidden');
    server.refusal = null;
    document.dispatchEvent(new Event('visibilitychange'));
    await waitUntil(() => titles(chat)[1] === 'Tunnels');
  });

  it('keeps a title when the editing is given up', async () => {
    const chat = await memberChat();
    await waitUntil(() => titles(chat).length === 9);
    listOf(chat)?.renderRoot.querySelectorAll<HTMLElement>('.rename')[0]?.click();
    await nextFrame();
    await userEvent.keyboard('Nonsense{Escape}');
    await nextFrame();
    expect(titles(chat)[0]).to.equal('A conversation');
    expect(listOf(chat)?.shadowRoot?.activeElement?.classList.contains('rename')).to.equal(true);
  });

  it('finds one by a part of its title, with or without accents', async () => {
    const chat = await memberChat();
    await waitUntil(() => titles(chat).length === 9);
    const field = listOf(chat)?.renderRoot.querySelector<HTMLInputElement>('.search input');
    field?.focus();
    await userEvent.keyboard('CAMPÁIGN');
    await nextFrame();
    expect(titles(chat)).to.deep.equal(['Budget of the spring campaign']);
  });

  it('reads their list over the conversation where there is no room beside it', async () => {
    const chat = await memberChat('24rem');
    await waitUntil(() => server.streams === 1);
    const button = (): HTMLElement | null =>
      chat.renderRoot.querySelector<HTMLElement>('[part=conversations-button]');
    await waitUntil(() => button() !== null);
    await waitUntil(() => listOf(chat)?.closest<HTMLElement>('.side')?.hidden === true);
    button()?.click();
    await waitUntil(() => chat.renderRoot.querySelector('[role=dialog]') !== null);
    await waitUntil(() => chat.shadowRoot?.activeElement?.localName === 'agent-conversation-list');
    expect(chat.renderRoot.querySelector<HTMLElement>('.column')?.inert).to.equal(true);
    await expect(chat).to.be.accessible();
    await userEvent.keyboard('{Escape}');
    await waitUntil(() => chat.renderRoot.querySelector('[role=dialog]') === null);
    await waitUntil(() => chat.shadowRoot?.activeElement === button());
  });

  it('is told when the list cannot be read, and reads it again', async () => {
    const directory = sampleDirectory();
    let isDown = true;
    let answer = Promise.resolve();
    const failing = {
      ...directory,
      list: async () => {
        await answer;
        if (isDown) throw new Error('down');
        return { conversations: sampleConversations(), next: null };
      },
    };
    const chat = await fixture<AgentChat>(
      html`<agent-chat locale="en" .client=${SAMPLES.answered()} .directory=${failing}></agent-chat>`,
    );
    const retry = (): HTMLElement | null | undefined =>
      listOf(chat)?.renderRoot.querySelector<HTMLElement>('.words button');
    await waitUntil(() => retry() != null);
    const { promise, resolve } = Promise.withResolvers<void>();
    answer = promise;
    retry()?.click();
    await waitUntil(() => retry()?.ariaBusy === 'true', 'that it is tried');
    resolve();
    await waitUntil(() => retry()?.ariaBusy === 'false', 'that it was in vain');
    isDown = false;
    retry()?.click();
    await waitUntil(() => titles(chat).length === 9);
  });

  it('is not told of one that another could not be saved, which was left meanwhile', async () => {
    const left = new ScriptedClient(new ConversationScript().says('Left'), {
      history: { status: 'partial', error: null },
    });
    const past = Promise.withResolvers<void>();
    left.loadOlder = () => past.promise;
    const chat = await fixture<AgentChat>(html`<agent-chat locale="en" .client=${left}></agent-chat>`);
    const errors: string[] = [];
    chat.addEventListener('agent-chat-error', ({ error }) => errors.push(error.message));
    await waitUntil(() => chat.renderRoot.querySelector('agent-menu') !== null);
    chat.renderRoot.querySelector('agent-menu')?.dispatchEvent(new AgentChatMenuEvent('markdown'));
    const words = (): string => chat.renderRoot.textContent;
    await waitUntil(() => words().includes('Collecting the conversation'));
    chat.client = SAMPLES.answered();
    await chat.updateComplete;
    past.reject(new Error('Gone.'));
    await waitUntil(() => errors.length === 1);
    await nextFrame();
    expect([errors[0], words().includes('could not be saved')]).to.deep.equal(['Error: Gone.', false]);
  });

  it('tells a page with a client of its own where the person wants to go', async () => {
    const chat = await fixture<AgentChat>(
      html`<agent-chat locale="en" .client=${SAMPLES.answered()} .directory=${sampleDirectory()}></agent-chat>`,
    );
    await waitUntil(() => titles(chat).length === 9);
    let wanted = '';
    chat.addEventListener('agent-chat-select-conversation', (event) => {
      wanted = event.conversationId;
    });
    listOf(chat)?.renderRoot.querySelectorAll<HTMLElement>('.conversation')[3]?.click();
    expect(wanted).to.equal('conversation-4');
  });
});

describe('the branding of an interface', () => {
  it('dresses the chat, and the page goes before it', async () => {
    const chat = await memberChat();
    await waitUntil(() => chat.renderRoot.querySelector('.cover') !== null);
    const cover = chat.renderRoot.querySelector('.cover')!;
    expect(getComputedStyle(cover).backgroundImage).to.contain('rgb(16, 32, 48)');
    const mark = chat.renderRoot.querySelector('.mark')!;
    expect(getComputedStyle(mark).backgroundColor).to.equal('rgb(10, 125, 90)');
    chat.style.setProperty('--agent-chat-accent', 'rgb(1, 2, 3)');
    expect(getComputedStyle(mark).backgroundColor).to.equal('rgb(1, 2, 3)');
  });
});
