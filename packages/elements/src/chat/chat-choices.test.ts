import { AgentChatError } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { bicycleShop } from '../test-support/bicycle-shop.js';
import { ConversationScript } from '../test-support/conversation-script.js';
import { FakeServer } from '../test-support/fake-server.js';
import { pendingCommand, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentModelSelect } from '../model-select/model-select.js';
import type { AgentPersonaSelect } from '../persona-select/persona-select.js';
import type { AgentChatProvider } from '../provider/provider.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const INTERFACE = bicycleShop({
  placeholderText: 'Ask',
  models: [{ model: 'small', label: 'Small' }, { model: 'large' }],
  personas: [
    { personaId: 'guide', name: 'Guide', description: 'Explains.' },
    { personaId: 'critic', name: 'Critic' },
  ],
});
const SERVER = 'https://choices.chat.example';
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

  it('marks whom the server has refused no longer, and keeps nothing of it', async () => {
    const refused = new AgentChatError('Forbidden', 'Only for members.');
    server.personaRefusal = refused.toBody();
    const chat = await open();
    await waitUntil(() => radiosOf(chat).length === 2);
    const errors: string[] = [];
    chat.addEventListener('agent-chat-error', (event) => errors.push(event.error.code));
    radiosOf(chat)[1]?.click();
    expect(personasOf(chat)?.value).to.equal('critic');
    await waitUntil(() => errors.length > 0);
    await waitUntil(() => personasOf(chat)?.value === '');
    await personasOf(chat)?.updateComplete;
    expect(radiosOf(chat).map(({ checked }) => checked)).to.deep.equal([false, false]);
    expect(JSON.stringify(sessionStorage)).not.to.contain('setPersona');
  });

  it('shows whom a person chose in the conversation for which they did', async () => {
    const { personas } = INTERFACE;
    const client = new ScriptedClient(new ConversationScript());
    const chat = await fixture<AgentChat>(
      html`<agent-chat .client=${client} .personas=${personas}></agent-chat>`,
    );
    await waitUntil(() => radiosOf(chat).length === 2);
    radiosOf(chat)[1]?.click();
    client.update({ pending: [pendingCommand('setPersona', { personaId: 'critic' })] });
    await chat.updateComplete;
    expect(personasOf(chat)?.value).to.equal('critic');
    // Nothing has been said yet.
    expect(chat.renderRoot.querySelector('[part=persona-name]')).to.equal(null);
    chat.client = new ScriptedClient(new ConversationScript(), {}, 'another');
    await chat.updateComplete;
    expect(personasOf(chat)?.value).to.equal('');
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

  it.each([
    ['the conversation', {}],
    ['its current run', { runId: 'run-1' }],
  ])('has a control for the autopilot of %s, which stays when it is taken away', async (_, of) => {
    const script = new ConversationScript();
    const run = { runId: 'run-1', status: 'running', previousStatus: null };
    script.logs('run_changed', run).logs('autopilot_set', { level: 4, ...of });
    const client = new ScriptedClient(script);
    const chat = await fixture<AgentChat>(html`<agent-chat .client=${client}></agent-chat>`);
    const control = (): Element | null => chat.renderRoot.querySelector('agent-autopilot');
    const before = control();
    expect(before).not.to.equal(null);
    client.follow(script.logs('autopilot_set', { level: null, ...of }));
    await chat.updateComplete;
    expect(control()).to.equal(before);
    chat.client = new ScriptedClient(new ConversationScript(), {}, 'another');
    await chat.updateComplete;
    expect(control()).to.equal(null);
  });

  it('has a control for caps, which stays when the last one is lifted', async () => {
    const scope = { kind: 'conversation', id: 'conversation-1' };
    const cap = { meter: 'money', scope, window: 'total', limit: 5_000_000 };
    const script = new ConversationScript().logs('budget_set', cap);
    const client = new ScriptedClient(script);
    const chat = await fixture<AgentChat>(html`<agent-chat .client=${client}></agent-chat>`);
    const control = (): Element | null => chat.renderRoot.querySelector('agent-budget');
    const before = control();
    expect(before).not.to.equal(null);
    client.follow(script.logs('budget_set', { ...cap, limit: null }));
    await chat.updateComplete;
    expect(control()).to.equal(before);
  });

  it('is nothing where it offers nothing', async () => {
    server.info = { ...INTERFACE, models: null, personas: null };
    const chat = await open();
    await waitUntil(() => chat.renderRoot.querySelector('.welcome h3') !== null);
    expect(personasOf(chat)).to.equal(null);
    expect(chat.renderRoot.querySelector('agent-model-select')).to.equal(null);
  });
});

const MEMBER = {
  token: 'token-of-ada',
  participants: [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }],
} as const;

/** What of a chat there is to set, besides models. */
const controlsOf = (chat: AgentChat): readonly string[] =>
  [...chat.renderRoot.querySelectorAll('.top-bar :is(agent-autopilot, agent-budget)')].map(
    ({ localName }) => localName,
  );

describe('what a page asks to have set', () => {
  it('has its controls before anything is in force, for the first level and the first cap', async () => {
    const client = new ScriptedClient(new ConversationScript());
    const chat = await fixture<AgentChat>(
      html`<agent-chat locale="en" controls="autopilot budget" .client=${client}></agent-chat>`,
    );
    expect(controlsOf(chat)).to.deep.equal(['agent-autopilot', 'agent-budget']);
    await waitUntil(() => customElements.get('agent-budget') !== undefined);
    const [autopilot] = chat.renderRoot.querySelectorAll('agent-autopilot');
    await autopilot?.updateComplete;
    const choice = autopilot?.renderRoot.querySelector('agent-choice');
    choice?.renderRoot.querySelector('button')?.click();
    await choice?.updateComplete;
    choice?.renderRoot.querySelectorAll<HTMLElement>('[role=option]')[1]?.click();

    const [budget] = chat.renderRoot.querySelectorAll('agent-budget');
    const within = (selector: string) => budget?.renderRoot.querySelector<HTMLElement>(selector);
    await budget?.updateComplete;
    expect(within('.summary')?.ariaLabel).to.equal('Budget');
    await expect(chat).to.be.accessible();
    within('.summary')?.click();
    within('.add')?.click();
    await budget?.updateComplete;
    (within('input') as HTMLInputElement).value = '5';
    (within('form') as HTMLFormElement).requestSubmit();
    const scope = { kind: 'conversation', id: 'conversation-1' };
    expect(client.commands).to.deep.equal([
      ['send', 'setAutopilot', { level: 1 }],
      ['send', 'setBudget', { budget: { meter: 'money', scope, window: 'total', limit: 5_000_000 } }],
    ]);
    chat.removeAttribute('controls');
    await chat.updateComplete;
    expect(controlsOf(chat)).to.deep.equal([]);
  });

  it('has them for a member', async () => {
    const chat = await fixture<AgentChat>(
      html`<agent-chat src=${SERVER} transport="sse" controls="budget" .member=${MEMBER}></agent-chat>`,
    );
    await waitUntil(() => controlsOf(chat).join() === 'agent-budget');
  });

  it('has none for a visitor, who may set nothing', async () => {
    const chat = await open();
    chat.controls = 'autopilot budget';
    await chat.updateComplete;
    expect(chat.renderRoot.querySelector('agent-model-select')).not.to.equal(null);
    expect(controlsOf(chat)).to.deep.equal([]);
  });

  it('has those of what is in force for who only looks, and nobody else’s', async () => {
    const script = new ConversationScript().logs('autopilot_set', { level: 3 });
    const chat = await fixture<AgentChat>(
      html`<agent-chat
        controls="autopilot budget"
        .client=${new ScriptedClient(script)}
        .viewer=${{ operator: false }}
      ></agent-chat>`,
    );
    expect(controlsOf(chat)).to.deep.equal(['agent-autopilot']);
    const [autopilot] = chat.renderRoot.querySelectorAll('agent-autopilot');
    expect(autopilot?.locked).to.equal(true);
    chat.viewer = { participantId: 'ada', operator: false };
    await chat.updateComplete;
    expect(controlsOf(chat)).to.deep.equal(['agent-autopilot', 'agent-budget']);
    expect(autopilot?.locked).to.equal(false);
  });

  it('has none before there is a conversation', async () => {
    const provider = await fixture<AgentChatProvider>(
      html`<agent-chat-provider><agent-chat controls="autopilot budget"></agent-chat></agent-chat-provider>`,
    );
    const chat = provider.querySelector('agent-chat')!;
    await chat.updateComplete;
    expect(controlsOf(chat)).to.deep.equal([]);
    provider.client = new ScriptedClient(new ConversationScript());
    await waitUntil(() => controlsOf(chat).length === 2);
  });
});
