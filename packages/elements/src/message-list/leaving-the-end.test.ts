import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript } from '../test-support/conversation-script.js';
import { listBeforeHistory } from '../test-support/list-before-history.js';
import { fromEnd, listFor, scroller, settled, toLatest } from '../test-support/list-fixture.js';
import { nextFrame } from '../test-support/next-frame.js';
import { draft, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';
import type { AgentMessageList } from './message-list.js';

/** A list at the end of an answer of 30 lines, and what writes more of it. */
async function growingAnswer(): Promise<{
  readonly list: AgentMessageList;
  readonly write: (lines: number) => Promise<void>;
}> {
  const script = new ConversationScript().says('Go').starts();
  const client = new ScriptedClient(script);
  const list = await listFor(client);
  const write = async (lines: number): Promise<void> => {
    const { scrollHeight } = scroller(list);
    client.update({ drafts: [draft('A line of text.\n\n'.repeat(lines), { turn: script.turn })] });
    await waitUntil(() => scroller(list).scrollHeight > scrollHeight + 200);
    await settled(list);
  };
  await write(30);
  expect(fromEnd(scroller(list))).to.be.at.most(1);
  return { list, write };
}

async function turn(list: AgentMessageList, px: number): Promise<void> {
  scroller(list).dispatchEvent(new WheelEvent('wheel'));
  scroller(list).scrollTop += px;
  await nextFrame();
  await nextFrame();
}

const WAYS_UP: Readonly<Record<string, (list: AgentMessageList) => Promise<void>>> = {
  'a short turn of the wheel': (list) => turn(list, -30),
  async 'a slow finger'(list) {
    for (let px = 0; px < 6; px++) await turn(list, -1);
  },
  async 'one press of an arrow key'(list) {
    scroller(list).focus();
    await userEvent.keyboard('{ArrowUp}');
    await waitUntil(() => fromEnd(scroller(list)) > 20);
  },
};

describe('the end of an answer that grows', () => {
  it.each(Object.entries(WAYS_UP))('is left with %s', async (_, goUp) => {
    const { list, write } = await growingAnswer();
    await goUp(list);
    expect(toLatest(list).hidden).to.equal(false);
    await write(40);
    expect(fromEnd(scroller(list))).to.be.greaterThan(200);
  });

  it.each([
    ['whoever has left it and goes back to it', -30, 30],
    ['whoever comes near to it from further up', -300, 280],
  ])('is kept again for %s', async (_, away, back) => {
    const { list, write } = await growingAnswer();
    await turn(list, away);
    expect(toLatest(list).hidden).to.equal(false);
    await turn(list, back);
    expect(toLatest(list).hidden).to.equal(true);
    await write(40);
    expect(fromEnd(scroller(list))).to.be.at.most(1);
  });

  it('is not left where the box springs back from beyond it, as under a finger', async () => {
    const { list, write } = await growingAnswer();
    const box = scroller(list);
    const { scrollTop } = box;
    for (const beyond of [60, 40, 15, 0]) {
      // No browser of these tests goes there.
      Object.defineProperty(box, 'scrollTop', {
        configurable: true,
        writable: true,
        value: scrollTop + beyond,
      });
      box.dispatchEvent(new Event('touchmove'));
      box.dispatchEvent(new Event('scroll'));
    }
    Reflect.deleteProperty(box, 'scrollTop');
    await nextFrame();
    expect(toLatest(list).hidden).to.equal(true);
    await write(40);
    expect(fromEnd(box)).to.be.at.most(1);
  });
});

describe('the end of a list', () => {
  it('is kept when older messages come', async () => {
    const { list, bringOlder } = await listBeforeHistory();
    expect(fromEnd(scroller(list))).to.be.at.most(1);
    await bringOlder();
    expect(fromEnd(scroller(list))).to.be.at.most(1);
    const last = [...list.renderRoot.querySelectorAll('agent-message')].at(-1)!;
    const { top, bottom } = last.getBoundingClientRect();
    const box = scroller(list).getBoundingClientRect();
    expect(top).to.be.lessThan(box.bottom);
    expect(bottom).to.be.greaterThan(box.top);
  });
});
