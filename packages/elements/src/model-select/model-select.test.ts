import { AgentChatError } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentModelSelect } from './model-select.js';
import '../define.js';

const MODELS = [{ model: 'quick', label: 'Quick' }, { model: 'careful' }];

async function selectFor(client: ScriptedClient): Promise<AgentModelSelect> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client}
      ><agent-model-select .models=${MODELS}></agent-model-select
    ></agent-chat-provider>`,
  );
  const select = provider.querySelector('agent-model-select')!;
  await select.updateComplete;
  return select;
}

const button = (select: AgentModelSelect): HTMLButtonElement =>
  select.renderRoot.querySelector('agent-choice')!.renderRoot.querySelector('button')!;

async function choose(select: AgentModelSelect, index: number): Promise<void> {
  const choice = select.renderRoot.querySelector('agent-choice')!;
  button(select).click();
  await choice.updateComplete;
  choice.renderRoot.querySelectorAll<HTMLElement>('[role=option]')[index]?.click();
  await nextFrame();
}

describe('agent-model-select', () => {
  it('shows the model in force, and sets another', async () => {
    const script = new ConversationScript().logs('updated', { model: 'quick' });
    const client = new ScriptedClient(script);
    const select = await selectFor(client);
    expect(button(select).getAttribute('aria-label')).to.equal('Model: Quick');
    await choose(select, 2);
    await choose(select, 0);
    expect(client.commands).to.deep.equal([
      ['send', 'setModel', { model: 'careful' }],
      ['send', 'setModel', { model: null }],
    ]);
    client.follow(script.logs('updated', { model: 'careful' }));
    await nextFrame();
    await select.updateComplete;
    await nextFrame();
    expect(button(select).getAttribute('aria-label')).to.equal('Model: careful');
  });

  it('lets the page decide', async () => {
    const client = new ScriptedClient(new ConversationScript());
    const select = await selectFor(client);
    select.addEventListener('agent-chat-set-model', (event) => event.preventDefault());
    await choose(select, 1);
    expect(client.commands).to.deep.equal([]);
  });

  it('says why a model was refused, and shows the one that is in force', async () => {
    const client = new ScriptedClient(new ConversationScript());
    client.send = () => Promise.reject(new AgentChatError('Forbidden', 'Only for members.'));
    const select = await selectFor(client);
    await choose(select, 1);
    await waitUntil(() => select.renderRoot.querySelector('[role=alert]') !== null);
    expect(select.renderRoot.querySelector('[role=alert]')?.textContent).to.equal('Only for members.');
    expect(button(select).getAttribute('aria-label')).to.equal('Model: Default model');
    await expect(select).to.be.accessible();
  });

  it('says of two choices only why the last was refused, and nothing of another conversation', async () => {
    const client = new ScriptedClient(new ConversationScript());
    const answers: PromiseWithResolvers<{ seq: number }>[] = [];
    client.send = () => {
      const answer = Promise.withResolvers<{ seq: number }>();
      answers.push(answer);
      return answer.promise as never;
    };
    const refuse = async (at: number): Promise<void> => {
      answers[at]?.reject(new AgentChatError('Forbidden', `Refused: ${at}`));
      await nextFrame();
      await select.updateComplete;
    };
    const alert = (): string | undefined => select.renderRoot.querySelector('[role=alert]')?.textContent;
    const select = await selectFor(client);
    await choose(select, 1);
    await choose(select, 2);
    await refuse(0);
    expect(alert()).to.equal(undefined);
    await refuse(1);
    expect(alert()).to.equal('Refused: 1');

    await choose(select, 1);
    select.closest('agent-chat-provider')!.client = new ScriptedClient(
      new ConversationScript(),
      {},
      'another',
    );
    await refuse(2);
    expect(alert()).to.equal(undefined);
  });
});
