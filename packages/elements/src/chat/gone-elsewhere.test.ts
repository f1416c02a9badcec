import { expect } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { FakeServer } from '../test-support/fake-server.js';
import { field, freshServer, within } from '../test-support/managed-chat.js';
import { listOf, memberChat, rowsOf, titles } from '../test-support/member-chat.js';
import { nextFrame } from '../test-support/next-frame.js';
import { sampleConversations } from '../test-support/sample-directory.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const SERVER = 'https://gone-elsewhere.chat.example';
let server: FakeServer;
beforeEach(() => {
  server = freshServer(SERVER);
  server.conversations = sampleConversations();
});
afterEach(() => server.restore());

/** In the first of nine conversations. */
async function chatOfAda(): Promise<AgentChat> {
  const chat = await memberChat(SERVER);
  await waitUntil(() => titles(chat).length === 9 && server.streams === 1);
  chat.focus();
  return chat;
}
const choose = (chat: AgentChat, index: number): void => rowsOf(chat)[index]?.click();
const newButton = (chat: AgentChat): HTMLElement | null | undefined =>
  listOf(chat)?.shadowRoot?.querySelector('[part=list-new]');
const begin = (chat: AgentChat): void => newButton(chat)?.click();
const tryNow = (chat: AgentChat): HTMLElement | null => within(chat, '.notice button');
const heldBack = (chat: AgentChat): Element | null | undefined =>
  within(chat, 'agent-composer')?.shadowRoot?.querySelector('[part=held-back]');

describe('a person who goes to another conversation', () => {
  it.each([
    ['a new one', begin, 'conversation-new-9'],
    ['one of the list', (chat: AgentChat) => choose(chat, 1), 'conversation-2'],
  ])('writes to that before it is there: %s', async (_, go, conversationId) => {
    const chat = await chatOfAda();
    const release = server.hold();
    go(chat);
    await userEvent.keyboard('Hello{Enter}');
    release();
    await waitUntil(() => server.messages.length === 1);
    expect([server.messages[0]?.text, server.addressed]).to.deep.equal(['Hello', [conversationId]]);
  });

  it('leaves what they were writing where it was, also when the other one is long in coming', async () => {
    const chat = await chatOfAda();
    await userEvent.keyboard('Half a');
    server.isDown = true;
    choose(chat, 1);
    await waitUntil(() => tryNow(chat) !== null);
    expect(field(chat).value).to.equal('');
    await userEvent.keyboard('For the other');
    server.isDown = false;
    tryNow(chat)?.click();
    await waitUntil(() => server.streams === 2);
    await nextFrame();
    expect(field(chat).value).to.equal('For the other');
    choose(chat, 0);
    await waitUntil(() => field(chat).value === 'Half a');
    choose(chat, 1);
    await waitUntil(() => field(chat).value === 'For the other');
  });

  it('leaves it there also as a visitor who has logged in', async () => {
    const chat = await memberChat(SERVER, { member: null, identity: 'token-of-bea' });
    await waitUntil(() => server.streams === 1);
    chat.focus();
    await userEvent.keyboard('Half a');
    await waitUntil(() => newButton(chat) != null);
    begin(chat);
    await waitUntil(() => server.streams === 2);
    await nextFrame();
    expect(field(chat).value).to.equal('');
    expect(Object.values({ ...sessionStorage }).filter((text) => text === 'Half a')).to.have.length(1);
  });

  it('has it in the field again what they sent there, when they go back before it is there', async () => {
    const chat = await chatOfAda();
    const release = server.hold();
    choose(chat, 1);
    await userEvent.keyboard('For the other{Enter}');
    choose(chat, 0);
    await waitUntil(() => field(chat).value === 'For the other');
    release();
    await userEvent.keyboard(' or not{Enter}');
    await waitUntil(() => server.messages.length > 0);
    expect(server.messages.map(({ text }) => text)).to.deep.equal(['For the other or not']);
    expect([server.addressed, server.streams]).to.deep.equal([['conversation-1'], 1]);
  });
});

describe('a conversation that was left while a message of it is held back', () => {
  async function leftWithMessage(retryAfterMs: number): Promise<AgentChat> {
    const chat = await chatOfAda();
    const details = { retryAfterMs };
    server.messageRefusal = { code: 'RateLimited', message: 'Too many.', retryable: true, details };
    await userEvent.keyboard('Promised{Enter}');
    await waitUntil(() => heldBack(chat) != null, 'that it is held back');
    return chat;
  }

  it('sends it, and is closed then', async () => {
    const chat = await leftWithMessage(100);
    choose(chat, 1);
    await waitUntil(() => server.streams === 2);
    server.messageRefusal = null;
    await waitUntil(() => server.messages.length === 1, 'the message');
    expect(server.addressed).to.deep.equal(['conversation-1']);
    await waitUntil(() => server.openStreams === 1, 'the end of what was left');
  });

  it('goes on as it is for who comes back, and is closed at once with the chat', async () => {
    const chat = await leftWithMessage(600_000);
    const client = chat.currentClient;
    choose(chat, 1);
    await waitUntil(() => server.streams === 2);
    expect([heldBack(chat) == null, server.openStreams]).to.deep.equal([true, 2]);
    choose(chat, 0);
    await waitUntil(() => heldBack(chat) != null, 'what is held back');
    expect(chat.currentClient).to.equal(client);
    await waitUntil(() => server.openStreams === 1, 'the end of the other');
    choose(chat, 1);
    await waitUntil(() => server.streams === 3);
    chat.remove();
    await waitUntil(() => server.openStreams === 0, 'the end of both');
    expect(Object.keys(localStorage).filter((name) => name.includes(':pending:'))).to.have.length(1);
  });
});
