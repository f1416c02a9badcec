import { expect, fixture, html } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { nextFrame } from '../test-support/next-frame.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { connection, pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import type { AgentComposer } from './composer.js';
import '../define.js';

async function composerFor(client: ScriptedClient): Promise<AgentComposer> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} locale="en"><agent-composer></agent-composer></agent-chat-provider>`,
  );
  const composer = provider.querySelector('agent-composer')!;
  await composer.updateComplete;
  return composer;
}

const field = (composer: AgentComposer): HTMLTextAreaElement =>
  composer.renderRoot.querySelector('textarea')!;

describe('agent-composer that is disabled', () => {
  beforeEach(() => sessionStorage.clear());

  it('takes no text, keeps what is in it to be read, and says so', async () => {
    const composer = await composerFor(new ScriptedClient(shortConversation()));
    composer.focus();
    await userEvent.keyboard('Half a');
    composer.disabled = true;
    await composer.updateComplete;
    await userEvent.keyboard(' sentence');
    expect(field(composer).value).to.equal('Half a');
    expect([field(composer).readOnly, field(composer).getAttribute('aria-disabled')]).to.deep.equal([
      true,
      'true',
    ]);
    expect(field(composer).placeholder).to.equal('Nothing can be sent now');
    await expect(composer).to.be.accessible();
    composer.disabled = false;
    await composer.updateComplete;
    await userEvent.keyboard(' sentence');
    expect(field(composer).value).to.equal('Half a sentence');
    expect(field(composer).placeholder).to.equal('Write a message');
  });

  it('stops nothing', async () => {
    const composer = await composerFor(new ScriptedClient(shortConversation().says('Go').starts()));
    expect(composer.renderRoot.querySelector('.stop')).not.to.equal(null);
    composer.disabled = true;
    await composer.updateComplete;
    expect(composer.renderRoot.querySelector('.stop')).to.equal(null);
    expect(composer.renderRoot.querySelector<HTMLButtonElement>('.send')?.disabled).to.equal(true);
  });
});

describe('agent-composer without a connection', () => {
  it('does not say that it is sending', async () => {
    const client = new ScriptedClient(shortConversation(), { pending: [pendingMessage('Hi')] });
    const composer = await composerFor(client);
    const isBusy = (): boolean => composer.renderRoot.querySelector('.busy') !== null;
    expect(isBusy()).to.equal(true);
    client.update({ connection: connection({ status: 'offline' }) });
    await nextFrame();
    await composer.updateComplete;
    expect(isBusy()).to.equal(false);
  });
});
