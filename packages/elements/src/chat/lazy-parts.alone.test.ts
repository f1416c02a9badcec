import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { AgentChatMenuEvent } from '../menu/menu.events.js';
import { ConversationScript } from '../test-support/conversation-script.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import './define.js';

const isDefined = (tag: string): boolean => customElements.get(tag) !== undefined;

describe('agent-chat, by its own definition alone', () => {
  it('brings cards, settings and the list of conversations when they are needed', async () => {
    const card = { type: 'weather', version: 1, data: {}, fallbackText: 'Sunny' };
    const plain = new ScriptedClient(new ConversationScript().says('Go').answers([]));
    const chat = await fixture<AgentChat>(html`<agent-chat .client=${plain} locale="en"></agent-chat>`);
    await waitUntil(() => isDefined('agent-message'), 'the messages');
    const lazy = ['agent-card', 'agent-attachment', 'agent-chat-settings', 'agent-conversation-list'];
    expect(lazy.filter(isDefined)).to.deep.equal([]);

    chat.client = new ScriptedClient(
      new ConversationScript().says('Go').answers([{ type: 'card', partId: 'p1', card }]),
    );
    await waitUntil(() => isDefined('agent-card'), 'the card');
    expect(lazy.filter(isDefined)).to.deep.equal(['agent-card']);

    chat.renderRoot.querySelector('agent-menu')?.dispatchEvent(new AgentChatMenuEvent('settings'));
    await waitUntil(() => chat.shadowRoot?.activeElement?.localName === 'agent-chat-settings', 'the focus');
    expect(lazy.filter(isDefined)).to.deep.equal(['agent-card', 'agent-chat-settings']);

    chat.directory = {
      list: () => Promise.resolve({ conversations: [], next: null }),
      create: () => Promise.resolve('c'),
      rename: () => Promise.resolve(),
    };
    await waitUntil(() => isDefined('agent-conversation-list'), 'the list');
  });
});
