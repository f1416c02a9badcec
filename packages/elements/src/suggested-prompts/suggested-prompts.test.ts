import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import '../define.js';

const PROMPTS = [{ text: 'What is this?' }, { text: 'Show me', icon: '📊' }];

async function promptsFor(client: ScriptedClient | null) {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client}>
      <agent-suggested-prompts .prompts=${PROMPTS}></agent-suggested-prompts>
    </agent-chat-provider>`,
  );
  const prompts = provider.querySelector('agent-suggested-prompts')!;
  await prompts.updateComplete;
  return prompts;
}

describe('agent-suggested-prompts', () => {
  it('sends the one that is pressed', async () => {
    const client = new ScriptedClient(new ConversationScript());
    const prompts = await promptsFor(client);
    await expect(prompts).to.be.accessible();
    prompts.renderRoot.querySelectorAll('button')[1]?.click();
    expect(client.commands).to.deep.equal([['sendMessage', { text: 'Show me' }]]);
  });

  it('sends once, when there is a client, what is pressed before', async () => {
    const prompts = await promptsFor(null);
    const button = prompts.renderRoot.querySelectorAll('button')[1]!;
    button.click();
    await prompts.updateComplete;
    expect(button.textContent).to.contain('Will be sent when connected');
    button.click();
    const client = new ScriptedClient(new ConversationScript());
    prompts.closest('agent-chat-provider')!.client = client;
    await nextFrame();
    await prompts.updateComplete;
    expect(client.commands).to.deep.equal([['sendMessage', { text: 'Show me' }]]);
    expect(button.disabled).to.equal(false);
  });

  it('leaves it to a listener that prevents it', async () => {
    const client = new ScriptedClient(new ConversationScript());
    const prompts = await promptsFor(client);
    const texts: string[] = [];
    prompts.addEventListener('agent-chat-prompt', (event) => {
      texts.push(event.text);
      event.preventDefault();
    });
    prompts.renderRoot.querySelector('button')?.click();
    expect(texts).to.deep.equal(['What is this?']);
    expect(client.commands).to.deep.equal([]);
  });
});
