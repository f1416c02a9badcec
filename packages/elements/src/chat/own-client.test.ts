import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript } from '../test-support/conversation-script.js';
import { FakeServer } from '../test-support/fake-server.js';
import { freshServer, INTERFACE, within } from '../test-support/managed-chat.js';
import { nextFrame } from '../test-support/next-frame.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChatProvider } from '../provider/provider.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const SERVER = 'https://own.chat.example';
let server: FakeServer;
beforeEach(() => {
  server = freshServer(SERVER);
});
afterEach(() => server.restore());

describe('agent-chat with a client of the page', () => {
  it('shows that conversation and asks no server for one', async () => {
    const chat = await fixture<AgentChat>(html`<agent-chat .client=${SAMPLES.answered()}></agent-chat>`);
    await nextFrame();
    expect(within(chat, 'agent-message-list')?.shadowRoot?.querySelectorAll('agent-message').length).to.equal(
      3,
    );
    expect(server.requests).to.equal(0);
    await expect(chat).to.be.accessible();
  });

  it('shows the client of the provider that it is in', async () => {
    const client = SAMPLES.answered();
    const provider = await fixture<HTMLElement>(
      html`<agent-chat-provider .client=${client}><agent-chat></agent-chat></agent-chat-provider>`,
    );
    const chat = provider.querySelector('agent-chat')!;
    await nextFrame();
    expect(within(chat, 'agent-message-list')?.shadowRoot?.querySelectorAll('agent-message').length).to.equal(
      3,
    );
  });

  it('waits for the client of the provider that it is in, and sends then what was written', async () => {
    const own = new FakeServer(window.location.origin, INTERFACE);
    const provider = await fixture<AgentChatProvider>(
      html`<agent-chat-provider><agent-chat></agent-chat></agent-chat-provider>`,
    );
    const chat = provider.querySelector('agent-chat')!;
    chat.focus();
    await userEvent.keyboard('Early{Enter}');
    await nextFrame();
    const client = SAMPLES.answered();
    provider.client = client;
    await waitUntil(() => client.commands.length === 1);
    expect(client.commands[0]?.slice(0, 2)).to.deep.equal(['sendMessage', { text: 'Early' }]);
    expect(own.requests).to.equal(0);
    own.restore();
  });

  it('makes a session of its own once the provider has no client any more, where it has an address', async () => {
    const provider = await fixture<AgentChatProvider>(
      html`<agent-chat-provider .client=${SAMPLES.answered()}
        ><agent-chat src=${SERVER} transport="sse"></agent-chat
      ></agent-chat-provider>`,
    );
    await nextFrame();
    expect(server.requests).to.equal(0);
    provider.client = null;
    await waitUntil(() => server.streams === 1, 'its own');
    const client = SAMPLES.answered();
    provider.client = client;
    await waitUntil(() => provider.querySelector('agent-chat')?.currentClient === client, 'the other');
  });

  it('lets go of the client when it leaves the page', async () => {
    const client = SAMPLES.answered();
    const chat = await fixture<AgentChat>(html`<agent-chat .client=${client}></agent-chat>`);
    await nextFrame();
    expect(client.listenerCount).to.be.greaterThan(0);
    chat.remove();
    expect(client.listenerCount).to.equal(0);
  });

  it('greets in an empty conversation, or as the page says', async () => {
    const chat = await fixture<AgentChat>(
      html`<agent-chat .client=${new ScriptedClient(new ConversationScript())}><p slot="welcome">Come in</p></agent-chat>`,
    );
    await nextFrame();
    const slot = chat.renderRoot.querySelector<HTMLSlotElement>('slot[name=welcome]');
    expect(slot?.assignedElements()[0]?.textContent).to.equal('Come in');
    expect(slot?.assignedElements()[0]?.checkVisibility()).to.equal(true);
    chat.client = SAMPLES.answered();
    await nextFrame();
    expect(slot?.assignedElements()[0]?.checkVisibility()).to.equal(false);
  });
});
