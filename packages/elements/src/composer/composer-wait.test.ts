import type { PendingCommand, SendOptions } from '@agent-chat/client';
import { AgentChatError, type Part } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { textPart } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentComposer } from './composer.js';
import '../define.js';

const refusal = new AgentChatError('RateLimited', 'Too many.', { details: { retryAfterMs: 40_000 } });
const heldBack = (inMs: number) => ({
  ...pendingMessage('Is anybody there?'),
  error: refusal,
  retryAt: Date.now() + inMs,
});

async function composerFor(client: ScriptedClient): Promise<AgentComposer> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client}><agent-composer></agent-composer></agent-chat-provider>`,
  );
  return provider.querySelector('agent-composer')!;
}

/** A composer whose message waits that said where it stands, and more. */
async function heldBackWith(
  options: SendOptions,
  ...others: readonly Part[]
): Promise<{ readonly composer: AgentComposer; readonly client: ScriptedClient }> {
  const { params, ...rest } = heldBack(40_000);
  const parts = [textPart('Is anybody there?'), ...others];
  const pending = [{ ...rest, params: { ...params, ...options, parts } } as PendingCommand];
  const client = new ScriptedClient(shortConversation(), { pending });
  const composer = await composerFor(client);
  await waitUntil(() => strip(composer) !== null, 'the strip');
  return { composer, client };
}

const strip = (composer: AgentComposer): HTMLElement | null =>
  composer.renderRoot.querySelector('.held-back');
const field = (composer: AgentComposer): HTMLTextAreaElement =>
  composer.renderRoot.querySelector('textarea')!;

describe('agent-composer while the server takes no more messages', () => {
  beforeEach(() => sessionStorage.clear());

  it('counts down to when the message is sent by itself, says so once, and goes away with it', async () => {
    const client = new ScriptedClient(shortConversation(), { pending: [heldBack(40_000)] });
    const composer = await composerFor(client);
    await waitUntil(() => strip(composer) !== null, 'the strip');
    expect(strip(composer)?.textContent).to.match(
      /That was a lot at once\.\s+Your message is sent in (40|39)s\./,
    );
    const status = composer.renderRoot.querySelector('.visually-hidden[role=status]');
    expect(status?.textContent).to.contain('Your message is kept');
    const spoken = status?.textContent;
    await waitUntil(() => /in 39s/.test(strip(composer)?.textContent ?? ''), 'the next second');
    expect(status?.textContent).to.equal(spoken);
    await expect(composer).to.be.accessible();
    client.update({ pending: [pendingMessage('Is anybody there?')] });
    await nextFrame();
    await composer.updateComplete;
    expect(strip(composer)).to.equal(null);
    expect(status?.textContent.trim()).to.equal('');
  });

  it('says of a server that takes nothing at present only when the message is sent', async () => {
    const error = new AgentChatError('Unavailable', 'Closed.', { details: { retryAfterMs: 40_000 } });
    const client = new ScriptedClient(shortConversation(), { pending: [{ ...heldBack(40_000), error }] });
    const composer = await composerFor(client);
    await waitUntil(() => strip(composer) !== null, 'the strip');
    expect(strip(composer)?.querySelector('.held-back-words')?.textContent).to.match(
      /^\s*Your message is sent in (40|39)s\.$/,
    );
    const status = composer.renderRoot.querySelector('.visually-hidden[role=status]');
    expect(status?.textContent).to.equal('Your message is kept and sent by itself in a moment.');
    strip(composer)?.querySelector('button')?.click();
    expect(client.commands).to.deep.equal([['discard', 'request-1']]);
  });

  it('has the place for what is spoken before there is something to say', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerFor(client);
    await composer.updateComplete;
    const status = composer.renderRoot.querySelector('.visually-hidden[role=status]');
    expect(status?.textContent).to.equal('');
    client.update({ pending: [heldBack(40_000)] });
    await waitUntil(() => strip(composer) !== null, 'the strip');
    expect(status?.isConnected).to.equal(true);
    expect(status?.textContent).to.contain('Your message is kept');
  });

  it('gives the message back, before what was written since', async () => {
    const client = new ScriptedClient(shortConversation(), { pending: [heldBack(40_000)] });
    const composer = await composerFor(client);
    await waitUntil(() => strip(composer) !== null, 'the strip');
    composer.focus();
    await userEvent.keyboard('And who?');
    strip(composer)?.querySelector('button')?.click();
    await composer.updateComplete;
    expect(client.commands).to.deep.equal([['discard', 'request-1']]);
    expect(field(composer).value).to.equal('Is anybody there?\n\nAnd who?');
    expect(composer.shadowRoot?.activeElement).to.equal(field(composer));
  });

  it('gives its files back too, also when nothing of files was needed before', async () => {
    const parts = [
      { type: 'text', partId: 'p1', text: 'Is anybody there?' },
      { type: 'attachment', partId: 'p2', attachmentId: 'a1', name: 'plan.txt', contentType: 'text/plain' },
    ];
    const params = { conversationId: 'conversation-1', clientRequestId: 'request-1', parts };
    const pending = [{ ...heldBack(40_000), params } as PendingCommand];
    const client = new ScriptedClient(shortConversation(), { pending });
    const composer = await composerFor(client);
    await waitUntil(() => strip(composer) !== null, 'the strip');
    strip(composer)?.querySelector('button')?.click();
    await waitUntil(() => client.commands.length === 1);
    await waitUntil(() => composer.renderRoot.querySelector('.file') !== null, 'the file');
    expect(composer.renderRoot.querySelector('.file')?.textContent).to.contain('plan.txt');
    expect(field(composer).value).to.equal('Is anybody there?');
  });

  it('sends a message that was taken back with all that went along, in its place', async () => {
    const data = { type: 'data', partId: 'p1', name: 'page', data: { order: 12 } };
    const { composer, client } = await heldBackWith({ parentId: 'message-2', runId: 'run-1' }, data);
    strip(composer)?.querySelector('button')?.click();
    await composer.updateComplete;
    composer.focus();
    await userEvent.keyboard(' Hello?{Enter}');
    const parts = [textPart('Is anybody there? Hello?'), { ...data, partId: 'along-1' }];
    expect(client.commands).to.deep.equal([
      ['discard', 'request-1'],
      ['sendMessage', { parts }, { parentId: 'message-2', runId: 'run-1' }],
    ]);
    await userEvent.keyboard('And then?{Enter}');
    expect(client.commands.at(-1)).to.deep.equal(['sendMessage', { text: 'And then?' }]);
  });

  it('keeps what went along together where several messages are taken back', async () => {
    const { composer, client } = await heldBackWith({ parentId: 'message-2' });
    strip(composer)?.querySelector('button')?.click();
    await waitUntil(() => strip(composer) === null, 'no strip');
    client.update({ pending: [heldBack(40_000)] });
    await waitUntil(() => strip(composer) !== null, 'the strip of another message');
    strip(composer)?.querySelector('button')?.click();
    composer.submit();
    const parts = [textPart('Is anybody there?\n\nIs anybody there?')];
    expect(client.commands.at(-1)).to.deep.equal(['sendMessage', { parts }, { parentId: 'message-2' }]);
  });

  it('writes another message, of which nothing is known, into a field that was emptied', async () => {
    const { composer, client } = await heldBackWith({ parentId: 'message-2' });
    strip(composer)?.querySelector('button')?.click();
    await composer.updateComplete;
    field(composer).select();
    await userEvent.keyboard('{Delete}');
    await composer.updateComplete;
    await userEvent.keyboard('Something else{Enter}');
    expect(client.commands.at(-1)).to.deep.equal(['sendMessage', { text: 'Something else' }]);
  });

  it('has what was taken back go along in its own conversation alone', async () => {
    const { composer, client } = await heldBackWith({ parentId: 'message-2' });
    const provider = composer.closest('agent-chat-provider')!;
    strip(composer)?.querySelector('button')?.click();
    const other = new ScriptedClient(shortConversation(), {}, 'conversation-2');
    provider.client = other;
    await waitUntil(() => field(composer).value === '', 'the other conversation');
    composer.focus();
    await userEvent.keyboard('Hello{Enter}');
    expect(other.commands).to.deep.equal([['sendMessage', { text: 'Hello' }]]);
    provider.client = client;
    await waitUntil(() => field(composer).value === 'Is anybody there?', 'the text');
    composer.submit();
    expect(client.commands.at(-1)).to.deep.equal([
      'sendMessage',
      { parts: [textPart('Is anybody there?')] },
      { parentId: 'message-2' },
    ]);
  });

  it('does not give back a message of which nothing could be shown', async () => {
    const data = { type: 'data', partId: 'p1', name: 'page', data: { order: 12 } };
    const params = { conversationId: 'conversation-1', clientRequestId: 'request-1', parts: [data] };
    const pending = [{ ...heldBack(40_000), params } as PendingCommand];
    const composer = await composerFor(new ScriptedClient(shortConversation(), { pending }));
    await waitUntil(() => strip(composer) !== null, 'the strip');
    expect(strip(composer)?.querySelector('button')).to.equal(null);
  });

  it('does not give back a message that has been sent in this moment', async () => {
    const client = new ScriptedClient(shortConversation(), { pending: [heldBack(40_000)] });
    const composer = await composerFor(client);
    await waitUntil(() => strip(composer) !== null, 'the strip');
    client.update({ pending: [pendingMessage('Is anybody there?')] });
    strip(composer)?.querySelector('button')?.click();
    await composer.updateComplete;
    expect(field(composer).value).to.equal('');
  });

  it('shows that a message is under way only while the field is empty', async () => {
    const client = new ScriptedClient(shortConversation(), { pending: [pendingMessage('Hello')] });
    const composer = await composerFor(client);
    await composer.updateComplete;
    const send = composer.renderRoot.querySelector('.send');
    expect(send?.classList.contains('busy')).to.equal(true);
    composer.focus();
    await userEvent.keyboard('More');
    await composer.updateComplete;
    expect(send?.classList.contains('busy')).to.equal(false);
  });
});
