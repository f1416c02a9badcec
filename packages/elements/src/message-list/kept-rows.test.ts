import { expect } from '@open-wc/testing';
import { describe, it, onTestFinished, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript } from '../test-support/conversation-script.js';
import { listFor, scroller, settled } from '../test-support/list-fixture.js';
import { foldLog, longLog } from '../test-support/long-conversation.js';
import { nextFrame } from '../test-support/next-frame.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';
import type { AgentMessageList } from './message-list.js';

/** The paragraphs of messages that are in view whole. */
function paragraphs(list: AgentMessageList): HTMLElement[] {
  const { top, bottom } = scroller(list).getBoundingClientRect();
  return [...list.renderRoot.querySelectorAll('agent-message')]
    .flatMap((message) => [...message.renderRoot.querySelectorAll('agent-markdown')])
    .flatMap((markdown) => [...markdown.renderRoot.querySelectorAll('p')])
    .filter((paragraph) => {
      const box = paragraph.getBoundingClientRect();
      return box.top >= top && box.bottom <= bottom;
    });
}

/** As this browser has it, whatever a test puts in its place. */
const { getComposedRanges } = Selection.prototype;

/** Whether something is selected, as the reader sees it: across the trees of elements. */
function isDrawn(list: AgentMessageList): boolean {
  const roots = paragraphs(list).map((one) => one.getRootNode() as ShadowRoot);
  const [range] = getComposedRanges.call(document.getSelection()!, { shadowRoots: roots });
  return range !== undefined && !range.collapsed;
}

const rowOf = (list: AgentMessageList, deep: Element): Element => {
  let element = deep;
  for (;;) {
    const root = element.getRootNode() as ShadowRoot;
    if (root === list.renderRoot) return element.closest('.item')!;
    element = root.host;
  }
};

async function scrollUp(list: AgentMessageList, px: number): Promise<void> {
  for (let way = 0; way < px; way += 500) {
    scroller(list).scrollTop -= 500;
    await nextFrame();
    await settled(list);
  }
}

describe('a selection in a long conversation', () => {
  const open = (): Promise<AgentMessageList> =>
    listFor(new ScriptedClient(null, { conversation: foldLog(longLog(400)) }));

  /** Safari before 18.4: it takes the roots themselves. */
  const asItWasFirst = (): void => {
    const first = function (this: Selection, ...roots: unknown[]): StaticRange[] {
      if (!roots.every((root) => root instanceof ShadowRoot)) throw new TypeError('Not a ShadowRoot.');
      return getComposedRanges.call(this, { shadowRoots: roots });
    };
    const spy = vi.spyOn(Selection.prototype, 'getComposedRanges').mockImplementation(first);
    onTestFinished(() => spy.mockRestore());
  };

  it.each([
    ['a browser of today', () => undefined],
    ['Safari before 18.4', asItWasFirst],
  ])('keeps the rows in the page in which it was drawn, until it is gone, in %s', async (_, prepare) => {
    prepare();
    const list = await open();
    const [first, last] = [paragraphs(list).at(0)!, paragraphs(list).at(-1)!];
    await userEvent.dragAndDrop(last, first);
    expect(isDrawn(list)).to.equal(true);
    const rows = [rowOf(list, first), rowOf(list, last)];
    expect(rows[0]).not.to.equal(rows[1]);
    await scrollUp(list, 3_000);
    expect(rows.map(({ isConnected }) => isConnected)).to.deep.equal([true, true]);
    expect(isDrawn(list)).to.equal(true);
    // The press gave one of them the focus as well.
    scroller(list).focus();
    document.getSelection()?.removeAllRanges();
    await nextFrame();
    await scrollUp(list, 500);
    expect(rows.map(({ isConnected }) => isConnected)).to.deep.equal([false, false]);
  });
});

describe('what was opened in a long conversation', () => {
  it('is as the reader has left it, however far one scrolls', async () => {
    const script = new ConversationScript().says('Look').starts();
    script.calls('c1', 'look', {}).startsTool('c1').gets('c1', 'Much').answers('Seen.');
    for (let count = 0; count < 100; count++) script.says('And then?').answers('It ends.');
    script.says('Look').starts().calls('c2', 'look', {}).startsTool('c2').gets('c2', 'More').answers('Seen.');
    const list = await listFor(new ScriptedClient(script));
    const call = list.renderRoot.querySelector('agent-tool-call')!;
    await waitUntil(() => call.renderRoot.querySelector('button') !== null);
    call.renderRoot.querySelector('button')?.click();
    await list.updateComplete;
    expect(call.open).to.equal(true);
    const row = call.closest('.item')!;
    const next = row.nextElementSibling!;
    await scrollUp(list, 6_000);
    expect(next.isConnected).to.equal(false);
    scroller(list).scrollTop = scroller(list).scrollHeight;
    await waitUntil(() => list.renderRoot.querySelectorAll('agent-message').length > 3);
    await settled(list);
    const calls = [...list.renderRoot.querySelectorAll('agent-tool-call')];
    expect(calls.map(({ open }) => open)).to.deep.equal([true]);
  });
});
