import { describe, it } from 'vitest';
import { laidOut, listFor, scroller } from '../test-support/list-fixture.js';
import { foldLog, longLog } from '../test-support/long-conversation.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';

describe('a long conversation in a box that gets higher', () => {
  it('is seen in all of it', async () => {
    const list = await listFor(new ScriptedClient(null, { conversation: foldLog(longLog(200)) }));
    scroller(list).dispatchEvent(new WheelEvent('wheel'));
    scroller(list).scrollTop = scroller(list).scrollHeight / 2;
    await laidOut(list);
    // At rest: nothing else has the list look after its rows.
    await new Promise((resolve) => setTimeout(resolve, 250));
    list.style.blockSize = '1200px';
    await laidOut(list);
    const { bottom } = scroller(list).getBoundingClientRect();
    const last = (): Element | undefined => [...list.renderRoot.querySelectorAll('.item')].at(-1);
    await waitUntil(() => (last()?.getBoundingClientRect().bottom ?? 0) > bottom);
  });
});
