import type { ViewItem } from '@agent-chat/client';
import { AgentChatError, foldEvent, parseEvent, type Part, type Viewer } from '@agent-chat/protocol';
import { selectView } from '@agent-chat/client';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript, textPart } from '../test-support/conversation-script.js';
import { CITATIONS } from '../test-support/sample-answers.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { draft, pendingCommand, pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';
import type { AgentMessage } from './message.js';
import { type MessageLikeItem, messageView } from './message-view.js';

/** The last message of what the client shows. */
async function lastMessage(client: ScriptedClient, viewer: Viewer | null = null): Promise<AgentMessage> {
  const item = selectView(client.getState()).findLast(isMessageLike);
  if (item === undefined) throw new Error('There is no message.');
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} .viewer=${viewer} locale="en">
      <agent-message .message=${messageView(item)}></agent-message>
    </agent-chat-provider>`,
  );
  const message = provider.querySelector('agent-message')!;
  await message.updateComplete;
  return message;
}

const isMessageLike = (item: ViewItem): item is MessageLikeItem =>
  item.kind !== 'tool' && item.kind !== 'event';
const answer = (parts: readonly Part[]): ScriptedClient =>
  new ScriptedClient(new ConversationScript().says('Go').answers(parts));
const find = (message: AgentMessage, selector: string): HTMLElement | null =>
  message.renderRoot.querySelector<HTMLElement>(selector);
const buttons = (message: AgentMessage): HTMLButtonElement[] => [
  ...message.renderRoot.querySelectorAll<HTMLButtonElement>('.own-status button, .editor button'),
];

describe('agent-message', () => {
  it('shows a person’s text as it was written', async () => {
    const message = await lastMessage(
      new ScriptedClient(new ConversationScript().says('**not** bold\n<b>x</b>')),
    );
    expect(find(message, '.own-text')?.textContent).to.equal('**not** bold\n<b>x</b>');
    expect(find(message, 'agent-markdown')).to.equal(null);
    expect(message.side).to.equal('user');
    await expect(message).to.be.accessible();
  });

  it('shows each part of an answer by its element, and names what it does not know', async () => {
    const message = await lastMessage(
      answer([
        { type: 'reasoning', partId: 'p1', text: 'Hm.', durationMs: 4_000 },
        { type: 'text', partId: 'p2', text: 'Yes [1].', citations: [...CITATIONS] },
        {
          type: 'card',
          partId: 'p3',
          card: { type: 'weather', version: 1, data: {}, fallbackText: 'Sunny' },
        },
        {
          type: 'attachment',
          partId: 'p4',
          attachmentId: 'a',
          name: 'report.pdf',
          contentType: 'application/pdf',
        },
        { type: 'data', partId: 'p5', name: 'form', data: { a: 1 } },
        { type: 'hologram', partId: 'p6' },
      ]),
    );
    expect([...(find(message, '.bubble')?.children ?? [])].map(({ localName }) => localName)).to.deep.equal([
      'agent-reasoning',
      'agent-markdown',
      'agent-card',
      'agent-attachment',
      'details',
      'p',
    ]);
    expect(find(message, '.bubble')?.textContent).to.contain('report.pdf').and.contain('hologram');
    await expect(message).to.be.accessible();
  });

  it('shows what cannot be seen or turns around in the names of parts, also of those that are still loaded', async () => {
    const [turned, shown] = ['a\u202eb\u200bc', 'a\\u202eb\\u200bc'];
    const file = { attachmentId: 'a', name: turned, contentType: 'application/pdf' };
    const message = await lastMessage(
      answer([
        { type: 'attachment', partId: 'p1', ...file },
        { type: 'data', partId: 'p2', name: turned, data: {} },
        { type: turned, partId: 'p3' },
      ]),
    );
    const parts = [...(find(message, '.bubble')?.children ?? [])];
    const words = [`Attachment: ${shown}`, `${shown} {}`, `This version cannot show “${shown}”`];
    expect(parts.map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())).to.deep.equal(words);
  });

  it('marks an answer that is not whole by a sign and words', async () => {
    const reason = { code: 'x', message: 'the limit was reached', retryable: true };
    const marks: [Parameters<ConversationScript['answers']>[1], string][] = [
      [{ status: 'stopped' }, 'Stopped'],
      [{ status: 'truncated', reason }, 'Cut short: the limit was reached'],
      [{ status: 'failed', reason }, 'The answer failed: the limit was reached'],
    ];
    for (const [outcome, words] of marks) {
      const client = new ScriptedClient(new ConversationScript().says('Go').answers('Half', outcome));
      const message = await lastMessage(client);
      expect(find(message, '.mark span')?.textContent).to.equal(words);
      expect(find(message, '.mark svg')).not.to.equal(null);
      await expect(message).to.be.accessible();
    }
    expect(find(await lastMessage(answer([textPart('Whole')])), '.mark')).to.equal(null);
  });

  it('shows a text that broke off as interrupted', async () => {
    const script = new ConversationScript().says('Go').starts();
    const drafts = [draft('Half', { turn: script.turn, interrupted: true })];
    const message = await lastMessage(new ScriptedClient(script, { drafts }));
    expect(find(message, '.mark')?.textContent).to.contain('The connection broke here');
    expect(message.status).to.equal('interrupted');
  });

  it('offers to send a failed message again, or to give it up', async () => {
    const error = new AgentChatError('Unavailable', 'Nobody is there.');
    const client = new ScriptedClient(shortConversation(), { pending: [pendingMessage('Long', error)] });
    const message = await lastMessage(client);
    expect(find(message, '[role=alert]')?.textContent).to.contain('Not sent: Nobody is there.');
    await expect(message).to.be.accessible();
    for (const button of buttons(message)) button.click();
    expect(client.commands).to.deep.equal([
      ['retry', 'request-1'],
      ['discard', 'request-1'],
    ]);
  });

  it('does nothing when a listener prevents it', async () => {
    const error = new AgentChatError('Unavailable', 'Nobody is there.');
    const client = new ScriptedClient(shortConversation(), { pending: [pendingMessage('Long', error)] });
    const message = await lastMessage(client);
    const asked: string[] = [];
    message.addEventListener('agent-chat-retry', (event) => {
      asked.push(event.clientRequestId);
      event.preventDefault();
    });
    buttons(message)[0]?.click();
    expect(asked).to.deep.equal(['request-1']);
    expect(client.commands).to.deep.equal([]);
  });

  it('lets a waiting message be changed by keyboard, and taken back', async () => {
    const client = new ScriptedClient(
      shortConversation().says('Go').starts().queues('queued-1', 'And then?'),
    );
    const message = await lastMessage(client);
    await expect(message).to.be.accessible();
    const [, edit, cancel] = buttons(message);
    edit?.focus();
    await userEvent.keyboard('{Enter}');
    await waitUntil(() => find(message, 'textarea') !== null);
    await expect(message).to.be.accessible();
    await userEvent.keyboard(' Soon{Enter}');
    await message.updateComplete;
    expect(client.commands).to.deep.equal([
      ['editQueued', 'queued-1', [{ type: 'text', partId: 'p1', text: 'And then? Soon' }]],
    ]);
    await waitUntil(() => message.shadowRoot?.activeElement?.classList.contains('edit') === true);
    cancel?.click();
    expect(client.commands.at(-1)).to.deep.equal(['cancelQueued', 'queued-1']);
  });

  it('has a waiting message taken up at the next step, by one command that is kept whole', async () => {
    const script = shortConversation().says('Go').starts().queues('queued-1', 'And then?');
    const client = new ScriptedClient(script);
    const message = await lastMessage(client);
    buttons(message)[0]?.click();
    expect(client.commands).to.deep.equal([
      ['editQueued', 'queued-1', [textPart('And then?')], { delivery: 'steer' }],
    ]);
  });

  it('says why a waiting message could not be changed', async () => {
    const script = shortConversation().says('Go').starts().queues('queued-1', 'And then?');
    const error = new AgentChatError('UnknownMessage', 'It was taken up already.');
    const refused = pendingCommand('cancelQueued', { messageId: 'queued-1' }, error);
    const message = await lastMessage(new ScriptedClient(script, { pending: [refused] }));
    expect(find(message, '.refusal [role=alert]')?.textContent).to.contain('It was taken up already.');
    await expect(message).to.be.accessible();
  });

  it('offers nothing on a waiting message of somebody else, and says its place', async () => {
    const script = shortConversation()
      .says('Go')
      .starts()
      .queues('queued-1', 'One')
      .queues('queued-2', 'Two');
    const message = await lastMessage(new ScriptedClient(script), { participantId: 'bea', operator: false });
    message.queuePosition = 2;
    await message.updateComplete;
    expect(buttons(message)).to.have.length(0);
    expect(find(message, '.own-status')?.textContent.trim()).to.equal('2nd in line');
  });

  it('leaves a waiting message as it was on Escape', async () => {
    const client = new ScriptedClient(
      shortConversation().says('Go').starts().queues('queued-1', 'And then?'),
    );
    const message = await lastMessage(client);
    find(message, '.edit')?.click();
    await waitUntil(() => find(message, 'textarea') !== null);
    await userEvent.keyboard('nonsense{Escape}');
    await waitUntil(() => find(message, 'textarea') === null);
    expect(client.commands).to.deep.equal([]);
    expect(find(message, '.own-text')?.textContent).to.equal('And then?');
  });

  it('leaves the keys of an input method to it while a message is changed', async () => {
    const client = new ScriptedClient(
      shortConversation().says('Go').starts().queues('queued-1', 'And then?'),
    );
    const message = await lastMessage(client);
    find(message, '.edit')?.click();
    await waitUntil(() => find(message, 'textarea') !== null);
    for (const key of ['Enter', 'Escape']) {
      for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
        const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
        find(message, 'textarea')?.dispatchEvent(event);
        expect(event.defaultPrevented).to.equal(false);
      }
    }
    await message.updateComplete;
    expect(client.commands).to.deep.equal([]);
    expect(find(message, 'textarea')).not.to.equal(null);
  });

  it('keeps what is being written in place of a message that another tab has changed', async () => {
    const queue = () => shortConversation().says('Go').starts().queues('queued-1', 'And then?');
    const client = new ScriptedClient(queue());
    const message = await lastMessage(client);
    find(message, '.edit')?.click();
    await waitUntil(() => message.shadowRoot?.activeElement?.localName === 'textarea');
    await userEvent.keyboard(' Mine');
    message.message = { ...message.message!, parts: [textPart('Theirs')] };
    await message.updateComplete;
    expect((find(message, 'textarea') as HTMLTextAreaElement).value).to.equal('And then? Mine');
  });

  it('says that a message was erased, where it stood', async () => {
    const script = shortConversation();
    const { state } = script;
    const erased = parseEvent({
      ...script.events[0],
      seq: state.control.seq + 1,
      type: 'erased',
      payload: { seqs: [script.events.findLast(({ type }) => type === 'message')?.seq] },
    });
    const client = new ScriptedClient(null, { conversation: foldEvent(state, erased) });
    const message = await lastMessage(client);
    expect(find(message, '.bubble')?.textContent.trim()).to.equal('This message was deleted');
    await expect(message).to.be.accessible();
  });

  it('copies what was said, not what surrounds it', async () => {
    const message = await lastMessage(answer([textPart('One'), textPart('Two', 'p2')]));
    const button = message.renderRoot.querySelector('agent-copy-button');
    expect(button?.text).to.equal('One\n\nTwo');
  });

  it('offers no copy of a step on the way to an answer', async () => {
    const script = new ConversationScript()
      .says('Go')
      .starts()
      .writes([textPart('Let me see.')]);
    expect(find(await lastMessage(new ScriptedClient(script)), '.toolbar')).to.equal(null);
  });
});
