import type { Guidance } from '@agent-chat/protocol';
import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { CROWD_AGENTS, crowdClient } from '../test-support/crowd-conversation.js';
import { listFor, settled, texts } from '../test-support/list-fixture.js';
import { SAMPLES, shortConversation } from '../test-support/sample-conversations.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import '../define.js';
import type { AgentMessageList } from './message-list.js';

/** The colours of the authors in sight, by their names; the last one of a name counts. */
const huesIn = (list: AgentMessageList): ReadonlyMap<string, string> =>
  new Map(
    [...list.renderRoot.querySelectorAll<HTMLElement>('.author')].map((author) => [
      author.querySelector('.name')?.textContent ?? '',
      author.style.getPropertyValue('--_hue'),
    ]),
  );

describe('who is at work', () => {
  it('shows that an agent is at work before it says anything', async () => {
    const list = await listFor(new ScriptedClient(shortConversation().says('Go').starts()));
    expect(texts(list, '.typing')).to.deep.equal(['Thinking']);
    const withStatus = await listFor(SAMPLES.thinking());
    expect(texts(withStatus, '.typing')).to.deep.equal(['Searching the documentation']);
    const writing = await listFor(SAMPLES.streaming());
    expect(texts(writing, '.typing')).to.deep.equal([]);
  });

  it('says who of several is at work, and which people write', async () => {
    const client = crowdClient();
    const list = await listFor(client);
    // The line with the author is only seen: whose words these are is said with them.
    expect(texts(list, '.typing')).to.deep.equal(['Devil’s advocate: Reading the draft']);
    expect(texts(list, '.typing .visually-hidden')).to.deep.equal(['Devil’s advocate:']);
    expect(list.renderRoot.querySelector('.author')?.ariaHidden).to.equal('true');
    expect(texts(list, '.author .name').at(-1)).to.equal('Devil’s advocate');
    client.update({ progress: null, typing: ['jonas', 'amina', 'writer'] });
    await settled(list);
    expect(texts(list, '.typing')).to.deep.equal([
      'Devil’s advocate is thinking',
      'Jonas Weiß and Amina Khalil are writing',
    ]);
    client.update({ typing: [] });
    await settled(list);
    expect(texts(list, '.typing').length).to.equal(1);
    await expect(list).to.be.accessible();
  });

  it('is the agent whose turn is next, by its name and in its colour, before the turn is open', async () => {
    const client = crowdClient('rest');
    const list = await listFor(client);
    expect(texts(list, '.typing')).to.deep.equal([]);
    const hues = huesIn(list);
    const candidates = CROWD_AGENTS.map(([participantId]) => participantId);
    for (const [nextParticipantId, name] of CROWD_AGENTS) {
      const guidance: Guidance = { nextParticipantId, kind: 'start_turn', turn: 9, candidates };
      client.update({ guidance });
      await settled(list);
      expect(texts(list, '.typing')).to.deep.equal([`${name} is thinking`]);
      expect(texts(list, '.author .name').at(-1)).to.equal(name);
      expect(huesIn(list).get(name), name).to.equal(hues.get(name));
    }
    // All of them and both people have spoken, each in another colour.
    expect(new Set(hues.values()).size).to.equal(CROWD_AGENTS.length + 2);
    client.update({ guidance: { nextParticipantId: 'critic', kind: 'wait', turn: 9 } });
    await settled(list);
    expect(texts(list, '.typing')).to.deep.equal([]);
  });
});
