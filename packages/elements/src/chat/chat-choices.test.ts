import { PublicInterface } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { ConversationScript } from '../test-support/conversation-script.js';
import { FakeServer } from '../test-support/fake-server.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentModelSelect } from '../model-select/model-select.js';
import type { AgentPersonaSelect } from '../persona-select/persona-select.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const INTERFACE = PublicInterface.parse({
  slug: 'demo',
  title: 'Bicycle shop',
  description: null,
  welcomeMessage: 'What do you ride?',
  placeholderText: 'Ask',
  suggestedPrompts: [],
  persistenceType: 'session',
  models: [{ model: 'small', label: 'Small' }, { model: 'large' }],
  personas: [
    { personaId: 'guide', name: 'Guide', description: 'Explains.' },
    { personaId: 'critic', name: 'Critic' },
  ],
});
const SERVER = 'https://chat.example';
let server: FakeServer;
beforeEach(() => {
  sessionStorage.clear();
  server = new FakeServer(SERVER, INTERFACE);
});
afterEach(() => server.restore());

async function open(): Promise<AgentChat> {
  const chat = await fixture<AgentChat>(
    html`<agent-chat src=${SERVER} interface="demo" transport="sse"></agent-chat>`,
  );
  await waitUntil(() => server.streams === 1);
  return chat;
}

const personasOf = (chat: AgentChat) =>
  chat.renderRoot.querySelector<AgentPersonaSelect>('agent-persona-select');
const radiosOf = (chat: AgentChat): readonly HTMLInputElement[] => [
  ...(personasOf(chat)?.renderRoot?.querySelectorAll('input') ?? []),
];

describe('what an interface offers', () => {
  it('is shown: models to choose from, and who is to answer', async () => {
    const chat = await open();
    await waitUntil(() => radiosOf(chat).length === 2);
    const models = chat.renderRoot.querySelector<AgentModelSelect>('agent-model-select');
    expect(models?.models.map(({ model }) => model)).to.deep.equal(['small', 'large']);
    expect(models?.locked).to.equal(false);
    await expect(chat).to.be.accessible();
  });

  it('is locked where a visitor has one model alone', async () => {
    server.info = { ...INTERFACE, models: [{ model: 'small' }] };
    const chat = await open();
    await waitUntil(() => chat.renderRoot.querySelector('agent-model-select') !== null);
    expect(chat.renderRoot.querySelector<AgentModelSelect>('agent-model-select')?.locked).to.equal(true);
  });

  it('sets the persona of the conversation, unless the page says no', async () => {
    const chat = await open();
    await waitUntil(() => radiosOf(chat).length === 2);
    const refuse = (event: Event): void => event.preventDefault();
    chat.addEventListener('agent-chat-persona', refuse);
    radiosOf(chat)[0]?.click();
    chat.removeEventListener('agent-chat-persona', refuse);
    radiosOf(chat)[1]?.click();
    await waitUntil(() => server.personas.length > 0);
    expect(server.personas).to.deep.equal(['critic']);
  });

  it('is named in the header once the conversation has begun', async () => {
    const script = new ConversationScript();
    script.logs('updated', { persona: { personaId: 'critic', version: '1' } });
    const named = (chat: AgentChat) => chat.renderRoot.querySelector('[part=persona-name]')?.textContent;
    const chat = await fixture<AgentChat>(
      html`<agent-chat .client=${new ScriptedClient(script)} .personas=${INTERFACE.personas}></agent-chat>`,
    );
    await waitUntil(() => radiosOf(chat).length === 2);
    expect(named(chat)).to.equal(undefined);
    chat.client = new ScriptedClient(script.says('Look at my plan.'));
    await waitUntil(() => named(chat) === 'Critic');
  });

  it('is nothing where it offers nothing', async () => {
    server.info = { ...INTERFACE, models: null, personas: null };
    const chat = await open();
    await waitUntil(() => chat.renderRoot.querySelector('.welcome h3') !== null);
    expect(personasOf(chat)).to.equal(null);
    expect(chat.renderRoot.querySelector('agent-model-select')).to.equal(null);
  });
});
