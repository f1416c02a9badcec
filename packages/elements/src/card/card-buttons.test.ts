import type { Card } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import type { AgentCard } from './card.js';
import { type CardButtons, type CardElement, defineCard } from './define-card.js';
import '../define.js';

class VoteCard extends HTMLElement implements CardElement<object | null> {
  data: object | null = null;
  declare card: Card;
  readonly given: (CardButtons | null)[] = [];

  set buttons(buttons: CardButtons | null) {
    this.given.push(buttons);
  }
}
customElements.define('test-vote-card', VoteCard);

const VOTE = defineCard({
  type: 'vote',
  version: 1,
  schema: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
  element: 'test-vote-card',
});
const CARD: Card = {
  type: 'vote',
  version: 1,
  data: {},
  actions: [
    { actionId: 'yes', label: 'Yes', payload: { weight: 2 } },
    { actionId: 'no', label: 'No' },
  ],
};
const PLACE = { messageId: 'message-2', partId: 'card-1' };

async function voteIn(client: ScriptedClient | null): Promise<{ element: AgentCard; vote: VoteCard }> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} .cards=${[VOTE]}><agent-card .card=${CARD}></agent-card></agent-chat-provider>`,
  );
  const element = provider.querySelector('agent-card')!;
  await element.updateComplete;
  return { element, vote: element.renderRoot.querySelector<VoteCard>('test-vote-card')! };
}

const voting = (): ConversationScript =>
  new ConversationScript().says('Go').answers([{ type: 'card', partId: 'card-1', card: CARD }]);

describe('the buttons of a card that an element of the page shows', () => {
  it('are pressed by their ids, with what they carry or what the element gives', async () => {
    const client = new ScriptedClient(voting());
    const { vote } = await voteIn(client);
    const press = vote.given.at(-1)!.press;
    press('yes');
    press('yes', { weight: 1 });
    press('no');
    expect(client.commands).to.deep.equal([
      ['send', 'invokeAction', { ...PLACE, actionId: 'yes', payload: { weight: 2 } }],
      ['send', 'invokeAction', { ...PLACE, actionId: 'yes', payload: { weight: 1 } }],
      ['send', 'invokeAction', { ...PLACE, actionId: 'no' }],
    ]);
  });

  it('are told of once for each change: of a press that is worked on, and of what became of it', async () => {
    const script = voting();
    const client = new ScriptedClient(script);
    const { element, vote } = await voteIn(client);
    const follow = async (): Promise<void> => {
      client.follow(script);
      await nextFrame();
      await element.updateComplete;
    };
    script.logs('action_invoked', { ...PLACE, actionId: 'yes' });
    await follow();
    vote.given.at(-1)!.press('no');
    expect(client.commands).to.deep.equal([]);
    const actionSeq = client.getState().conversation!.control.seq;
    script.logs('action_settled', { actionSeq, outcome: 'declined', message: 'Too late.' });
    await follow();
    script.says('Well');
    await follow();
    expect(vote.given.map((buttons) => [buttons?.canPress, buttons?.pressed])).to.deep.equal([
      [true, null],
      [false, { actionId: 'yes', outcome: null, message: '' }],
      [true, { actionId: 'yes', outcome: 'declined', message: 'Too late.' }],
    ]);
  });

  it('ask the page first, which may prevent it', async () => {
    const client = new ScriptedClient(voting());
    const { element, vote } = await voteIn(client);
    element.addEventListener('agent-chat-card-action', (event) => event.preventDefault());
    vote.given.at(-1)!.press('yes');
    expect(client.commands).to.deep.equal([]);
  });

  it('are none where nobody would hear of a press', async () => {
    const { vote } = await voteIn(null);
    expect(vote.given).to.deep.equal([null]);
  });
});
