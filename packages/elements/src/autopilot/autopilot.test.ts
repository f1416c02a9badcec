import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import type { AgentAutopilot } from './autopilot.js';
import '../define.js';

async function autopilotFor(client: ScriptedClient): Promise<AgentAutopilot> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client}><agent-autopilot></agent-autopilot></agent-chat-provider>`,
  );
  const autopilot = provider.querySelector('agent-autopilot')!;
  await autopilot.updateComplete;
  return autopilot;
}

async function options(autopilot: AgentAutopilot): Promise<readonly HTMLElement[]> {
  const choice = autopilot.renderRoot.querySelector('agent-choice')!;
  choice.renderRoot.querySelector('button')?.click();
  await choice.updateComplete;
  return [...choice.renderRoot.querySelectorAll<HTMLElement>('[role=option]')];
}

const words = (autopilot: AgentAutopilot): string =>
  autopilot.renderRoot.querySelector('agent-choice')!.renderRoot.querySelector('.words')!.textContent;

describe('agent-autopilot', () => {
  it('shows the level in force, explains each, and sets another', async () => {
    const script = new ConversationScript().logs('autopilot_set', { level: 2 });
    const client = new ScriptedClient(script);
    const autopilot = await autopilotFor(client);
    expect(words(autopilot)).to.equal('L2');
    const all = await options(autopilot);
    expect(all).to.have.length(6);
    for (const option of all) expect(option.textContent.length).to.be.greaterThan(30);
    expect(all.map((option) => option.getAttribute('aria-selected')).indexOf('true')).to.equal(2);
    await expect(autopilot).to.be.accessible();
    all[4]?.click();
    expect(client.commands).to.deep.equal([['send', 'setAutopilot', { level: 4 }]]);
    client.follow(script.logs('autopilot_set', { level: 4 }));
    await nextFrame();
    await autopilot.updateComplete;
    await nextFrame();
    expect(words(autopilot)).to.equal('L4');
  });

  it('is called by its name while there is no level', async () => {
    const autopilot = await autopilotFor(new ScriptedClient(new ConversationScript()));
    expect(words(autopilot)).to.equal('Autopilot');
    const choice = autopilot.renderRoot.querySelector('agent-choice');
    expect(choice?.renderRoot.querySelector('button')?.ariaLabel).to.equal('Autopilot: No level');
  });

  it('shows the level of the current run before that of the conversation', async () => {
    const run = { runId: 'run-1', status: 'running', previousStatus: null };
    const script = new ConversationScript().logs('autopilot_set', { level: 1 }).logs('run_changed', run);
    script.logs('autopilot_set', { level: 3, runId: 'run-1' });
    const autopilot = await autopilotFor(new ScriptedClient(script));
    expect(words(autopilot)).to.equal('L3');
  });

  it('takes the level away, and lets the page decide', async () => {
    const client = new ScriptedClient(new ConversationScript().logs('autopilot_set', { level: 0 }));
    const autopilot = await autopilotFor(client);
    (await options(autopilot))[5]?.click();
    autopilot.addEventListener('agent-chat-set-autopilot', (event) => event.preventDefault());
    (await options(autopilot))[1]?.click();
    expect(client.commands).to.deep.equal([['send', 'setAutopilot', { level: null }]]);
  });
});
