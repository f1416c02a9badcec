import { ChatInterface } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { bicycleShop } from '../test-support/bicycle-shop.js';
import { ConversationScript } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { FakeServer } from '../test-support/fake-server.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChatProvider } from '../provider/provider.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const INTERFACE = bicycleShop({
  description: 'We know bicycles',
  suggestedPrompts: [{ text: 'Which size is right?' }],
  persistenceType: 'local_storage',
});

const SERVER = 'https://one.chat.example';
let server: FakeServer;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  server = new FakeServer(SERVER, INTERFACE);
});
afterEach(() => server.restore());

async function chatWith(
  attributes: Partial<Pick<AgentChat, 'interface' | 'transport'>> = {},
): Promise<AgentChat> {
  const chat = await fixture<AgentChat>(
    html`<agent-chat
      src=${SERVER}
      interface=${attributes.interface ?? 'demo'}
      transport=${attributes.transport ?? 'sse'}
    ></agent-chat>`,
  );
  return chat;
}

const within = (chat: AgentChat, selector: string): HTMLElement | null =>
  chat.renderRoot.querySelector<HTMLElement>(selector);
const words = (chat: AgentChat, selector: string): string =>
  within(chat, selector)?.textContent.replace(/\s+/g, ' ').trim() ?? '';
const field = (chat: AgentChat): HTMLTextAreaElement =>
  chat.renderRoot.querySelector('agent-composer')!.renderRoot.querySelector('textarea')!;

describe('agent-chat', () => {
  it('begins a conversation by itself and shows the interface', async () => {
    const chat = await chatWith();
    await waitUntil(() => words(chat, '.title') === 'Bicycle shop');
    await waitUntil(() => server.streams === 1);
    await nextFrame();
    expect(words(chat, '.welcome h3')).to.equal('What do you ride?');
    expect(field(chat).placeholder).to.equal('Ask about bicycles');
    await expect(chat).to.be.accessible();
  });

  it('says in the language of the reader what nobody has written', async () => {
    const placeholderText = ChatInterface.shape.placeholderText.parse(undefined);
    server.restore();
    server = new FakeServer(SERVER, { ...INTERFACE, placeholderText });
    const chat = await chatWith();
    chat.locale = 'de';
    await waitUntil(() => words(chat, '.title') === 'Bicycle shop');
    await waitUntil(() => field(chat).placeholder === 'Nachricht schreiben');
    await waitUntil(() => server.streams === 1);
  });

  it('says whether it was made light or dark', async () => {
    const chat = await chatWith();
    await waitUntil(() => server.streams === 1);
    expect(chat.matches(':state(light)') || chat.matches(':state(dark)')).to.equal(false);
    chat.theme = 'dark';
    await chat.updateComplete;
    expect(chat.matches(':state(dark)')).to.equal(true);
    chat.theme = 'light';
    await chat.updateComplete;
    expect(chat.matches(':state(light)')).to.equal(true);
    expect(chat.matches(':state(dark)')).to.equal(false);
  });

  it('has the cursor where the person writes on after a prompt, which goes away', async () => {
    const chat = await chatWith();
    const prompt = (): HTMLElement | null | undefined =>
      within(chat, 'agent-suggested-prompts')?.shadowRoot?.querySelector('.prompt');
    await waitUntil(() => server.streams === 1 && prompt()?.checkVisibility() === true, 'the prompt');
    prompt()?.focus();
    await userEvent.keyboard('{Enter}');
    await waitUntil(() => chat.shadowRoot?.activeElement?.localName === 'agent-composer', 'the focus');
  });

  it('sends what is typed, with the session’s token', async () => {
    const chat = await chatWith();
    await waitUntil(() => server.streams === 1);
    chat.focus();
    await userEvent.keyboard('Hello{Enter}');
    await waitUntil(() => server.messages.length === 1);
    expect(server.messages[0]).to.deep.include({ token: 'token-1', text: 'Hello' });
  });

  it('resumes its conversation after a reload', async () => {
    const first = await chatWith();
    await waitUntil(() => server.streams === 1);
    first.remove();
    const second = await chatWith();
    await waitUntil(() => server.streams === 2);
    expect(server.sessions).to.equal(1);
    second.remove();
  });

  it('keeps a session in the tab alone where the interface wants that', async () => {
    server.info = { ...INTERFACE, persistenceType: 'session' };
    const chat = await chatWith();
    await waitUntil(() => server.streams === 1);
    expect(Object.keys(localStorage)).to.deep.equal([]);
    expect(sessionStorage.getItem(`agent-chat:session:${SERVER}:demo`)).to.contain('token-1');
    chat.remove();
    await chatWith();
    await waitUntil(() => server.streams === 2);
    expect(server.sessions).to.equal(1);
  });

  it('cuts a long title off in a narrow place, and is no wider than it', async () => {
    const chat = await chatWith();
    chat.heading = 'The name of a chat that has more words than room';
    chat.style.inlineSize = '280px';
    await nextFrame();
    const header = within(chat, 'header');
    expect(header?.getBoundingClientRect().right).to.be.at.most(chat.getBoundingClientRect().right);
  });

  it('begins a new conversation when asked to, unless a listener prevents it', async () => {
    const chat = await chatWith();
    await waitUntil(() => server.streams === 1);
    const button = within(chat, '[part=new-conversation]');
    chat.addEventListener('agent-chat-new-conversation', (event) => event.preventDefault(), { once: true });
    button?.click();
    await nextFrame();
    expect(server.sessions).to.equal(1);
    button?.click();
    // Before the server has answered: the person goes on writing meanwhile.
    expect(chat.shadowRoot?.activeElement?.localName).to.equal('agent-composer');
    await waitUntil(() => server.streams === 2);
    expect(server.sessions).to.equal(2);
    expect(chat.shadowRoot?.activeElement?.localName).to.equal('agent-composer');
  });

  describe('when the server cannot be reached as a new conversation is wished for', () => {
    const pending = (): string[] => Object.keys(localStorage).filter((name) => name.includes(':pending:'));

    async function leftBehind(): Promise<AgentChat> {
      const chat = await chatWith();
      await waitUntil(() => server.streams === 1);
      server.isDown = true;
      chat.focus();
      await userEvent.keyboard('Not sent yet{Enter}');
      within(chat, '[part=new-conversation]')?.click();
      await waitUntil(() => within(chat, '.notice button') !== null);
      expect(pending()).to.have.length(1);
      return chat;
    }

    it('comes back to the one before after a reload, with what was not sent', async () => {
      const chat = await leftBehind();
      chat.remove();
      server.isDown = false;
      await chatWith();
      await waitUntil(() => server.messages.length === 1);
      expect(server.messages[0]).to.deep.include({ token: 'token-1', text: 'Not sent yet' });
      expect(server.sessions).to.equal(1);
    });

    it('forgets the one before once there is another', async () => {
      const chat = await leftBehind();
      server.isDown = false;
      within(chat, '.notice button')?.click();
      await waitUntil(() => server.streams === 2);
      expect([server.sessions, server.messages.length, pending().length]).to.deep.equal([2, 0, 0]);
    });
  });

  describe('when something is wrong', () => {
    it('says that the server cannot be reached, keeps trying, and sends then what is typed', async () => {
      server.isDown = true;
      const chat = await chatWith();
      await waitUntil(() => words(chat, '.notice h3') === 'The chat cannot be reached');
      await expect(chat).to.be.accessible();
      chat.focus();
      await userEvent.keyboard('Are you there?{Enter}');
      await nextFrame();
      expect(field(chat).value).to.equal('');
      const composer = chat.renderRoot.querySelector('agent-composer')!;
      expect(composer.renderRoot.querySelector('.waiting')?.textContent).to.contain('Are you there?');
      server.isDown = false;
      await waitUntil(() => server.streams === 1, 'it comes back by itself');
      await waitUntil(() => server.messages.length === 1);
      expect(server.messages[0]).to.deep.include({ text: 'Are you there?' });
      expect(within(chat, '.notice')).to.equal(null);
      expect(composer.renderRoot.querySelector('.waiting')).to.equal(null);
    });

    it('tries at once on request', async () => {
      server.isDown = true;
      const chat = await chatWith();
      await waitUntil(() => within(chat, '.notice button') !== null);
      server.isDown = false;
      const tries = server.requests;
      within(chat, '.notice button')?.click();
      await Promise.resolve();
      await waitUntil(() => server.requests > tries, 'without a pause', { timeout: 300 });
      await waitUntil(() => server.streams === 1);
    });

    it('names an interface that there is not', async () => {
      const chat = await chatWith({ interface: 'nowhere' });
      await waitUntil(() => words(chat, '.notice h3') === 'There is no chat named “nowhere”');
      await expect(chat).to.be.accessible();
    });

    it('names a transport that there is not, before asking anybody', async () => {
      const chat = await chatWith({ transport: 'pigeon' });
      await waitUntil(() => words(chat, '.notice h3').includes('“pigeon” is not a way to connect'));
      expect(server.requests).to.equal(0);
    });

    it('says what a server that is too busy says', async () => {
      server.refusal = { code: 'RateLimited', message: 'Too many visitors.', retryable: true };
      const chat = await chatWith();
      await waitUntil(() => words(chat, '.notice').includes('Too many visitors. We keep trying.'));
    });

    it('asks a server that is too busy no sooner than it says', async () => {
      const details = { retryAfterMs: 60_000 };
      server.refusal = { code: 'RateLimited', message: 'Too many visitors.', retryable: true, details };
      const chat = await chatWith();
      await waitUntil(() => words(chat, '.notice').includes('Too many visitors.'));
      const asked = server.requests;
      // The first try after any other failure comes within two seconds.
      await new Promise((resolve) => setTimeout(resolve, 2_200));
      expect(server.requests).to.equal(asked);
    });

    it('shows why a session was refused', async () => {
      server.refusal = { code: 'Forbidden', message: 'This chat is for members.', retryable: false };
      const chat = await chatWith();
      await waitUntil(() => words(chat, '.notice').includes('This chat is for members.'));
      server.refusal = null;
      within(chat, '.notice button')?.click();
      await waitUntil(() => server.streams === 1);
    });
  });

  describe('with a client of the page', () => {
    it('shows that conversation and asks no server for one', async () => {
      const chat = await fixture<AgentChat>(html`<agent-chat .client=${SAMPLES.answered()}></agent-chat>`);
      await nextFrame();
      expect(
        within(chat, 'agent-message-list')?.shadowRoot?.querySelectorAll('agent-message').length,
      ).to.equal(3);
      expect(server.requests).to.equal(0);
      await expect(chat).to.be.accessible();
    });

    it('shows the client of the provider that it is in', async () => {
      const client = SAMPLES.answered();
      const provider = await fixture<HTMLElement>(
        html`<agent-chat-provider .client=${client}><agent-chat></agent-chat></agent-chat-provider>`,
      );
      const chat = provider.querySelector('agent-chat')!;
      await nextFrame();
      expect(
        within(chat, 'agent-message-list')?.shadowRoot?.querySelectorAll('agent-message').length,
      ).to.equal(3);
    });

    it('waits for the client of the provider that it is in, and sends then what was written', async () => {
      const own = new FakeServer(window.location.origin, INTERFACE);
      const provider = await fixture<AgentChatProvider>(
        html`<agent-chat-provider><agent-chat></agent-chat></agent-chat-provider>`,
      );
      const chat = provider.querySelector('agent-chat')!;
      chat.focus();
      await userEvent.keyboard('Early{Enter}');
      await nextFrame();
      const client = SAMPLES.answered();
      provider.client = client;
      await waitUntil(() => client.commands.length === 1);
      expect(client.commands[0]?.slice(0, 2)).to.deep.equal(['sendMessage', { text: 'Early' }]);
      expect(own.requests).to.equal(0);
      own.restore();
    });

    it('lets go of the client when it leaves the page', async () => {
      const client = SAMPLES.answered();
      const chat = await fixture<AgentChat>(html`<agent-chat .client=${client}></agent-chat>`);
      await nextFrame();
      expect(client.listenerCount).to.be.greaterThan(0);
      chat.remove();
      expect(client.listenerCount).to.equal(0);
    });

    it('greets in an empty conversation, or as the page says', async () => {
      const chat = await fixture<AgentChat>(
        html`<agent-chat .client=${new ScriptedClient(new ConversationScript())}><p slot="welcome">Come in</p></agent-chat>`,
      );
      await nextFrame();
      const slot = chat.renderRoot.querySelector<HTMLSlotElement>('slot[name=welcome]');
      expect(slot?.assignedElements()[0]?.textContent).to.equal('Come in');
      expect(slot?.assignedElements()[0]?.checkVisibility()).to.equal(true);
      chat.client = SAMPLES.answered();
      await nextFrame();
      expect(slot?.assignedElements()[0]?.checkVisibility()).to.equal(false);
    });
  });

  describe('in a page', () => {
    it('takes colours and words from the page', async () => {
      const chat = await fixture<AgentChat>(
        html`<div style="--agent-chat-accent: rgb(1, 2, 3)">
          <agent-chat
            .client=${new ScriptedClient(new ConversationScript())}
            .messages=${{ welcome: 'Grüß Gott' }}
          ></agent-chat>
        </div>`,
      ).then((page) => page.querySelector('agent-chat')!);
      await nextFrame();
      expect(words(chat, '.welcome h3')).to.equal('Grüß Gott');
      expect(getComputedStyle(within(chat, '.mark')!).backgroundColor).to.equal('rgb(1, 2, 3)');
    });

    it('lets the page restyle what is deep inside by its parts', async () => {
      const style = document.createElement('style');
      style.textContent = 'agent-chat::part(code-block), agent-chat::part(send) { border-radius: 3px; }';
      document.head.append(style);
      try {
        const chat = await fixture<AgentChat>(html`<agent-chat .client=${SAMPLES.answered()}></agent-chat>`);
        await waitUntil(() => deep(chat.renderRoot).some((element) => element.matches('.code')));
        for (const selector of ['.code', '.send']) {
          const element = deep(chat.renderRoot).find((each) => each.matches(selector));
          expect(getComputedStyle(element!).borderTopLeftRadius, selector).to.equal('3px');
        }
      } finally {
        style.remove();
      }
    });

    it('is dark or light as it is told, else as the page', async () => {
      const paper = async (theme: string | undefined, page: string): Promise<string> => {
        const box = await fixture<HTMLElement>(
          html`<div style="color-scheme: ${page}"><agent-chat .client=${SAMPLES.empty()} .theme=${theme}></agent-chat></div>`,
        );
        return getComputedStyle(within(box.querySelector('agent-chat')!, '.frame')!).backgroundColor;
      };
      const [light, dark] = [await paper(undefined, 'light'), await paper(undefined, 'dark')];
      expect(light).not.to.equal(dark);
      expect(await paper('dark', 'light')).to.equal(dark);
      expect(await paper('light', 'dark')).to.equal(light);
    });

    it('stands its ground against the rules of a hostile page', async () => {
      const style = document.createElement('style');
      style.textContent = `* { all: unset !important; font: 40px/3 serif !important; color: red !important;
        text-transform: uppercase !important; letter-spacing: 9px !important; text-align: right !important; }`;
      document.head.append(style);
      try {
        const chat = await fixture<AgentChat>(html`<agent-chat .client=${SAMPLES.answered()}></agent-chat>`);
        await nextFrame();
        const { fontSize, textTransform, letterSpacing, textAlign, color } = getComputedStyle(
          within(chat, '.frame')!,
        );
        expect({ fontSize, textTransform, letterSpacing, textAlign }).to.deep.equal({
          fontSize: '22px',
          textTransform: 'none',
          letterSpacing: 'normal',
          textAlign: 'start',
        });
        expect(color).not.to.equal('rgb(255, 0, 0)');
        const { height } = within(chat, '.frame')!.getBoundingClientRect();
        expect(height).to.be.within(300, innerHeight);
      } finally {
        style.remove();
      }
    });

    it('goes through by keyboard: header, conversation, what is in it, composer', async () => {
      const page = await fixture<HTMLElement>(
        html`<div><button>Before</button><agent-chat .client=${SAMPLES.answered()}></agent-chat></div>`,
      );
      const chat = page.querySelector('agent-chat')!;
      await waitUntil(() => deep(chat.renderRoot).some(({ localName }) => localName === 'pre'));
      await customElements.whenDefined('agent-menu');
      await nextFrame();
      const names: string[] = [];
      page.querySelector('button')?.focus();
      for (let press = 0; press < 30 && names.at(-1) !== 'textarea'; press++) {
        await userEvent.tab();
        names.push(focused()?.localName ?? '');
      }
      expect(names.slice(0, 2)).to.deep.equal(['button', 'div']);
      expect(names).to.include('pre').and.include('button').and.include('a');
      expect(names.at(-1)).to.equal('textarea');
    });
  });
});

function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
  return element;
}

function deep(root: ParentNode): Element[] {
  return [...root.querySelectorAll('*')].flatMap((element) => [
    element,
    ...(element.shadowRoot === null ? [] : deep(element.shadowRoot)),
  ]);
}
