import { AgentChatError } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript, VISITOR } from '../test-support/conversation-script.js';
import { FULL } from '../test-support/full-test.js';
import { nextFrame } from '../test-support/next-frame.js';
import { pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentMessageList } from '../message-list/message-list.js';
import type { AgentChat } from './chat.js';
import '../define.js';

/** About as much as a list may have in the page of one message. */
const MOST_SHOWN = 250_000;
const MOST_SAID = 11_000;
const LINE = 'Some words of a paragraph.\n\n';
const huge = (line = LINE, length = 5_000_000): string =>
  line.repeat(Math.ceil(length / line.length)).slice(0, length);

async function opened(
  rest = {},
): Promise<{ chat: AgentChat; client: ScriptedClient; script: ConversationScript }> {
  const script = new ConversationScript().says('Hi').answers('Hello.');
  const client = new ScriptedClient(script, rest);
  const chat = await fixture<AgentChat>(
    html`<agent-chat
      locale="en"
      .viewer=${{ participantId: VISITOR.participantId, operator: false }}
      .client=${client}
      style="block-size: 600px; inline-size: 800px"
    ></agent-chat>`,
  );
  await waitUntil(() => listOf(chat)?.renderRoot.querySelector('agent-message') != null);
  await nextFrame();
  return { chat, client, script };
}

const listOf = (chat: AgentChat): AgentMessageList | null =>
  chat.renderRoot.querySelector('agent-message-list');
const said = (chat: AgentChat): string =>
  listOf(chat)?.renderRoot.querySelector('[aria-live=polite]')?.textContent.replaceAll(/\s+/g, ' ') ?? '';

/** What the last message says, where a person has written it. */
const ownText = (chat: AgentChat): HTMLElement | null | undefined =>
  [...(listOf(chat)?.renderRoot.querySelectorAll('agent-message') ?? [])]
    .at(-1)
    ?.renderRoot.querySelector<HTMLElement>('.own-text');

/** All text of a tree, and of the shadow trees in it; of styles none. */
function shownIn(root: Node): string {
  if (root instanceof HTMLStyleElement) return '';
  if (root instanceof Text) return root.data;
  const inner = root instanceof Element && root.shadowRoot !== null ? [root.shadowRoot] : [];
  return [...inner, ...root.childNodes].map(shownIn).join('');
}

const fieldOf = (chat: AgentChat): HTMLTextAreaElement =>
  chat.renderRoot.querySelector('agent-composer')!.renderRoot.querySelector('textarea')!;

describe('megabytes in a chat', () => {
  it.each<[what: string, add: (script: ConversationScript) => ConversationScript]>([
    ['from an agent', (script) => script.says('More').answers(huge())],
    [
      'from an agent, in rows',
      (script) => script.says('More').answers(`| a | b |\n|---|---|\n${huge('| 1 | 2 |\n')}`),
    ],
    ['in a note', (script) => script.logs('note', { text: huge() })],
    ['in a question', (script) => script.says('Go').starts().queries('q1', huge(), VISITOR.participantId)],
  ])('%s are shown and read out in part, which is said', async (_, add) => {
    const { chat, client, script } = await opened();
    client.follow(add(script));
    await waitUntil(() => said(chat).includes('There is more to read.'));
    await nextFrame();
    expect(said(chat).length).to.be.below(MOST_SAID);
    expect(shownIn(listOf(chat)!).length).to.be.below(MOST_SHOWN);
  });

  it('of one’s own are shown in part, and on when they are asked for', async () => {
    const { chat, client, script } = await opened();
    client.follow(script.says(huge()));
    const more = (): HTMLElement | null | undefined => ownText(chat)?.querySelector('.more-text');
    await waitUntil(() => more() != null);
    const own = ownText(chat)!;
    const before = own.textContent.length;
    expect(before).to.be.below(MOST_SHOWN);
    expect(more()?.textContent).to.equal('Show more (4,950 thousand characters left)');
    more()?.focus();
    await userEvent.keyboard('{Enter}');
    expect(own.textContent.length).to.be.within(before + 40_000, before + 60_000);
    expect(more()?.matches(':focus')).to.equal(true);
    await expect(own).to.be.accessible();
  });

  it('leave the focus on a text that is whole', async () => {
    const { chat, client, script } = await opened();
    client.follow(script.says(huge('Some words. ', 60_000)));
    await waitUntil(() => ownText(chat)?.querySelector('.more-text') != null);
    const own = ownText(chat)!;
    own.querySelector<HTMLElement>('.more-text')?.focus();
    await userEvent.keyboard('{Enter}');
    expect(own.textContent.length).to.equal(60_000);
    expect(own.matches(':focus')).to.equal(true);
  });

  it('are laid out once where they are written, at the place that is looked at', async () => {
    const { chat } = await opened();
    const field = fieldOf(chat);
    const grow = field.parentElement!;
    const mirror = grow.querySelector('.mirror')!;
    const write = async (text: string): Promise<void> => {
      field.focus();
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      await chat.renderRoot.querySelector('agent-composer')!.updateComplete;
    };
    await write(huge('Some words. ', 4_996));
    grow.scrollTop = 200;
    const height = grow.clientHeight;
    // In the middle of what is seen, and by keys: of a value that is set WebKit shows the beginning.
    const middle = Math.round((4_996 * (200 + height / 2)) / grow.scrollHeight);
    field.setSelectionRange(middle, middle);
    await userEvent.keyboard('and more');
    expect([field.value.length, mirror.textContent.length < 5_004]).to.deep.equal([5_004, true]);
    expect([grow.clientHeight, field.clientHeight]).to.deep.equal([height, height]);
    expect(field.scrollTop).to.equal(200);
    await userEvent.keyboard('{Backspace}'.repeat('and more'.length));
    expect(field.value.length).to.equal(4_996);
    expect([grow.scrollTop, field.scrollTop]).to.deep.equal([200, 0]);
    await write(huge(LINE, 100_000));
    expect(mirror.textContent.length).to.be.below(10_000);
    expect(grow.clientHeight).to.equal(height);
    expect(field.scrollHeight).to.be.above(20_000);
    // By the attribute the browser looks through all lines before it with each line that is added.
    expect([field.dir, getComputedStyle(field).unicodeBidi]).to.deep.equal(['', 'plaintext']);
    await write(huge(LINE, FULL ? 2_000_000 : 400_000));
    expect(mirror.textContent.length).to.be.below(10_000);
    await write('');
    expect(grow.clientHeight).to.be.below(60);
  });

  it('are sent whole, and can be given up or shortened where the server does not take them', async () => {
    const { chat, client } = await opened();
    const text = huge('Some words. ', FULL ? 5_000_000 : 400_000).trim();
    const field = fieldOf(chat);
    field.focus();
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await userEvent.keyboard('{Enter}');
    const [, sent] = client.commands.at(-1) as readonly [string, { readonly text: string }];
    expect(sent.text === text).to.equal(true);
    await waitUntil(() => field.value === '');
    const error = new AgentChatError('PayloadTooLarge', 'A message has at most 65536 bytes.');
    client.update({ pending: [pendingMessage(text, error)] });
    const last = () => [...(listOf(chat)?.renderRoot.querySelectorAll('agent-message') ?? [])].at(-1);
    await waitUntil(() => last()?.status === 'failed');
    const status = last()?.renderRoot.querySelector('.own-status');
    expect(status?.querySelector('[role=alert]')?.textContent).to.contain('at most 65536 bytes');
    const buttons = [...(status?.querySelectorAll('button') ?? [])];
    expect(buttons.map((button) => button.textContent.trim())).to.deep.equal(['Edit', 'Discard']);
    expect(shownIn(listOf(chat)!).length).to.be.below(MOST_SHOWN);
  });
});
