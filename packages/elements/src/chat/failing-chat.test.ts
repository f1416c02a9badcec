import { expect } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { FakeServer } from '../test-support/fake-server.js';
import { field, freshServer, managedChat, within, words } from '../test-support/managed-chat.js';
import { nextFrame } from '../test-support/next-frame.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';

const SERVER = 'https://failing.chat.example';
let server: FakeServer;
beforeEach(() => {
  server = freshServer(SERVER);
});
afterEach(() => server.restore());

describe('agent-chat when something is wrong', () => {
  it('says that the server cannot be reached, keeps trying, and sends then what is typed', async () => {
    server.isDown = true;
    const chat = await managedChat(SERVER);
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
    const chat = await managedChat(SERVER);
    await waitUntil(() => within(chat, '.notice button') !== null);
    server.isDown = false;
    const held = Promise.withResolvers<void>();
    server.held = held.promise;
    const tries = server.requests;
    within(chat, '.notice button')?.click();
    await Promise.resolve();
    await waitUntil(() => server.requests > tries, 'without a pause', { timeout: 300 });
    await waitUntil(() => words(chat, '.notice button') === 'Trying again…');
    held.resolve();
    await waitUntil(() => server.streams === 1);
  });

  it('names an interface that there is not', async () => {
    const chat = await managedChat(SERVER, { interface: 'nowhere' });
    await waitUntil(() => words(chat, '.notice h3') === 'There is no chat named “nowhere”');
    await expect(chat).to.be.accessible();
  });

  it('names a transport that there is not, before asking anybody', async () => {
    const chat = await managedChat(SERVER, { transport: 'pigeon' });
    await waitUntil(() => words(chat, '.notice h3').includes('“pigeon” is not a way to connect'));
    expect(server.requests).to.equal(0);
  });

  it('says what a server that is too busy says', async () => {
    server.refusal = { code: 'RateLimited', message: 'Too many visitors.', retryable: true };
    const chat = await managedChat(SERVER);
    await waitUntil(() => words(chat, '.notice').includes('Too many visitors. We keep trying.'));
  });

  it('asks a server that is too busy no sooner than it says', async () => {
    const details = { retryAfterMs: 60_000 };
    server.refusal = { code: 'RateLimited', message: 'Too many visitors.', retryable: true, details };
    const chat = await managedChat(SERVER);
    await waitUntil(() => words(chat, '.notice').includes('Too many visitors.'));
    const asked = server.requests;
    // The first try after any other failure comes within two seconds.
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(server.requests).to.equal(asked);
  });

  it('shows why a session was refused', async () => {
    server.refusal = { code: 'Forbidden', message: 'This chat is for members.', retryable: false };
    const chat = await managedChat(SERVER);
    await waitUntil(() => words(chat, '.notice').includes('This chat is for members.'));
    server.refusal = null;
    within(chat, '.notice button')?.click();
    await waitUntil(() => server.streams === 1);
  });
});
