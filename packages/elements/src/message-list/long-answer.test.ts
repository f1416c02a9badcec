import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { ConversationScript } from '../test-support/conversation-script.js';
import { laidOut, listFor, scroller, settled } from '../test-support/list-fixture.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import '../define.js';
import type { AgentMessageList } from './message-list.js';

/** Scrolls up by some pixels, so many frames after each other. */
async function scrollUp(list: AgentMessageList, px: number, frames: number): Promise<void> {
  for (let frame = 0; frame < frames; frame++) {
    scroller(list).scrollTop -= px;
    await new Promise(requestAnimationFrame);
  }
  await laidOut(list);
}

/** The blocks of the last answer. */
const blocks = (list: AgentMessageList): HTMLElement[] => {
  const message = [...list.renderRoot.querySelectorAll('agent-message')].at(-1);
  const markdown = message?.renderRoot.querySelector('agent-markdown');
  return [...(markdown?.renderRoot.querySelector('.blocks')?.children ?? [])] as HTMLElement[];
};

/** The block in the middle of the box. */
function blockInView(list: AgentMessageList): HTMLElement {
  const { top, height } = scroller(list).getBoundingClientRect();
  const middle = top + height / 2;
  const found = blocks(list).find((block) => block.getBoundingClientRect().bottom > middle);
  if (found === undefined) throw new Error('There is no block in view.');
  return found;
}

describe('an answer of many blocks', () => {
  const BLOCKS = [
    'A line.',
    'A paragraph that goes on for a while, and says little that is new. '.repeat(9),
    '- one\n- two\n- three\n- four\n- five\n- six\n- seven',
    '## A heading',
    '```ts\nconst a = 1;\nconst b = 2;\nconst c = 3;\nconst d = 4;\nconst e = 5;\nconst f = 6;\n```',
  ];
  const ANSWER = Array.from({ length: 100 }, (_, index) => `${BLOCKS[(index * 7) % BLOCKS.length]}`);

  for (const [which, before] of [
    ['a short conversation', 1],
    ['a long one', 40],
  ] as const) {
    for (const [how, px, frames, steps] of [
      ['in steps', 90, 1, 20],
      ['with every frame', 15, 10, 8],
    ] as const) {
      it(`moves nothing that is seen of it while the reader scrolls up ${how}, in ${which}`, async () => {
        const script = new ConversationScript();
        for (let count = 0; count < before; count++) script.says('And then?').answers('It ends.');
        script.says('Tell me all').answers(ANSWER.join('\n\n'));
        const list = await listFor(new ScriptedClient(script));
        await laidOut(list);
        expect(blocks(list).length).to.equal(100);
        await scrollUp(list, 90, 1);
        for (let step = 0; step < steps; step++) {
          const block = blockInView(list);
          const { top } = block.getBoundingClientRect();
          await scrollUp(list, px, frames);
          const moved = block.getBoundingClientRect().top - top;
          expect(Math.abs(moved - px * frames), `step ${step}`).to.be.at.most(1.5);
        }
        // And when the scroll position is put right afterwards.
        const block = blockInView(list);
        const { top } = block.getBoundingClientRect();
        await new Promise((resolve) => setTimeout(resolve, 250));
        await settled(list);
        expect(Math.abs(block.getBoundingClientRect().top - top)).to.be.at.most(1.5);
      });
    }
  }
});
