import { PublicInterface } from '@agent-chat/protocol';
import { expect } from '@open-wc/testing';
import { it } from 'vitest';
import { FakeServer } from '../test-support/fake-server.js';
import { nextFrame } from '../test-support/next-frame.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { waitUntil } from '../test-support/wait-until.js';

it('gives its client to a chat that stood in the page before either was defined', async () => {
  const nothing = { description: '', welcomeMessage: '', placeholderText: '', suggestedPrompts: [] };
  const shop = { slug: 'demo', title: 'Shop', persistenceType: 'session' };
  const info = PublicInterface.parse({ ...shop, ...nothing });
  const server = new FakeServer(window.location.origin, info);
  expect(customElements.get('agent-chat')).to.equal(undefined);
  const provider = document.createElement('agent-chat-provider');
  const chat = document.createElement('agent-chat');
  provider.append(chat);
  document.body.append(provider);
  await import('../define.js');
  await chat.updateComplete;
  await nextFrame();
  provider.client = SAMPLES.answered();
  const list = () => chat.renderRoot.querySelector('agent-message-list')?.shadowRoot;
  await waitUntil(() => list()?.querySelectorAll('agent-message').length === 3);
  expect(server.requests).to.equal(0);
  server.restore();
  provider.remove();
});
