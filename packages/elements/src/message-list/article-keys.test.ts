import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript } from '../test-support/conversation-script.js';
import { fromEnd, listFor, scroller, settled, texts, toLatest } from '../test-support/list-fixture.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { draft, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';
import type { AgentMessageList } from './message-list.js';

const focused = (list: AgentMessageList): Element | null => list.shadowRoot?.activeElement ?? null;
/** What it is read out as, without the time. */
const nameOf = (article: Element | null): string => article?.ariaLabel?.split(',')[0] ?? '';

const up = (): Promise<void> => userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');

describe('the keys that go from message to message', () => {
  it('lead to all that somebody has said or done, each of so many, and to no line between', async () => {
    const script = new ConversationScript().says('Go').starts();
    script.steps('plan', 'start').steps('plan', 'ok').steps('write', 'start');
    script.logsBy('guide', 'thought', { text: 'So be it.' }).queries('query-1', 'Which one?');
    script.replies('query-1', 'This one.').calls('c', 'look', {}).asks('approval-1').resolves('approval-1');
    script.gets('c', 1).logs('note', { text: 'A note.' }).answers('Done.');
    const list = await listFor(new ScriptedClient(script));
    const articles = [...list.renderRoot.querySelectorAll('[role=article]')];
    const all = ['You', '2 steps', 'Reasoning', 'Guide asks', 'Tool look', 'Guide asks to use look', 'Guide'];
    expect(articles.map(nameOf)).to.deep.equal(all);
    const places = articles.map(({ ariaPosInSet, ariaSetSize }) => `${ariaPosInSet} of ${ariaSetSize}`);
    expect(places).to.deep.equal(all.map((_, index) => `${index + 1} of ${all.length}`));
    expect(texts(list, '.marker')).to.deep.equal(['A note.']);

    scroller(list).focus();
    const led: string[] = [];
    for (let press = 0; press < all.length; press++) {
      await up();
      led.unshift(nameOf(focused(list)));
    }
    expect(led).to.deep.equal(all);
  });

  it('leave the end where they scroll, and only there', async () => {
    const long = await listFor(SAMPLES.long());
    scroller(long).focus();
    await up();
    await userEvent.keyboard('{Control>}{Home}{/Control}');
    await waitUntil(() => !toLatest(long).hidden);
    expect(fromEnd(scroller(long))).to.be.greaterThan(400);

    const { list, grow } = await shortList();
    scroller(list).focus();
    await up();
    await settled(list);
    expect(focused(list)?.role).to.equal('article');
    expect(toLatest(list).hidden).to.equal(true);
    await grow();
    expect(fromEnd(scroller(list))).to.be.at.most(1);
  });
});

describe('a jump to a message that is seen', () => {
  it('leaves a list at its end there', async () => {
    const { list, grow } = await shortList();
    expect(await list.scrollToMessage('message-1')).to.equal(true);
    await settled(list);
    expect(toLatest(list).hidden).to.equal(true);
    await grow();
    expect(fromEnd(scroller(list))).to.be.at.most(1);
  });
});

/** A list that need not scroll, until what is written in it has grown. */
async function shortList(): Promise<{ readonly list: AgentMessageList; readonly grow: () => Promise<void> }> {
  const script = new ConversationScript().says('Go').starts();
  const client = new ScriptedClient(script);
  const list = await listFor(client);
  expect(scroller(list).scrollHeight).to.equal(scroller(list).clientHeight);
  const grow = async (): Promise<void> => {
    client.update({ drafts: [draft('A line of text.\n\n'.repeat(30), { turn: script.turn })] });
    await waitUntil(() => scroller(list).scrollHeight > 800);
    await settled(list);
  };
  return { list, grow };
}
