import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { bicycleShop } from '../test-support/bicycle-shop.js';
import { FakeServer } from '../test-support/fake-server.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const SERVER = 'https://expired-session.chat.example';
const INTERFACE = bicycleShop({
  persistenceType: 'local_storage',
});

let server: FakeServer;
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  server = new FakeServer(SERVER, INTERFACE);
});
afterEach(() => server.restore());

const chatWith = (): Promise<AgentChat> =>
  fixture<AgentChat>(html`<agent-chat src=${SERVER} transport="sse" locale="en"></agent-chat>`);
const within = (chat: AgentChat, selector: string): HTMLElement | null =>
  chat.renderRoot.querySelector<HTMLElement>(selector);
const field = (chat: AgentChat): HTMLTextAreaElement =>
  chat.renderRoot.querySelector('agent-composer')!.renderRoot.querySelector('textarea')!;

describe('agent-chat whose session has expired', () => {
  it('takes along, after a reload, what was not sent', async () => {
    const left = (kind: string): number =>
      [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((name) => name.includes(kind))
        .length;
    const first = await chatWith();
    await waitUntil(() => server.streams === 1);
    server.isDown = true;
    first.focus();
    await userEvent.keyboard('Not sent yet{Enter}Half a');
    await waitUntil(() => left(':pending:') === 1);
    first.remove();
    server.isDown = false;
    server.expired.add('token-1');
    const second = await chatWith();
    await waitUntil(() => server.streams === 2);
    await waitUntil(() => field(second).value === 'Not sent yet\n\nHalf a');
    expect(within(second, '.welcome')?.textContent).to.contain('expired');
    expect([server.sessions, server.messages.length]).to.deep.equal([2, 0]);
    expect([left(':pending:'), left(':draft:')]).to.deep.equal([0, 1]);
    second.remove();
  });

  it('takes along what was not sent, once, when it is begun anew', async () => {
    const chat = await chatWith();
    await waitUntil(() => server.streams === 1);
    server.expired.add('token-1');
    chat.focus();
    await userEvent.keyboard('Not sent yet{Enter}Half a');
    server.endStreams();
    const status = (): ShadowRoot | null | undefined => within(chat, 'agent-connection-status')?.shadowRoot;
    const startAnew = (): HTMLElement | null | undefined =>
      status()?.querySelector<HTMLElement>('[part=start-anew]');
    await waitUntil(() => startAnew() != null, 'the button');
    startAnew()?.click();
    await waitUntil(() => server.streams === 2);
    await waitUntil(() => field(chat).value !== 'Half a');
    expect(field(chat).value).to.equal('Not sent yet\n\nHalf a');
  });
});
