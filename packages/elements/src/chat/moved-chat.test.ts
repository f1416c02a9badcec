import { PublicInterface } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { ConversationDirectory } from '../conversation-list/directory.js';
import { ConversationScript } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { FakeServer } from '../test-support/fake-server.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const SERVER = 'https://chat.example';
const INTERFACE = PublicInterface.parse({
  slug: 'demo',
  title: 'Bicycle shop',
  description: '',
  welcomeMessage: '',
  placeholderText: '',
  suggestedPrompts: [],
  persistenceType: 'session',
});

/** As a framework does that puts an element elsewhere. */
function move(chat: Element): void {
  const place = document.createElement('div');
  place.style.blockSize = '600px';
  chat.parentElement?.append(place);
  place.append(chat);
}

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
          ? Promise.resolve([])
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
    const field = chat.renderRoot.querySelector('agent-composer')?.renderRoot.querySelector('textarea');
    expect(field?.value).to.equal('Half a');
  });
});
