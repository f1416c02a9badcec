import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { AgentPersonaSelect } from './persona-select.js';
import '../define.js';

const PERSONAS = [
  { personaId: 'guide', name: 'Guide', description: 'Explains.' },
  { personaId: 'critic', name: 'Critic' },
];

const personaSelect = (): Promise<AgentPersonaSelect> =>
  fixture(html`<agent-persona-select value="guide" .personas=${PERSONAS}></agent-persona-select>`);
const checked = (select: AgentPersonaSelect): readonly string[] =>
  [...select.renderRoot.querySelectorAll('input')].filter((one) => one.checked).map((one) => one.value);

describe('agent-persona-select', () => {
  it('is a group to choose from by keys, and accessible', async () => {
    const select = await personaSelect();
    await expect(select).to.be.accessible();
    const chosen: string[] = [];
    select.addEventListener('agent-chat-persona', (event) => chosen.push(event.personaId));
    select.renderRoot.querySelector<HTMLElement>(':checked')?.focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(chosen).to.deep.equal(['critic']);
    expect(select.value).to.equal('critic');
  });

  it('keeps the choice when a listener prevents another', async () => {
    const select = await personaSelect();
    select.addEventListener('agent-chat-persona', (event) => event.preventDefault());
    select.renderRoot.querySelectorAll('input')[1]?.click();
    await select.updateComplete;
    expect(select.value).to.equal('guide');
    expect(checked(select)).to.deep.equal(['guide']);
  });

  it('cannot be changed once the conversation has begun, and says so', async () => {
    const select = await personaSelect();
    select.locked = true;
    await select.updateComplete;
    select.renderRoot.querySelectorAll('input')[1]?.click();
    expect(select.value).to.equal('guide');
    expect(select.renderRoot.textContent).to.contain('stays the same for the whole conversation');
    await expect(select).to.be.accessible();
  });
});
