import { expect, fixture, html } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { shortConversation } from '../test-support/sample-conversations.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentComposer } from './composer.js';
import type { ComposerCommand } from './composer-commands.js';
import { sessionDraftText } from './draft-text.js';
import '../define.js';

const COMMANDS: readonly ComposerCommand[] = [
  { name: 'brief', label: 'Campaign brief', argumentHint: 'campaign', chip: true },
  { name: 'preflight', label: 'Preflight', description: 'Simulates the run', chip: true },
  { name: 'errors', label: 'Errors' },
  { name: 'tone', label: 'Tone', action: 'insert', text: 'It should sound ' },
];
const PEOPLE = [
  { participantId: 'ada', kind: 'user', displayName: 'Ada Lovelace' },
  { participantId: 'c1', kind: 'agent', displayName: 'Critic' },
  { participantId: 'a:b', kind: 'agent', displayName: 'No way' },
];

async function composerWith(client: ScriptedClient | null, commands = COMMANDS): Promise<AgentComposer> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client}
      ><agent-composer .commands=${commands}></agent-composer
    ></agent-chat-provider>`,
  );
  const composer = provider.querySelector('agent-composer')!;
  await composer.updateComplete;
  composer.focus();
  return composer;
}

const field = (composer: AgentComposer): HTMLTextAreaElement =>
  composer.renderRoot.querySelector('textarea')!;
const list = (composer: AgentComposer): HTMLElement | null =>
  composer.renderRoot.querySelector('#suggestions');
const labels = (composer: AgentComposer): readonly string[] =>
  [...composer.renderRoot.querySelectorAll('.option-label')].map((label) => label.textContent);
const active = (composer: AgentComposer): string | null | undefined =>
  composer.renderRoot.querySelector(`#${field(composer).getAttribute('aria-activedescendant')} .option-label`)
    ?.textContent;

async function type(composer: AgentComposer, keys: string): Promise<void> {
  await userEvent.keyboard(keys);
  await composer.updateComplete;
}

async function opened(composer: AgentComposer, keys: string): Promise<void> {
  await type(composer, keys);
  await waitUntil(() => list(composer)?.matches(':popover-open') === true, 'the list');
}

describe('agent-composer with commands', () => {
  beforeEach(() => sessionStorage.clear());

  it('completes what begins with a slash, as a listbox of the field', async () => {
    const composer = await composerWith(new ScriptedClient(shortConversation()));
    await opened(composer, '/');
    expect(labels(composer)).to.deep.equal(['/brief ‹campaign›', '/preflight', '/errors', '/tone']);
    expect(active(composer)).to.equal('/brief ‹campaign›');
    expect(field(composer).getAttribute('aria-controls')).to.equal('suggestions');
    expect(composer.renderRoot.textContent).to.contain('4 suggestions');
    await expect(composer).to.be.accessible();
    await type(composer, 'pr');
    expect(labels(composer)).to.deep.equal(['/preflight']);
    await type(composer, 'x');
    expect(list(composer)).to.equal(null);
    expect(field(composer).hasAttribute('aria-activedescendant')).to.equal(false);
  });

  it('is not opened by a slash in the middle, and keeps its keys for the text then', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerWith(client);
    await type(composer, 'either/or{Enter}');
    expect(client.commands).to.deep.equal([['sendMessage', { text: 'either/or' }]]);
  });

  it('sends a command that is run, unless the page takes it', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerWith(client);
    await opened(composer, '/err');
    await type(composer, '{Enter}');
    expect(client.commands).to.deep.equal([['sendMessage', { text: '/errors' }]]);
    const taken: string[] = [];
    composer.addEventListener('agent-chat-command', (event) => {
      taken.push(`${event.name}: ${event.args}`);
      event.preventDefault();
    });
    await opened(composer, '/br');
    await type(composer, '{Tab}');
    expect(field(composer).value).to.equal('/brief ');
    expect(composer.renderRoot.querySelector('.ghost')?.textContent.trim()).to.equal('campaign');
    await type(composer, 'spring sale{Enter}');
    expect(taken).to.deep.equal(['brief: spring sale']);
    expect(client.commands).to.have.length(1);
    expect(field(composer).value).to.equal('');
  });

  it('puts a text into the field, and says nothing of a command that there is not', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerWith(client);
    await opened(composer, '/to');
    await type(composer, '{Enter}');
    expect(field(composer).value).to.equal('It should sound ');
    expect(client.commands).to.deep.equal([]);
    await type(composer, '{Control>}a{/Control}/unknown thing{Enter}');
    expect(client.commands).to.deep.equal([['sendMessage', { text: '/unknown thing' }]]);
  });

  it('closes on Escape for this word, and moves by arrows', async () => {
    const composer = await composerWith(new ScriptedClient(shortConversation()));
    await opened(composer, '/');
    await type(composer, '{ArrowDown}{ArrowDown}');
    expect(active(composer)).to.equal('/errors');
    await type(composer, '{ArrowUp}{ArrowUp}{ArrowUp}');
    expect(active(composer)).to.equal('/tone');
    await type(composer, '{Escape}e');
    expect(list(composer)).to.equal(null);
    expect(field(composer).value).to.equal('/e');
    await type(composer, '{Backspace}{Backspace}');
    await opened(composer, '/');
  });

  it('scrolls a long list by the keys of the field', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ name: `c${index}`, label: `Command ${index}` }));
    const composer = await composerWith(new ScriptedClient(shortConversation()), many);
    await opened(composer, '/');
    const looked = (): DOMRect => composer.renderRoot.querySelector('.active')!.getBoundingClientRect();
    const ends = (): DOMRect => list(composer)!.getBoundingClientRect();
    await type(composer, '{ArrowUp}');
    expect(active(composer)).to.equal('/c39');
    expect(list(composer)!.scrollTop).to.be.greaterThan(0);
    expect(looked().bottom).to.be.at.most(ends().bottom);
    await type(composer, '{ArrowDown}');
    expect(active(composer)).to.equal('/c0');
    expect(looked().top).to.be.at.least(ends().top);
  });

  it('has those in reach as chips', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerWith(client);
    const chips = [...composer.renderRoot.querySelectorAll<HTMLElement>('.chip')];
    expect(chips.map((chip) => chip.textContent.trim())).to.deep.equal(['Campaign brief', 'Preflight']);
    chips[1]?.click();
    expect(client.commands).to.deep.equal([['sendMessage', { text: '/preflight' }]]);
    chips[0]?.click();
    chips[0]?.click();
    expect(field(composer).value).to.equal('/brief ');
    expect(composer.shadowRoot?.activeElement).to.equal(field(composer));
    await expect(composer).to.be.accessible();
  });

  it('keeps what is being written when a command is run, and where it is kept', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerWith(client);
    const taken: string[] = [];
    composer.addEventListener('agent-chat-command', (event) => {
      taken.push(event.name);
      if (event.name === 'errors') event.preventDefault();
    });
    await type(composer, 'draft');
    composer.renderRoot.querySelectorAll<HTMLElement>('.chip')[1]?.click();
    await composer.updateComplete;
    expect(field(composer).value).to.equal('draft');
    expect(client.commands).to.deep.equal([['sendMessage', { text: '/preflight' }]]);
    field(composer).setSelectionRange(0, 0);
    await opened(composer, '/err');
    expect(field(composer).value).to.equal('/errdraft');
    await type(composer, '{Enter}');
    expect(field(composer).value).to.equal('draft');
    expect(taken).to.deep.equal(['preflight', 'errors']);
    expect(client.commands).to.have.length(1);
    expect(sessionDraftText.load({ conversationId: 'conversation-1' })).to.equal('draft');
  });

  it('puts what waits for something to add before the text, and a text where the cursor is', async () => {
    const composer = await composerWith(new ScriptedClient(shortConversation()));
    await type(composer, 'spring sale');
    composer.renderRoot.querySelector<HTMLElement>('.chip')?.click();
    await composer.updateComplete;
    expect(field(composer).value).to.equal('/brief spring sale');
    composer.commands = [{ ...COMMANDS[3]!, chip: true }];
    await composer.updateComplete;
    field(composer).setSelectionRange(7, 14);
    composer.renderRoot.querySelector<HTMLElement>('.chip')?.click();
    expect(field(composer).value).to.equal('/brief It should sound sale');
    expect(field(composer).selectionStart).to.equal('/brief It should sound '.length);
  });

  it('writes so that it can be undone', async () => {
    const composer = await composerWith(new ScriptedClient(shortConversation()));
    await type(composer, 'first{Shift>}{Enter}{/Shift}second');
    composer.renderRoot.querySelector<HTMLElement>('.chip')?.click();
    await composer.updateComplete;
    expect(field(composer).value).to.equal('/brief first\nsecond');
    document.execCommand('undo');
    await composer.updateComplete;
    expect(field(composer).value).to.equal('first\nsecond');
    expect(composer.value).to.equal('first\nsecond');
  });

  it('takes no key of an input method for the list', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerWith(client);
    await opened(composer, '/');
    const enter = { key: 'Enter', bubbles: true, cancelable: true, composed: true, isComposing: true };
    field(composer).dispatchEvent(new KeyboardEvent('keydown', enter));
    await composer.updateComplete;
    expect(list(composer)).not.to.equal(null);
    expect(client.commands).to.deep.equal([]);
  });
});

describe('agent-composer with several who take part', () => {
  beforeEach(() => sessionStorage.clear());

  it('completes a mention as the protocol reads it, agents first, without whom no text can name', async () => {
    const script = shortConversation().logs('roster_changed', { added: PEOPLE, removed: [] });
    const client = new ScriptedClient(script);
    const composer = await composerWith(client, []);
    await opened(composer, 'Well, @');
    expect(labels(composer)).to.deep.equal(['Guide', 'Critic', 'Visitor', 'Ada Lovelace']);
    await expect(composer).to.be.accessible();
    await type(composer, 'love');
    expect(labels(composer)).to.deep.equal(['Ada Lovelace']);
    await type(composer, '{Enter}and @cr{Enter}?{Enter}');
    expect(client.commands).to.deep.equal([['sendMessage', { text: 'Well, @ada and @Critic ?' }]]);
  });

  it('shows what cannot be seen or turns around in a name, and mentions them by what the protocol reads', async () => {
    const added = [
      { participantId: 'm1', kind: 'agent', displayName: 'Gu\u202eide' },
      { participantId: 'm2', kind: 'agent', displayName: '\u200bHidden' },
      { participantId: 'm3', kind: 'agent', displayName: 'Fill\u3164er' },
    ];
    const client = new ScriptedClient(shortConversation().logs('roster_changed', { added, removed: [] }));
    const composer = await composerWith(client, []);
    await opened(composer, '@');
    const shown = ['Gu\\u202eide', '\\u200bHidden', 'Fill\\u3164er'];
    expect(labels(composer)).to.deep.equal(['Guide', ...shown, 'Visitor']);
    const details = [...composer.renderRoot.querySelectorAll('.option-detail')];
    expect(details.map(({ textContent }) => textContent).slice(1, 4)).to.deep.equal([
      '@m1',
      '@m2',
      '@Fill\\u3164er',
    ]);
    expect(composer.renderRoot.querySelectorAll('.symbol')[2]?.textContent).to.equal('\\');
    await type(composer, 'fil{Enter}');
    expect(field(composer).value).to.equal('@Fill\u3164er ');
  });

  it('completes in the middle of a text, and leaves an address alone', async () => {
    const client = new ScriptedClient(shortConversation());
    const composer = await composerWith(client, []);
    await type(composer, 'me@gu');
    expect(list(composer)).to.equal(null);
    await type(composer, '{Control>}a{/Control}Ask  now');
    field(composer).setSelectionRange(4, 4);
    await opened(composer, '@gui');
    await type(composer, '{Enter}');
    expect(field(composer).value).to.equal('Ask @Guide now');
    expect(field(composer).selectionStart).to.equal('Ask @Guide '.length);
  });
});
