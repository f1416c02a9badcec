import { AgentChatError } from '@agent-chat/protocol';
import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript } from '../test-support/conversation-script.js';
import { listFor, scroller, settled } from '../test-support/list-fixture.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import '../define.js';
import type { AgentMessage } from '../message/message.js';
import type { AgentMessageList } from './message-list.js';

const messages = (list: AgentMessageList): AgentMessage[] => [
  ...list.renderRoot.querySelectorAll('agent-message'),
];
const focused = (list: AgentMessageList): Element | null => list.shadowRoot?.activeElement ?? null;

describe('agent-message-list, when what has the focus goes', () => {
  it('gives it to the version that takes its place', async () => {
    const script = new ConversationScript().says('One').answers('First', undefined, 'message-one');
    script.regenerates('message-one').answers('Second', undefined, 'message-two');
    const client = new ScriptedClient(script);
    const list = await listFor(client);
    const before = messages(list).at(-1)!;
    before.renderRoot.querySelector<HTMLElement>('[part=branches] button:not(:disabled)')?.focus();
    expect(focused(list)).to.equal(before);
    client.follow(script.selects('message-one'));
    await settled(list);
    expect(before.isConnected).to.equal(false);
    expect(focused(list)?.role).to.equal('article');
    expect(focused(list)?.contains(messages(list).at(-1)!)).to.equal(true);
  });

  it('gives it to the nearest message, else to the list', async () => {
    const pending = [pendingMessage('Hello?', new AgentChatError('Internal', 'No.'))];
    const client = new ScriptedClient(shortConversation(), { pending });
    const list = await listFor(client);
    messages(list).at(-1)!.renderRoot.querySelectorAll<HTMLElement>('[part=status] button')[1]?.focus();
    client.update({ pending: [] });
    await settled(list);
    expect(focused(list)).to.equal(messages(list).at(-1)?.closest('[role=article]'));

    const alone = new ScriptedClient(new ConversationScript(), { pending });
    const other = await listFor(alone);
    messages(other)[0]!.renderRoot.querySelectorAll<HTMLElement>('[part=status] button')[1]?.focus();
    alone.update({ pending: [] });
    await settled(other);
    expect(focused(other)).to.equal(scroller(other));
  });

  it('gives it to the message whose button has done its work', async () => {
    const pending = [pendingMessage('Hello?', new AgentChatError('Internal', 'No.'))];
    const client = new ScriptedClient(shortConversation(), { pending });
    const list = await listFor(client);
    const message = messages(list).at(-1)!;
    message.renderRoot.querySelector<HTMLElement>('[part=status] button')?.focus();
    client.update({ pending: [pendingMessage('Hello?')] });
    await settled(list);
    expect(message.isConnected).to.equal(true);
    expect(focused(list)).to.equal(message.closest('[role=article]'));
  });
});
