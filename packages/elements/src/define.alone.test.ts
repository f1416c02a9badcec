import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';

const TAGS = [
  'agent-approval',
  'agent-attachment',
  'agent-autopilot',
  'agent-budget',
  'agent-card',
  'agent-chat',
  'agent-chat-provider',
  'agent-chat-settings',
  'agent-choice',
  'agent-composer',
  'agent-connection-status',
  'agent-conversation-list',
  'agent-copy-button',
  'agent-feedback',
  'agent-markdown',
  'agent-menu',
  'agent-message',
  'agent-message-list',
  'agent-model-select',
  'agent-persona-select',
  'agent-query',
  'agent-reasoning',
  'agent-steps',
  'agent-suggested-prompts',
  'agent-table-card',
  'agent-tool-call',
];

describe('the entry points', () => {
  it('define nothing for who imports the classes, everything for who asks, and leave what is there', async () => {
    const { AgentChat } = await import('./index.js');
    expect(TAGS.filter((tag) => customElements.get(tag) !== undefined)).to.deep.equal([]);

    const first = class extends HTMLElement {};
    customElements.define('agent-copy-button', first);
    await import('./define.js');
    expect(TAGS.filter((tag) => customElements.get(tag) === undefined)).to.deep.equal([]);
    expect(customElements.get('agent-copy-button')).to.equal(first);
    expect(customElements.get('agent-chat')).to.equal(AgentChat);
  });
});
