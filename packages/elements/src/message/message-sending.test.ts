import type { Connection, PendingCommand } from '@agent-chat/client';
import { AgentChatError } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { textPart } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { connection, pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import { selectView } from '@agent-chat/client';
import '../define.js';
import type { AgentMessage } from './message.js';
import { messageView } from './message-view.js';

async function lastMessage(client: ScriptedClient): Promise<AgentMessage> {
  const item = selectView(client.getState()).at(-1);
  if (item === undefined || item.kind === 'tool' || item.kind === 'event') throw new Error('It is none.');
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} locale="en">
      <agent-message .message=${messageView(item)}></agent-message>
    </agent-chat-provider>`,
  );
  const message = provider.querySelector('agent-message')!;
  await message.updateComplete;
  return message;
}

const status = (message: AgentMessage): HTMLElement | null =>
  message.renderRoot.querySelector<HTMLElement>('.own-status');
const buttons = (message: AgentMessage): HTMLButtonElement[] => [
  ...message.renderRoot.querySelectorAll<HTMLButtonElement>('.own-status button'),
];
const labels = (message: AgentMessage): string[] =>
  buttons(message).map(({ textContent }) => textContent.trim());

const OVER: Partial<Connection> = {
  status: 'closed',
  error: new AgentChatError('SessionExpired', 'This session has expired.'),
};
const pending = (...commands: readonly PendingCommand[]): ScriptedClient =>
  new ScriptedClient(shortConversation(), { pending: commands });

describe('agent-message on its way', () => {
  it('says that it is being sent only while it can be', async () => {
    const client = pending(pendingMessage('Hi'));
    const message = await lastMessage(client);
    expect(status(message)?.textContent.trim()).to.equal('Sending…');
    expect(message.renderRoot.querySelector('.spinner')).not.to.equal(null);
    for (const state of ['offline', 'reconnecting', 'closed'] as const) {
      client.update({ connection: connection({ status: state }) });
      await nextFrame();
      await message.updateComplete;
      expect(status(message)?.textContent.trim()).to.equal('Will be sent when connected');
      expect(message.renderRoot.querySelector('.spinner, .late')).to.equal(null);
      await expect(message).to.be.accessible();
    }
    client.update({ connection: connection({}) });
    await nextFrame();
    await message.updateComplete;
    expect(status(message)?.textContent.trim()).to.equal('Sending…');
  });

  it('has what can be done about its failure together, however narrow it is', async () => {
    const refused = new AgentChatError('PayloadTooLarge', 'The message is too long.');
    const message = await lastMessage(pending(pendingMessage('Hi', refused)));
    for (let rem = 15; rem < 30; rem += 1) {
      message.style.inlineSize = `${rem}rem`;
      const [edit, discard] = buttons(message).map((button) => button.getBoundingClientRect().top);
      expect(edit, `${rem}rem`).to.equal(discard);
    }
  });

  it('is not sent any more once the session is over, and offers nothing in vain', async () => {
    const refused = new AgentChatError('Unavailable', 'Not now.');
    const client = pending(pendingMessage('Hi'));
    const message = await lastMessage(client);
    client.update({ connection: connection(OVER) });
    await nextFrame();
    await message.updateComplete;
    expect(status(message)?.textContent.trim()).to.equal('Not sent: the conversation is over');
    expect([message.status, message.renderRoot.querySelector('.spinner')]).to.deep.equal(['failed', null]);
    await expect(message).to.be.accessible();
    const failed = await lastMessage(
      new ScriptedClient(shortConversation(), {
        pending: [pendingMessage('Hi', refused)],
        connection: connection(OVER),
      }),
    );
    expect(labels(failed)).to.deep.equal(['Discard']);
    const script = shortConversation().says('Go').starts().queues('queued-1', 'And then?');
    const waiting = await lastMessage(new ScriptedClient(script, { connection: connection(OVER) }));
    expect(labels(waiting)).to.deep.equal([]);
  });

  it('is changed, where it would be refused again as it was, and goes with all that went with it', async () => {
    const error = new AgentChatError('PayloadTooLarge', 'The message is too long.');
    const refused = pendingMessage('Far too long', error);
    const attachment = {
      type: 'attachment',
      partId: 'file-1',
      attachmentId: 'attachment-1',
      name: 'plan.txt',
      contentType: 'text/plain',
    } as const;
    const params = { ...refused.params, parts: [textPart('Far too long'), attachment], runId: 'run-1' };
    const client = pending({ ...refused, params } as PendingCommand);
    const message = await lastMessage(client);
    expect(labels(message)).to.deep.equal(['Edit', 'Discard']);
    await expect(message).to.be.accessible();
    const asked: unknown[] = [];
    message.addEventListener('agent-chat-retry', (event) => asked.push([event.clientRequestId, event.parts]));
    buttons(message)[0]?.click();
    await waitUntil(() => message.shadowRoot?.activeElement?.localName === 'textarea');
    await expect(message).to.be.accessible();
    await userEvent.keyboard('{Escape}');
    await waitUntil(() => message.shadowRoot?.activeElement?.classList.contains('edit') === true);
    await userEvent.keyboard('{Enter}');
    await waitUntil(() => message.shadowRoot?.activeElement?.localName === 'textarea');
    const field = message.renderRoot.querySelector('textarea')!;
    field.value = 'Short';
    await userEvent.keyboard('{Enter}');
    const parts = [textPart('Short'), attachment];
    expect(asked).to.deep.equal([['request-1', parts]]);
    expect(client.commands).to.deep.equal([
      ['discard', 'request-1'],
      ['sendMessage', { parts }, { runId: 'run-1' }],
    ]);
  });

  it('is sent again as it was where that may help, and where there is nothing to change', async () => {
    const later = new AgentChatError('Unavailable', 'Not now.');
    expect(labels(await lastMessage(pending(pendingMessage('Hi', later))))).to.deep.equal([
      'Try again',
      'Discard',
    ]);
    const error = new AgentChatError('UnsupportedMediaType', 'No such files.');
    expect(labels(await lastMessage(pending(pendingMessage('', error))))).to.deep.equal([
      'Try again',
      'Discard',
    ]);
  });
});
