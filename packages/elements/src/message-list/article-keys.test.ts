import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript } from '../test-support/conversation-script.js';
import { fromEnd, listFor, scroller, settled, toLatest } from '../test-support/list-fixture.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { draft, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';
import type { AgentMessageList } from './message-list.js';

const focused = (list: AgentMessageList): Element | null => list.shadowRoot?.activeElement ?? null;

const up = (): Promise<void> => userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');

describe('the keys that go from message to message', () => {
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
