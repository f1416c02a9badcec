import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { shortConversation } from '../test-support/sample-conversations.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { ScriptedRecogniser } from '../test-support/scripted-recogniser.js';
import { nextFrame } from '../test-support/next-frame.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentComposer } from './composer.js';
import '../define.js';

const page = globalThis as unknown as Record<string, unknown>;
const NAMES = ['SpeechRecognition', 'webkitSpeechRecognition'];
const own = NAMES.map((name) => [name, Object.getOwnPropertyDescriptor(page, name)] as const);

beforeEach(() => {
  sessionStorage.clear();
  ScriptedRecogniser.last = null;
  ScriptedRecogniser.isTaken = false;
  page['SpeechRecognition'] = ScriptedRecogniser;
});
afterEach(() => {
  for (const [name, descriptor] of own) {
    delete page[name];
    if (descriptor !== undefined) Object.defineProperty(page, name, descriptor);
  }
});

async function composerFor(client: ScriptedClient): Promise<AgentComposer> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} locale="en-GB"><agent-composer></agent-composer></agent-chat-provider>`,
  );
  const composer = provider.querySelector('agent-composer')!;
  await composer.updateComplete;
  return composer;
}

const microphone = (composer: AgentComposer): HTMLButtonElement | null =>
  composer.renderRoot.querySelector('.dictate');
const field = (composer: AgentComposer): HTMLTextAreaElement =>
  composer.renderRoot.querySelector('textarea')!;
const ghost = (composer: AgentComposer): string =>
  composer.renderRoot.querySelector('.ghost')?.textContent ?? '';

async function listening(client = new ScriptedClient(shortConversation())): Promise<AgentComposer> {
  const composer = await composerFor(client);
  await waitUntil(() => microphone(composer) !== null, 'the microphone');
  microphone(composer)?.click();
  await composer.updateComplete;
  return composer;
}

describe('dictation', () => {
  it('writes what was heard behind the text, and shows what is still being heard', async () => {
    const composer = await composerFor(new ScriptedClient(shortConversation()));
    await waitUntil(() => microphone(composer) !== null, 'the microphone');
    composer.focus();
    await userEvent.keyboard('Hello');
    microphone(composer)?.click();
    await composer.updateComplete;
    const recogniser = ScriptedRecogniser.last;
    expect(recogniser?.lang).to.equal('en-GB');
    expect(microphone(composer)?.getAttribute('aria-pressed')).to.equal('true');
    expect(composer.renderRoot.querySelector('.listening-words')?.closest('[role=status]')).not.to.equal(
      null,
    );
    await expect(composer).to.be.accessible();
    recogniser?.hear(['wie geht', false]);
    await composer.updateComplete;
    expect([field(composer).value, ghost(composer)]).to.deep.equal(['Hello', ' wie geht']);
    recogniser?.hear(['wie geht es', true], [' dir', false]);
    await composer.updateComplete;
    expect([field(composer).value, ghost(composer)]).to.deep.equal(['Hello wie geht es', ' dir']);
  });

  it('leaves the focus and the cursor where they are', async () => {
    const composer = await listening();
    const recogniser = ScriptedRecogniser.last;
    recogniser?.hear(['one three', true]);
    await composer.updateComplete;
    field(composer).setSelectionRange(4, 4);
    recogniser?.hear(['four', true]);
    await composer.updateComplete;
    expect(field(composer).selectionStart).to.equal(4);
    await userEvent.keyboard('two ');
    field(composer).setSelectionRange(18, 18);
    recogniser?.hear(['five', true]);
    await composer.updateComplete;
    expect(field(composer).selectionStart).to.equal('one two three four five'.length);
    microphone(composer)?.focus();
    recogniser?.hear(['six', true]);
    await composer.updateComplete;
    expect(field(composer).value).to.equal('one two three four five six');
    expect(composer.shadowRoot?.activeElement).to.equal(microphone(composer));
  });

  it('ends when the text is sent, without what was not sure', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await listening(client);
    const recogniser = ScriptedRecogniser.last!;
    recogniser.hear(['sure', true], [' unsure', false]);
    composer.submit();
    recogniser.hear(['too late', true]);
    await composer.updateComplete;
    expect(client.commands).to.deep.equal([['sendMessage', { text: 'sure' }]]);
    expect(recogniser.calls).to.deep.equal(['start', 'abort']);
    expect([field(composer).value, ghost(composer)]).to.deep.equal(['', '']);
    expect(microphone(composer)?.getAttribute('aria-pressed')).to.equal('false');
  });

  it('writes each word once, however often a browser delivers it', async () => {
    const composer = await listening();
    const recogniser = ScriptedRecogniser.last!;
    recogniser.hear(['a', true]);
    recogniser.hear(['b', true]);
    recogniser.hear(['c', false]);
    recogniser.hear(['c', true]);
    expect(field(composer).value).to.equal('a b c');
  });

  it('writes the last words when it is ended by its button', async () => {
    const composer = await listening();
    const recogniser = ScriptedRecogniser.last!;
    recogniser.hear(['first', true], [' and', false]);
    microphone(composer)?.click();
    await composer.updateComplete;
    expect(recogniser.calls).to.deep.equal(['start', 'stop']);
    expect(microphone(composer)?.getAttribute('aria-pressed')).to.equal('false');
    recogniser.hear(['and last', true]);
    recogniser.end();
    recogniser.hear(['too late', true]);
    await composer.updateComplete;
    expect([field(composer).value, ghost(composer)]).to.deep.equal(['first and last', '']);
    microphone(composer)?.click();
    expect(ScriptedRecogniser.last).not.to.equal(recogniser);
  });

  it('does not follow into another conversation', async () => {
    const composer = await listening(new ScriptedClient(shortConversation(), {}, 'a'));
    const recogniser = ScriptedRecogniser.last!;
    recogniser.hear(['for a', true], ['more', false]);
    composer.closest('agent-chat-provider')!.client = new ScriptedClient(shortConversation(), {}, 'b');
    await nextFrame();
    await composer.updateComplete;
    recogniser.hear(['x', true]);
    await composer.updateComplete;
    expect(recogniser.calls).to.deep.equal(['start', 'abort']);
    expect([field(composer).value, ghost(composer)]).to.deep.equal(['', '']);
  });

  it('listens to nobody who cannot see it', async () => {
    const composer = await listening();
    await nextFrame();
    expect(ScriptedRecogniser.last?.calls).to.deep.equal(['start']);
    composer.closest<HTMLElement>('agent-chat-provider')!.style.display = 'none';
    await waitUntil(() => ScriptedRecogniser.last?.calls.at(-1) === 'abort', 'the end');
    const hidden = await listening();
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    try {
      document.dispatchEvent(new Event('visibilitychange'));
    } finally {
      delete (document as unknown as Record<string, unknown>)['visibilityState'];
    }
    expect(ScriptedRecogniser.last?.calls).to.deep.equal(['start', 'abort']);
    await hidden.updateComplete;
    expect(microphone(hidden)?.getAttribute('aria-pressed')).to.equal('false');
  });

  it('ends by Escape, which nobody around it hears, by the page, and with the element', async () => {
    const composer = await listening();
    composer.stopDictation();
    expect(ScriptedRecogniser.last?.calls).to.deep.equal(['start', 'abort']);
    microphone(composer)?.click();
    const heard: string[] = [];
    composer.parentElement?.addEventListener('keydown', ({ key }) => heard.push(key));
    await userEvent.keyboard('{Escape}');
    expect(ScriptedRecogniser.last?.calls).to.deep.equal(['start', 'abort']);
    expect(heard).to.deep.equal([]);
    await userEvent.keyboard('{Escape}');
    expect(heard, 'there is nothing to end').to.deep.equal(['Escape']);
    microphone(composer)?.click();
    composer.remove();
    expect(ScriptedRecogniser.last?.calls).to.deep.equal(['start', 'abort']);
  });

  it('says why it does not work', async () => {
    const composer = await listening();
    for (const [error, words] of [
      ['not-allowed', 'does not let this page use the microphone'],
      ['no-speech', 'Nothing was heard'],
      ['network', 'cannot be reached'],
      ['something-new', 'did not work'],
    ] as const) {
      ScriptedRecogniser.last?.fail(error);
      await composer.updateComplete;
      const failure = composer.renderRoot.querySelector('.dictation-failure');
      expect(failure?.textContent).to.contain(words);
      expect(failure?.closest('[role=alert]')).not.to.equal(null);
      microphone(composer)?.click();
      await composer.updateComplete;
      expect(composer.renderRoot.querySelector('.dictation-failure')).to.equal(null);
    }
    microphone(composer)?.click();
    ScriptedRecogniser.last?.end();
    ScriptedRecogniser.isTaken = true;
    microphone(composer)?.click();
    await composer.updateComplete;
    expect(composer.renderRoot.querySelector('.dictation-failure')?.textContent).to.contain('did not work');
  });

  it('is not offered where the browser does not have it, or the page does not want it', async () => {
    const unwanted = await listening();
    unwanted.noDictation = true;
    await unwanted.updateComplete;
    expect(microphone(unwanted)).to.equal(null);
    for (const name of NAMES) delete page[name];
    const composer = await composerFor(new ScriptedClient(shortConversation()));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(microphone(composer)).to.equal(null);
  });
});
