import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { AgentChat } from '../chat/chat.js';
import { textPart } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { waitUntil } from '../test-support/wait-until.js';
import { announceAnswer } from './announce-answer.js';
import { type ChatSettings, DEFAULT_SETTINGS, loadSettings, saveSettings, SETTINGS_KEY } from './settings.js';
import '../define.js';

beforeEach(() => {
  localStorage.clear();
  // Drafts of other files: some browsers have one page for all of them.
  sessionStorage.clear();
});
afterEach(() => localStorage.clear());

const within = (chat: AgentChat, selector: string): HTMLElement | null =>
  chat.renderRoot.querySelector<HTMLElement>(selector);
const panel = (chat: AgentChat): ShadowRoot | null | undefined =>
  within(chat, 'agent-chat-settings')?.shadowRoot;

async function openSettings(): Promise<{ chat: AgentChat; client: ReturnType<typeof SAMPLES.answered> }> {
  const client = SAMPLES.answered();
  const chat = await fixture<AgentChat>(html`<agent-chat locale="en" .client=${client}></agent-chat>`);
  await waitUntil(() => within(chat, 'agent-menu')?.shadowRoot != null);
  within(chat, 'agent-menu')?.focus();
  await userEvent.keyboard('{Enter}');
  await nextFrame();
  await userEvent.keyboard('{Enter}');
  await waitUntil(() => panel(chat) != null);
  await waitUntil(() => chat.shadowRoot?.activeElement?.localName === 'agent-chat-settings');
  return { chat, client };
}

/** What is chosen by this name. */
function labelled(chat: AgentChat, name: string): HTMLElement | undefined {
  const labels = [...(panel(chat)?.querySelectorAll<HTMLElement>('label') ?? [])];
  return labels.find(({ textContent }) => textContent.trim() === name);
}

function choose(chat: AgentChat, name: string): void {
  labelled(chat, name)?.click();
}

function schemeOf(chat: AgentChat): string {
  return getComputedStyle(within(chat, '.frame')!).colorScheme;
}

/** What another tab of this origin stores is heard of in this one. */
async function otherTab(): Promise<Window> {
  const frame = await fixture<HTMLIFrameElement>(html`<iframe title="Another tab"></iframe>`);
  return frame.contentWindow!;
}

function store({ localStorage: storage }: Pick<Window, 'localStorage'>, change: Partial<ChatSettings>): void {
  storage.setItem(SETTINGS_KEY, JSON.stringify({ ...loadSettings(storage), ...change }));
}

describe('the settings of a chat', () => {
  it('are opened and closed by keyboard, and can be read by everybody', async () => {
    const { chat } = await openSettings();
    await expect(chat).to.be.accessible();
    await userEvent.keyboard('{Escape}');
    await waitUntil(() => within(chat, 'agent-chat-settings') === null);
    await waitUntil(() => chat.shadowRoot?.activeElement?.localName === 'agent-menu');
  });

  it('change colours and size of text at once, and are kept', async () => {
    const { chat } = await openSettings();
    const frame = within(chat, '.frame')!;
    const before = Number.parseFloat(getComputedStyle(frame).fontSize);
    choose(chat, 'Dark');
    choose(chat, 'Largest');
    await chat.updateComplete;
    expect(getComputedStyle(frame).colorScheme).to.equal('dark');
    expect(Number.parseFloat(getComputedStyle(frame).fontSize)).to.be.closeTo(before * 1.35, 0.01);
    const next = await fixture<AgentChat>(html`<agent-chat .client=${SAMPLES.empty()}></agent-chat>`);
    expect(getComputedStyle(within(next, '.frame')!).colorScheme).to.equal('dark');
  });

  it('are the same in every chat of the page and in other tabs, also while they are open', async () => {
    const { chat } = await openSettings();
    const next = await fixture<AgentChat>(
      html`<agent-chat locale="en" .client=${SAMPLES.empty()}></agent-chat>`,
    );
    choose(chat, 'Dark');
    await next.updateComplete;
    expect([schemeOf(chat), schemeOf(next)]).to.deep.equal(['dark', 'dark']);
    store(await otherTab(), { scheme: 'light', sendKey: 'mod-enter', locale: 'de' });
    await waitUntil(() => schemeOf(chat) === 'light' && schemeOf(next) === 'light');
    const isChosen = (): boolean[] =>
      ['Hell', 'Ctrl + Eingabetaste'].map(
        (name) => labelled(chat, name)?.querySelector('input')?.checked === true,
      );
    await waitUntil(() => isChosen().every(Boolean));
    expect(panel(chat)?.querySelector('select')?.value).to.equal('de');
  });

  it('are changed one by one: what was chosen elsewhere in the meantime stays', async () => {
    const { chat } = await openSettings();
    // As by a tab of which a page that was asleep has heard nothing.
    store(globalThis, { scheme: 'dark', sound: true });
    choose(chat, 'Largest');
    await chat.updateComplete;
    expect(schemeOf(chat)).to.equal('dark');
    expect(loadSettings(localStorage)).to.deep.equal({
      ...DEFAULT_SETTINGS,
      scheme: 'dark',
      sound: true,
      textScale: 1.35,
    });
  });

  it('last as long as the page where they cannot be kept', async () => {
    const { chat } = await openSettings();
    const setItem = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('There is no room.', 'QuotaExceededError');
    });
    choose(chat, 'Dark');
    await chat.updateComplete;
    choose(chat, 'Largest');
    await chat.updateComplete;
    expect(setItem.mock.calls.filter(([name]) => name === SETTINGS_KEY)).to.have.length(2);
    expect(schemeOf(chat)).to.equal('dark');
  });

  it('say whose colours they are, and give them back to the page', async () => {
    const { chat } = await openSettings();
    chat.theme = 'dark';
    const chosen = (): string | undefined =>
      [...(panel(chat)?.querySelectorAll<HTMLInputElement>('[name=scheme]') ?? [])]
        .find(({ checked }) => checked)
        ?.parentElement?.textContent.trim();
    expect(chosen()).to.equal('Match page');
    choose(chat, 'Match system');
    await chat.updateComplete;
    const frame = within(chat, '.frame')!;
    expect(getComputedStyle(frame).colorScheme).to.equal('light dark');
    choose(chat, 'Match page');
    await chat.updateComplete;
    expect([getComputedStyle(frame).colorScheme, chosen()]).to.deep.equal(['dark', 'Match page']);
  });

  it('do not say that a notification comes where the browser refuses it', async () => {
    const { requestPermission } = Notification;
    Notification.requestPermission = async () => 'denied';
    try {
      const { chat } = await openSettings();
      choose(chat, 'Show a notification');
      await waitUntil(() => panel(chat)?.querySelector('[role=alert]') != null);
      const [, notify] = panel(chat)?.querySelectorAll<HTMLInputElement>('[type=checkbox]') ?? [];
      expect(notify?.checked).to.equal(false);
    } finally {
      Notification.requestPermission = requestPermission;
    }
  });

  it('change the language of everything, with its direction, and back', async () => {
    const { chat } = await openSettings();
    const select = panel(chat)?.querySelector('select');
    select!.value = 'ar';
    select!.dispatchEvent(new Event('change'));
    const label = (): string | null | undefined =>
      within(chat, 'agent-composer')?.shadowRoot?.querySelector('textarea')?.getAttribute('aria-label');
    await waitUntil(() => label() === 'رسالة');
    const frame = within(chat, '.frame')!;
    expect([frame.dir, frame.lang]).to.deep.equal(['rtl', 'ar']);
    expect(frame.matches(':dir(rtl)')).to.equal(true);
    select!.value = '';
    select!.dispatchEvent(new Event('change'));
    await waitUntil(() => label() === 'Message');
    expect([frame.dir, frame.lang]).to.deep.equal(['ltr', 'en']);
  });

  it('change the key that sends', async () => {
    const { chat, client } = await openSettings();
    choose(chat, 'Ctrl + Enter');
    await userEvent.keyboard('{Escape}');
    await waitUntil(() => within(chat, 'agent-chat-settings') === null);
    chat.focus();
    await userEvent.keyboard('Hello{Enter}there');
    expect(client.commands).to.deep.equal([]);
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(client.commands).to.deep.equal([['sendMessage', { text: 'Hello\nthere' }]]);
  });

  it('change the key that sends a changed message too', async () => {
    const { chat, client } = await openSettings();
    choose(chat, 'Ctrl + Enter');
    await userEvent.keyboard('{Escape}');
    await waitUntil(() => within(chat, 'agent-chat-settings') === null);
    const list = within(chat, 'agent-message-list')?.shadowRoot;
    await waitUntil(() => list?.querySelector('agent-message')?.shadowRoot?.querySelector('.edit') != null);
    const message = list?.querySelector('agent-message')?.shadowRoot;
    message?.querySelector<HTMLElement>('.edit')?.click();
    await waitUntil(() => message?.activeElement?.localName === 'textarea', 'the editor');
    message?.querySelector('textarea')?.select();
    await userEvent.keyboard('Hello{Enter}there');
    expect(client.commands).to.deep.equal([]);
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(client.commands).to.deep.equal([
      ['sendMessage', { parts: [textPart('Hello\nthere')] }, { parentId: null }],
    ]);
  });

  it('are the defaults where what is stored is damaged, of another time, or out of reach', () => {
    for (const stored of ['{', 'null', '[]', '{"scheme":"pink","textScale":99,"sendKey":1,"sound":"yes"}']) {
      localStorage.setItem('agent-chat:settings', stored);
      expect(loadSettings(localStorage), stored).to.deep.equal(DEFAULT_SETTINGS);
    }
    expect(loadSettings(null)).to.deep.equal(DEFAULT_SETTINGS);
    const dark = { ...DEFAULT_SETTINGS, scheme: 'dark' } as const;
    expect(saveSettings(null, DEFAULT_SETTINGS, dark)).to.deep.equal(dark);
  });
});

describe('the tone for an answer', () => {
  it('keeps no audio open in a page that nobody has touched, where it cannot be played', async () => {
    const Platform = globalThis.AudioContext;
    const opened: AudioContext[] = [];
    globalThis.AudioContext = class extends Platform {
      constructor() {
        super();
        void this.suspend();
        opened.push(this);
      }
    };
    try {
      announceAnswer({ sound: true, notify: false }, 'An answer', []);
      expect(opened).to.have.length(1);
      await waitUntil(() => opened[0]?.state === 'closed');
    } finally {
      globalThis.AudioContext = Platform;
    }
  });
});
