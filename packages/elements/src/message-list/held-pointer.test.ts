import { expect } from '@open-wc/testing';
import { describe, it, onTestFinished, vi } from 'vitest';
import { ConversationScript } from '../test-support/conversation-script.js';
import { listBeforeHistory } from '../test-support/list-before-history.js';
import { fromEnd, laidOut, listFor, scroller, settled } from '../test-support/list-fixture.js';
import { foldLog, longLog } from '../test-support/long-conversation.js';
import { nextFrame } from '../test-support/next-frame.js';
import { draft, ScriptedClient } from '../test-support/scripted-client.js';
import '../define.js';
import type { AgentMessageList } from './message-list.js';

describe('while a selection is drawn', () => {
  /** Presses in the list, and draws upwards from there, without letting go. */
  async function drawing(list: AgentMessageList): Promise<() => void> {
    const { left, bottom } = scroller(list).getBoundingClientRect();
    const say = (type: string, clientY: number): void => {
      const options = { bubbles: true, composed: true, buttons: 1, clientX: left + 50, clientY };
      scroller(list).dispatchEvent(new PointerEvent(type, options));
    };
    say('pointerdown', bottom - 20);
    say('pointermove', bottom - 80);
    // A hand takes its time.
    const now = performance.now.bind(performance);
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 5_000);
    const letGo = (): void => {
      later.mockRestore();
      say('pointerup', bottom - 80);
    };
    // Also where it fails before: the files of a page share its clock.
    onTestFinished(letGo);
    await nextFrame();
    return letGo;
  }

  it('the list goes up with it, however slowly', async () => {
    const list = await listFor(new ScriptedClient(null, { conversation: foldLog(longLog(40)) }));
    await laidOut(list);
    await drawing(list);
    // By what is seen: where rows above turn out higher than expected, all of it stands further down.
    const top = scroller(list).getBoundingClientRect().top;
    const message = [...list.renderRoot.querySelectorAll('agent-message')].find(
      (each) => each.getBoundingClientRect().top > top,
    )!;
    const begin = message.getBoundingClientRect().top;
    for (let step = 1; step <= 5; step++) {
      scroller(list).scrollTop -= 15;
      await nextFrame();
      await nextFrame();
      expect(message.getBoundingClientRect().top).to.be.closeTo(begin + 15 * step, 1);
    }
  });

  it('what is written at the end moves nothing, and is followed again from the end on', async () => {
    const script = new ConversationScript().says('Go').answers('Line.\n\n'.repeat(30)).says('On').starts();
    const client = new ScriptedClient(script);
    const list = await listFor(client);
    const write = async (lines: number): Promise<void> => {
      client.update({ drafts: [draft('A line of text.\n\n'.repeat(lines), { turn: script.turn })] });
      await settled(list);
    };
    await write(3);
    expect(fromEnd(scroller(list))).to.be.at.most(1);
    const letGo = await drawing(list);
    const { scrollTop } = scroller(list);
    await write(9);
    expect(scroller(list).scrollTop).to.equal(scrollTop);
    letGo();
    await write(12);
    expect(scroller(list).scrollTop).to.equal(scrollTop);
    scroller(list).scrollTop = scroller(list).scrollHeight;
    await nextFrame();
    await write(20);
    expect(fromEnd(scroller(list))).to.be.at.most(1);
  });

  it('older history moves nothing', async () => {
    const { list, bringOlder } = await listBeforeHistory();
    await drawing(list);
    const message = [...list.renderRoot.querySelectorAll('agent-message')].at(-1)!;
    const { top } = message.getBoundingClientRect();
    await bringOlder();
    await laidOut(list);
    expect(message.getBoundingClientRect().top).to.be.closeTo(top, 1.5);
  });
});
