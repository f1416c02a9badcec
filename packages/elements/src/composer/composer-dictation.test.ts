import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { shortConversation } from '../test-support/sample-conversations.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentComposer } from './composer.js';
import '../define.js';

/** The browser's own sends what it hears to a service: this one hears what a test says. */
class ScriptedRecogniser extends EventTarget {
  static last: ScriptedRecogniser | null = null;
  static isTaken = false;
  lang = '';
  continuous = false;
  interimResults = false;
  calls: string[] = [];

  start(): void {
    if (ScriptedRecogniser.isTaken) throw new DOMException('taken', 'InvalidStateError');
    this.calls.push('start');
    ScriptedRecogniser.last = this;
  }

  stop(): void {
    this.calls.push('stop');
  }

  abort(): void {
    this.calls.push('abort');
  }

  hear(...heard: readonly (readonly [transcript: string, isFinal: boolean])[]): void {
    const results = heard.map(([transcript, isFinal]) => Object.assign([{ transcript }], { isFinal }));
    this.dispatchEvent(Object.assign(new Event('result'), { results, resultIndex: 0 }));
  }

  fail(error: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { error }));
    this.dispatchEvent(new Event('end'));
  }
}

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

  it('ends by its button, by Escape, and with the element', async () => {
    const composer = await listening();
    microphone(composer)?.click();
    expect(ScriptedRecogniser.last?.calls).to.deep.equal(['start', 'abort']);
    microphone(composer)?.click();
    await userEvent.keyboard('{Escape}');
    expect(ScriptedRecogniser.last?.calls).to.deep.equal(['start', 'abort']);
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
