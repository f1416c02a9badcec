import { AgentChatError, type Outcome, type Part, type Viewer } from '@agent-chat/protocol';
import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript, textPart, VISITOR } from '../test-support/conversation-script.js';
import { find, isOff, press, shownMessage } from '../test-support/message-fixture.js';
import { nextFrame } from '../test-support/next-frame.js';
import { SAMPLES, shortConversation } from '../test-support/sample-conversations.js';
import { pendingCommand, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';

/** The last logged message of a side that the client shows. */
const last = (client: ScriptedClient, side: 'user' | 'agent', viewer?: Viewer | null) =>
  shownMessage(client, ({ entry }) => (entry.message.role === 'user') === (side === 'user'), viewer);

/** A question whose answer, of two messages and a tool, was written twice. */
function answeredTwice(): ConversationScript {
  const script = shortConversation().says('And then?').starts();
  script
    .writes([textPart('Let me see.')])
    .calls('c1', 'look', {})
    .startsTool('c1')
    .gets('c1', 1);
  script.answers('First.').regenerates('message-4');
  return script
    .starts()
    .writes([textPart('Again.')])
    .answers('Second.');
}

describe('the toolbar of an answer', () => {
  it('has another one written', async () => {
    const client = new ScriptedClient(shortConversation());
    const message = await last(client, 'agent');
    await expect(message).to.be.accessible();
    await press(message, '.regenerate');
    expect(client.commands).to.deep.equal([['send', 'regenerate', { messageId: 'message-2' }]]);
  });

  it.each<[what: string, parts: readonly Part[], outcome: Outcome]>([
    [
      'is a card',
      [{ type: 'card', partId: 'p1', card: { type: 'table', version: 1, data: {} } }],
      { status: 'complete' },
    ],
    [
      'failed before its first word',
      [],
      {
        status: 'failed',
        reason: { code: 'provider_error', message: 'The key is wrong.', retryable: false },
      },
    ],
  ])('has everything but a copy for one that %s', async (_, parts, outcome) => {
    const script = new ConversationScript().says('Go').answers(parts, outcome);
    const client = new ScriptedClient(script);
    const message = await last(client, 'agent');
    const names = ['.rate-up', '.rate-down', '.regenerate', '.explain', 'agent-copy-button'];
    expect(names.filter((name) => find(message, name) === null)).to.deep.equal(['agent-copy-button']);
    await expect(message).to.be.accessible();
    await press(message, '.regenerate');
    expect(client.commands).to.deep.equal([['send', 'regenerate', { messageId: 'message-2' }]]);
  });

  it('leads to the versions of its whole turn, and is disabled at their ends', async () => {
    const client = new ScriptedClient(answeredTwice());
    const message = await last(client, 'agent');
    expect(find(message, '.place')?.textContent).to.equal('2 / 2');
    expect([isOff(message, '.previous'), isOff(message, '.next')]).to.deep.equal([false, true]);
    await expect(message).to.be.accessible();
    await press(message, '.previous');
    expect(client.commands).to.deep.equal([['send', 'selectBranch', { tipMessageId: 'message-5' }]]);
    expect(
      find(await last(new ScriptedClient(answeredTwice().selects('message-5')), 'agent'), '.place')
        ?.textContent,
    ).to.equal('1 / 2');
  });

  it('has no button out of reach, however narrow it is', async () => {
    for (const side of ['agent', 'user'] as const) {
      const client = new ScriptedClient(answeredTwice().selects(null).says('Instead?').answers('So.'));
      const message = await last(client, side);
      message.style.inlineSize = '200px';
      const box = message.getBoundingClientRect();
      const buttons = [...message.renderRoot.querySelectorAll('.toolbar > *, .toolbar button')];
      expect(buttons.length).to.be.above(2);
      for (const button of buttons) {
        const { left, right } = button.getBoundingClientRect();
        expect([left - box.left >= -8, right <= box.right + 1], button.className).to.deep.equal([true, true]);
      }
    }
    const narrow = await last(new ScriptedClient(answeredTwice()), 'agent');
    narrow.style.inlineSize = '200px';
    const why = find(narrow, '.explain')!.getBoundingClientRect();
    expect(why.right).to.be.at.most(narrow.getBoundingClientRect().right);
  });

  it('changes no branch while an agent is at work, nor after the end', async () => {
    const message = await last(new ScriptedClient(answeredTwice().says('Go on').starts()), 'agent');
    expect(['.previous', '.regenerate'].map((each) => isOff(message, each))).to.deep.equal([true, true]);
    const ended = await last(new ScriptedClient(shortConversation().ends('Bye.')), 'agent');
    expect(find(ended, '.regenerate') ?? find(ended, '.explain')).to.equal(null);
    expect(find(ended, '.rate-up')).not.to.equal(null);
  });

  it('takes a rating, a comment on it, and takes it back', async () => {
    const script = shortConversation();
    const client = new ScriptedClient(script);
    const message = await last(client, 'agent');
    const rating = { messageId: 'message-2', rating: 'down' };
    await press(message, '.rate-down');
    expect(client.commands.at(-1)).to.deep.equal(['send', 'giveFeedback', rating]);
    client.follow(script.logsBy(VISITOR.participantId, 'feedback_given', rating));
    const feedback = () => message.renderRoot.querySelector('agent-feedback');
    await waitUntil(() => feedback()?.shadowRoot?.activeElement?.localName === 'textarea');
    await expect(message).to.be.accessible();
    await userEvent.keyboard('Too long{Control>}{Enter}{/Control}');
    expect(client.commands.at(-1)).to.deep.equal([
      'send',
      'giveFeedback',
      { ...rating, comment: 'Too long' },
    ]);
    await waitUntil(() => message.shadowRoot?.activeElement === find(message, '.rate-down'));
    expect(feedback()).to.equal(null);
    expect(find(message, '.rate-down')?.getAttribute('aria-pressed')).to.equal('true');
    await press(message, '.rate-down');
    expect(client.commands.at(-1)).to.deep.equal(['send', 'giveFeedback', { ...rating, rating: null }]);
  });

  it('has the words of a comment that was refused at hand, to send them again', async () => {
    const rating = { messageId: 'message-2', rating: 'down' } as const;
    const script = shortConversation().logsBy(VISITOR.participantId, 'feedback_given', rating);
    const error = new AgentChatError('RateLimited', 'Too much at once.');
    const comment = { ...rating, comment: 'Much too long' };
    const client = new ScriptedClient(script, { pending: [pendingCommand('giveFeedback', comment, error)] });
    const message = await last(client, 'agent');
    expect(find(message, '[role=alert]')?.textContent).to.contain('Too much at once.');
    await expect(message).to.be.accessible();
    await press(message, '.refusal .again');
    const field = (): HTMLTextAreaElement | null | undefined =>
      find(message, 'agent-feedback')?.shadowRoot?.querySelector('textarea');
    await waitUntil(
      () => field() != null && find(message, 'agent-feedback')?.shadowRoot?.activeElement === field(),
    );
    expect(field()?.value).to.equal('Much too long');
    await expect(message).to.be.accessible();
    await userEvent.keyboard('{End}, I think{Control>}{Enter}{/Control}');
    expect(client.commands).to.deep.equal([
      ['send', 'giveFeedback', { ...rating, comment: 'Much too long, I think' }],
      ['discard', 'request-2'],
    ]);
    expect(find(message, '.refusal')).to.equal(null);
  });

  it('asks why, once', async () => {
    const script = shortConversation();
    const client = new ScriptedClient(script);
    const message = await last(client, 'agent');
    await press(message, '.explain');
    expect(client.commands).to.deep.equal([
      ['send', 'invokeAction', { messageId: 'message-2', actionId: 'explain' }],
    ]);
    client.follow(
      script.logs('action_invoked', { messageId: 'message-2', actionId: 'explain', agentId: 'guide' }),
    );
    await nextFrame();
    await message.updateComplete;
    expect(isOff(message, '.explain')).to.equal(true);
  });

  it('says why something was refused, until it is read', async () => {
    const error = new AgentChatError('TurnOpen', 'Somebody is writing.');
    const refused = pendingCommand('regenerate', { messageId: 'message-2' }, error);
    const client = new ScriptedClient(shortConversation(), { pending: [refused] });
    const message = await last(client, 'agent');
    expect(find(message, '[role=alert]')?.textContent).to.contain('Somebody is writing.');
    await expect(message).to.be.accessible();
    await press(message, '.refusal button');
    expect(client.commands).to.deep.equal([['discard', 'request-2']]);
  });

  it('does nothing when a listener prevents it', async () => {
    const client = new ScriptedClient(answeredTwice());
    const message = await last(client, 'agent');
    const asked: string[] = [];
    for (const name of ['regenerate', 'select-branch', 'feedback', 'explain']) {
      message.addEventListener(`agent-chat-${name}`, (event) => {
        asked.push(event.type);
        event.preventDefault();
      });
    }
    for (const each of ['.regenerate', '.previous', '.rate-up', '.explain']) find(message, each)?.click();
    expect(asked).to.have.length(4);
    expect(client.commands).to.deep.equal([]);
  });

  it('offers to try again where an answer is not whole', async () => {
    const reason = { code: 'provider_error', message: 'the model did not answer', retryable: true };
    const script = new ConversationScript().says('Go').answers([], { status: 'failed', reason });
    const client = new ScriptedClient(script);
    const message = await last(client, 'agent');
    await press(message, '.mark button');
    expect(client.commands).to.deep.equal([['send', 'regenerate', { messageId: 'message-2' }]]);
    const final = { ...reason, retryable: false };
    const refused = new ConversationScript().says('Go').answers('No', { status: 'failed', reason: final });
    expect(find(await last(new ScriptedClient(refused), 'agent'), '.mark button')).to.equal(null);
  });
});

describe('the toolbar of an own message', () => {
  it('says something else in its place', async () => {
    const client = new ScriptedClient(shortConversation().says('And then?').answers('Then it ends.'));
    const message = await last(client, 'user');
    await press(message, '.edit');
    await waitUntil(() => message.shadowRoot?.activeElement?.localName === 'textarea');
    await expect(message).to.be.accessible();
    await userEvent.keyboard(' Exactly?{Enter}');
    await message.updateComplete;
    expect(client.commands).to.deep.equal([
      [
        'sendMessage',
        { parts: [{ type: 'text', partId: 'p1', text: 'And then? Exactly?' }] },
        { parentId: 'message-2' },
      ],
    ]);
  });

  it('keeps the files of a message whose text is changed', async () => {
    const client = SAMPLES.attachments();
    const message = await last(client, 'user');
    await press(message, '.edit');
    await waitUntil(() => message.shadowRoot?.activeElement?.localName === 'textarea');
    await userEvent.keyboard('!{Enter}');
    const [, sent] = client.commands.at(-1) as unknown as [string, { parts: { type: string }[] }];
    expect(sent.parts.map(({ type }) => type)).to.deep.equal([
      'text',
      'attachment',
      'attachment',
      'attachment',
    ]);
  });

  it('is not there for what somebody else wrote', async () => {
    const other: Viewer = { participantId: 'bea', operator: false };
    expect(find(await last(new ScriptedClient(shortConversation()), 'user', other), '.edit')).to.equal(null);
    // Alone with agents, the one person is the viewer, also where nobody has said so.
    expect(find(await last(new ScriptedClient(shortConversation()), 'user', null), '.edit')).not.to.equal(
      null,
    );
  });
});
