import { expect, fixture, html } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript } from '../test-support/conversation-script.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { nextFrame } from '../test-support/next-frame.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentComposer } from './composer.js';
import { sessionDraftText } from './draft-text.js';
import '../define.js';

async function composerFor(client: ScriptedClient | null): Promise<AgentComposer> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client}><agent-composer></agent-composer></agent-chat-provider>`,
  );
  const composer = provider.querySelector('agent-composer')!;
  await composer.updateComplete;
  return composer;
}

const field = (composer: AgentComposer): HTMLTextAreaElement =>
  composer.renderRoot.querySelector('textarea')!;
const button = (composer: AgentComposer, name: string): HTMLButtonElement | null =>
  composer.renderRoot.querySelector(`.${name}`);

async function type(composer: AgentComposer, text: string): Promise<void> {
  composer.focus();
  await userEvent.keyboard(text);
  await composer.updateComplete;
}

describe('agent-composer', () => {
  beforeEach(() => sessionStorage.clear());

  it('is accessible, empty and with text', async () => {
    const composer = await composerFor(new ScriptedClient(shortConversation()));
    await expect(composer).to.be.accessible();
    await type(composer, 'Hello');
    await expect(composer).to.be.accessible();
  });

  it('sends on Enter, is empty then, and keeps the focus', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerFor(client);
    await type(composer, '  Hello there {Enter}');
    expect(client.commands).to.deep.equal([['sendMessage', { text: 'Hello there' }]]);
    expect(field(composer).value).to.equal('');
    expect(composer.shadowRoot?.activeElement).to.equal(field(composer));
  });

  it('starts a new line on Shift and Enter, and grows with it', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerFor(client);
    const { height } = field(composer).getBoundingClientRect();
    await type(composer, 'one{Shift>}{Enter}{/Shift}two{Shift>}{Enter}{/Shift}three');
    expect(field(composer).value).to.equal('one\ntwo\nthree');
    expect(field(composer).getBoundingClientRect().height).to.be.greaterThan(height * 1.8);
    expect(client.commands).to.deep.equal([]);
  });

  it('does not send what an input method is still composing', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerFor(client);
    await type(composer, 'kon');
    const enter = { key: 'Enter', bubbles: true, cancelable: true, composed: true };
    field(composer).dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true }));
    // Safari says so only by this code, after the composition has ended.
    field(composer).dispatchEvent(new KeyboardEvent('keydown', { ...enter, keyCode: 229 }));
    expect(client.commands).to.deep.equal([]);
    field(composer).dispatchEvent(new KeyboardEvent('keydown', enter));
    expect(client.commands).to.have.length(1);
  });

  it('sends nothing that is only white space', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerFor(client);
    await type(composer, '   {Enter}');
    expect(client.commands).to.deep.equal([]);
    expect(button(composer, 'send')?.disabled).to.equal(true);
  });

  it('keeps the text when a listener prevents sending', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerFor(client);
    const texts: string[] = [];
    composer.addEventListener('agent-chat-submit', (event) => {
      texts.push(event.text);
      event.preventDefault();
    });
    await type(composer, 'Wait{Enter}');
    expect(texts).to.deep.equal(['Wait']);
    expect(client.commands).to.deep.equal([]);
    expect(field(composer).value).to.equal('Wait');
  });

  it('keeps unsent text for each conversation of the tab', async () => {
    const composer = await composerFor(new ScriptedClient(shortConversation(), {}, 'a'));
    await type(composer, 'for a');
    const provider = composer.closest('agent-chat-provider')!;
    provider.client = new ScriptedClient(shortConversation(), {}, 'b');
    await nextFrame();
    expect(field(composer).value).to.equal('');
    await type(composer, 'for b');
    const again = await composerFor(new ScriptedClient(shortConversation(), {}, 'a'));
    expect(field(again).value).to.equal('for a');
  });

  it('keeps what was typed before there was a client', async () => {
    const composer = await composerFor(null);
    await type(composer, 'early');
    const client = new ScriptedClient(shortConversation());
    composer.closest('agent-chat-provider')!.client = client;
    await nextFrame();
    await type(composer, '{Enter}');
    expect(client.commands).to.deep.equal([['sendMessage', { text: 'early' }]]);
  });

  it('puts what a conversation has kept before what was typed until it came', async () => {
    sessionDraftText.save({ conversationId: 'conversation-1' }, 'Kept.');
    const composer = await composerFor(null);
    await type(composer, 'early');
    composer.closest('agent-chat-provider')!.client = new ScriptedClient(shortConversation());
    await nextFrame();
    expect(field(composer).value).to.equal('Kept.\n\nearly');
  });

  it.each([
    ['no', 'I know', 'I know\n\nno'],
    ['I know', 'no', 'no\n\nI know'],
    ['the same', 'the same', 'the same'],
  ])('loses neither “%s”, typed early, nor “%s”, kept', async (early, kept, both) => {
    sessionDraftText.save({ conversationId: 'conversation-1' }, kept);
    const composer = await composerFor(null);
    await type(composer, early);
    composer.closest('agent-chat-provider')!.client = new ScriptedClient(shortConversation());
    await nextFrame();
    expect(field(composer).value).to.equal(both);
  });

  it('goes on with what was written while its conversation was away, and brings nothing back', async () => {
    const composer = await composerFor(new ScriptedClient(shortConversation()));
    const provider = composer.closest('agent-chat-provider')!;
    await type(composer, 'One');
    provider.client = null;
    await nextFrame();
    await type(composer, '{Backspace}{Backspace}{Backspace}Two');
    provider.client = new ScriptedClient(shortConversation());
    await nextFrame();
    expect(field(composer).value).to.equal('Two');
    expect(sessionDraftText.load({ conversationId: 'conversation-1' })).to.equal('Two');
  });

  it('keeps unsent text for each person in a conversation', async () => {
    const composer = await composerFor(new ScriptedClient(shortConversation()));
    const provider = composer.closest('agent-chat-provider')!;
    const writes = async (participantId: string): Promise<void> => {
      provider.viewer = { participantId, operator: false };
      await nextFrame();
    };
    await writes('ada');
    await type(composer, 'of Ada');
    await writes('bea');
    expect(field(composer).value).to.equal('');
    await writes('ada');
    expect(field(composer).value).to.equal('of Ada');
    provider.client = null;
    await writes('bea');
    provider.client = new ScriptedClient(shortConversation());
    await nextFrame();
    expect(field(composer).value).to.equal('');
  });

  it.each(['denied', 'full'])(
    'keeps unsent text for the life of the page where storage is %s',
    async (how) => {
      const { getItem, setItem } = Storage.prototype;
      const composer = await composerFor(new ScriptedClient(shortConversation(), {}, 'a'));
      const provider = composer.closest('agent-chat-provider')!;
      await type(composer, 'for');
      const refuse = (): never => {
        throw new DOMException(how, how === 'full' ? 'QuotaExceededError' : 'SecurityError');
      };
      Storage.prototype.setItem = refuse;
      if (how === 'denied') Storage.prototype.getItem = refuse;
      try {
        await type(composer, ' a');
        provider.client = new ScriptedClient(shortConversation(), {}, 'b');
        await nextFrame();
        expect(field(composer).value).to.equal('');
        provider.client = new ScriptedClient(shortConversation(), {}, 'a');
        await nextFrame();
        expect(field(composer).value).to.equal('for a');
      } finally {
        Object.assign(Storage.prototype, { getItem, setItem });
        sessionDraftText.save({ conversationId: 'a' }, '');
      }
    },
  );

  it('shows what is sent before there is a client, and sends it once when there is one', async () => {
    const composer = await composerFor(null);
    await type(composer, 'first{Enter}');
    await type(composer, 'second{Enter}third');
    expect(field(composer).value).to.equal('third');
    const status = composer.renderRoot.querySelector('[role=status]')!;
    expect(status.textContent).to.match(/first\s*second\s*Will be sent when connected/);
    await expect(composer).to.be.accessible();
    const provider = composer.closest('agent-chat-provider')!;
    const client = new ScriptedClient(shortConversation());
    provider.client = client;
    await nextFrame();
    const sent = [
      ['sendMessage', { text: 'first' }],
      ['sendMessage', { text: 'second' }],
    ];
    expect(client.commands).to.deep.equal(sent);
    expect(status.textContent.trim()).to.equal('');
    expect(field(composer).value).to.equal('third');
    const next = new ScriptedClient(shortConversation(), {}, 'another');
    provider.client = next;
    await nextFrame();
    expect(next.commands).to.deep.equal([]);
  });

  it('gives back what waits when it cannot be sent any more', async () => {
    const composer = await composerFor(null);
    await type(composer, 'first{Enter}second');
    composer.disabled = true;
    await composer.updateComplete;
    await composer.updateComplete;
    expect(field(composer).value).to.equal('first\n\nsecond');
    expect(composer.renderRoot.querySelector('.waiting')).to.equal(null);
  });

  it('stops the answer gracefully, and at once on the second press', async () => {
    const script = shortConversation().says('Go on').starts();
    const client = new ScriptedClient(script);
    const composer = await composerFor(client);
    expect(button(composer, 'send')).to.equal(null);
    button(composer, 'stop')?.click();
    client.follow(script.stops('graceful'));
    await nextFrame();
    await composer.updateComplete;
    expect(composer.renderRoot.querySelector('.stopping')?.textContent).to.equal('Stopping…');
    expect(button(composer, 'stop')?.getAttribute('aria-label')).to.equal('Stop at once');
    button(composer, 'stop')?.click();
    expect(client.commands).to.deep.equal([
      ['stop', { mode: 'graceful' }],
      ['stop', { mode: 'hard' }],
    ]);
  });

  it('takes the focus of the stop button when there is nothing to stop any more', async () => {
    const script = shortConversation().says('Go on').starts();
    const client = new ScriptedClient(script);
    const composer = await composerFor(client);
    button(composer, 'stop')?.focus();
    client.follow(script.answers('Done.'));
    await nextFrame();
    await composer.updateComplete;
    expect(composer.shadowRoot?.activeElement).to.equal(field(composer));
  });

  it('tells others that the person writes, and when it was taken back', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerFor(client);
    await type(composer, 'a{Backspace}');
    expect(client.typed).to.deep.equal([true, false]);
  });

  it('sends also while an agent answers: the message then waits', async () => {
    const client = new ScriptedClient(shortConversation().says('Go on').starts());
    const composer = await composerFor(client);
    await type(composer, 'And then?');
    expect(button(composer, 'send')?.getAttribute('aria-label')).to.equal('Send after this answer');
    await type(composer, '{Enter}');
    expect(client.commands).to.deep.equal([['sendMessage', { text: 'And then?' }]]);
  });

  it('says that the conversation has ended in place of the field', async () => {
    const composer = await composerFor(
      new ScriptedClient(new ConversationScript().says('Bye').ends('Goodbye.')),
    );
    expect(composer.renderRoot.querySelector('textarea')).to.equal(null);
    expect(composer.renderRoot.textContent).to.contain('This conversation has ended.');
  });

  it('keeps what was being written when the conversation ends, and the focus, and says so', async () => {
    const script = shortConversation();
    const client = new ScriptedClient(script);
    const composer = await composerFor(client);
    await type(composer, 'One more thing');
    const status = composer.renderRoot.lastElementChild;
    expect([status?.role, status?.textContent]).to.deep.equal(['status', '']);
    client.follow(script.ends('Goodbye.'));
    await nextFrame();
    await composer.updateComplete;
    expect(composer.renderRoot.querySelector('.unsent')?.textContent).to.equal('One more thing');
    expect(composer.renderRoot.lastElementChild).to.equal(status);
    expect(status?.textContent).to.equal('This conversation has ended.');
    expect(composer.shadowRoot?.activeElement).to.equal(status);
    await expect(composer).to.be.accessible();
  });

  it('names Enter for what it does on the keyboard of a telephone', async () => {
    const composer = await composerFor(new ScriptedClient(shortConversation()));
    expect(field(composer).enterKeyHint).to.equal('send');
    composer.sendKey = 'mod-enter';
    await composer.updateComplete;
    expect(field(composer).enterKeyHint).to.equal('enter');
  });

  it('renders again only for what it shows', async () => {
    const script = shortConversation();
    const client = new ScriptedClient(script);
    const composer = await composerFor(client);
    const hasDictation = 'SpeechRecognition' in window || 'webkitSpeechRecognition' in window;
    await waitUntil(() => button(composer, 'dictate') !== null || !hasDictation);
    await composer.updateComplete;
    let updates = 0;
    composer.addController({ hostUpdate: () => (updates += 1) });
    for (let round = 0; round < 5; round++) {
      client.update({ progress: { turn: 1, author: 'guide', status: `step ${round}` } });
      await nextFrame();
    }
    expect(updates).to.equal(0);
    client.follow(script.says('Go').starts());
    await nextFrame();
    await composer.updateComplete;
    expect(updates).to.equal(1);
  });
});
