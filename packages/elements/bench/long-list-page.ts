// The page of `long-list.ts`: a list with a conversation of any length, and what is done to it.
import { type ConversationSnapshot, foldEvent, fromSnapshot, toSnapshot } from '@agent-chat/protocol';
import '../src/define.js';
import { RowBuilder } from '../src/message-list/list-rows.js';
import { createListSelector } from '../src/message-list/list-state.js';
import type { AgentMessageList } from '../src/message-list/message-list.js';
import { foldLog, longLog, messageEvent, workLog } from '../src/test-support/long-conversation.js';
import { draft, ScriptedClient } from '../src/test-support/scripted-client.js';

declare global {
  interface Window {
    listBench: typeof bench;
  }
}

const OPERATOR = { operator: true };
const WORDS = { you: 'You', agent: 'Assistant' };
/** Whatever held a frame up for longer shows in the frames, and is no jump over rows that nobody could have made. */
const LONGEST_STEP_MS = 50;
const SENTENCE = 'Each event has a **seq**, and a client resumes from the last one that it has applied. ';

let client: ScriptedClient | null = null;
let list: AgentMessageList | null = null;
let snapshot = '';

const nextFrame = (): Promise<unknown> => new Promise(requestAnimationFrame);
const clientNow = (): ScriptedClient => client as ScriptedClient;
const scroller = (): HTMLElement => list?.renderRoot.querySelector('.scroller') as HTMLElement;

/** All nodes below `root`, those of shadow roots and texts included. */
function nodesIn(root: Node): number {
  let count = 0;
  for (const child of root.childNodes) count += 1 + nodesIn(child);
  if (root instanceof Element && root.shadowRoot !== null) count += nodesIn(root.shadowRoot);
  return count;
}

/** How many pixels of the box show no row although there are more. */
function blankPx(): number {
  const box = scroller().getBoundingClientRect();
  const items = [...(list?.renderRoot.querySelectorAll('.item') ?? [])].map((item) =>
    item.getBoundingClientRect(),
  );
  const above = (items[0]?.top ?? box.bottom) - box.top;
  const below = box.bottom - (items.at(-1)?.bottom ?? box.top);
  const { scrollTop, scrollHeight, clientHeight } = scroller();
  return Math.max(0, scrollTop > 30 ? above : 0, scrollHeight - scrollTop - clientHeight > 30 ? below : 0);
}

async function scrollUp(
  box: HTMLElement,
  pxPerS: number,
  seconds: number,
  onFrame: () => void,
): Promise<{ fps: number; longestMs: number }> {
  let longestMs = 0;
  const observer = new PerformanceObserver((entries) => {
    for (const { duration } of entries.getEntries()) longestMs = Math.max(longestMs, duration);
  });
  observer.observe({ type: 'longtask' });
  let frames = 0;
  const begin = performance.now();
  for (let last = begin; ; frames++) {
    await nextFrame();
    const now = performance.now();
    if (now - begin > seconds * 1_000) break;
    box.scrollTop -= (Math.min(now - last, LONGEST_STEP_MS) / 1_000) * pxPerS;
    // As it will be painted: the list is told of it only with the next frame.
    onFrame();
    last = now;
  }
  observer.disconnect();
  return { fps: frames / seconds, longestMs };
}

const bench = {
  /** Makes the conversation, as a server sends it; with the work of agents between its messages if so wanted. */
  prepare(messages: number, hasWork = false): number {
    const log = hasWork ? workLog(messages) : longLog(messages);
    const conversation = foldLog(log);
    snapshot = JSON.stringify(toSnapshot(conversation, OPERATOR, log.length));
    return conversation.timeline.entries.length;
  },

  /** Everything from the text of the snapshot to what is painted. */
  async open(): Promise<void> {
    const conversation = fromSnapshot(JSON.parse(snapshot) as ConversationSnapshot);
    client = new ScriptedClient(null, { conversation });
    const provider = document.createElement('agent-chat-provider');
    provider.client = client;
    list = document.createElement('agent-message-list');
    list.style.cssText = 'block-size: 800px; inline-size: 720px';
    provider.append(list);
    document.body.replaceChildren(provider);
    for (let frame = 0; frame < 10; frame++) await nextFrame();
  },

  close(): void {
    document.body.replaceChildren();
    client = null;
    list = null;
  },

  forget(): void {
    snapshot = '';
  },

  nodes: (): number => nodesIn(list?.renderRoot as Node),

  /** A box of plain text, all of it in the page, scrolled in the same way: what the machine can do meanwhile. */
  async scrollText(pxPerS: number, seconds: number): Promise<number> {
    const box = document.createElement('div');
    box.style.cssText = 'block-size: 800px; inline-size: 720px; overflow: auto; font: 15px/1.6 sans-serif';
    for (let count = 0; count < 1_000; count++) {
      const text = document.createElement('p');
      text.textContent = SENTENCE.repeat(2);
      box.append(text);
    }
    document.body.prepend(box);
    box.scrollTop = box.scrollHeight;
    for (let frame = 0; frame < 10; frame++) await nextFrame();
    const { fps } = await scrollUp(box, pxPerS, seconds, () => undefined);
    box.remove();
    return fps;
  },

  /** Scrolls up by `pxPerS` for `seconds`: frames a second, and the worst hole that was seen. */
  async scroll(pxPerS: number, seconds: number): Promise<{ fps: number; blank: number; longestMs: number }> {
    scroller().scrollTop = scroller().scrollHeight;
    for (let frame = 0; frame < 10; frame++) await nextFrame();
    let blank = 0;
    const run = await scrollUp(scroller(), pxPerS, seconds, () => {
      blank = Math.max(blank, blankPx());
    });
    return { ...run, blank };
  },

  /** One more piece of an answer each frame. */
  async stream(pieces: number): Promise<void> {
    const turn = 1_000_000;
    let text = '';
    for (let piece = 0; piece < pieces; piece++) {
      text += 'word ';
      clientNow().update({ drafts: [draft(text, { turn, messageId: 'live' })] });
      await nextFrame();
    }
    clientNow().update({ drafts: [] });
    await nextFrame();
  },

  /** Microseconds to read the state and to build the rows, for one more piece; the best of rounds. */
  rows(rounds: number): number {
    const select = createListSelector();
    const builder = new RowBuilder();
    const state = clientNow().getState();
    builder.build(select(state), WORDS);
    const pieces = 200;
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const states = Array.from({ length: pieces }, (_, piece) => ({
        ...state,
        drafts: [draft('word '.repeat(piece), { turn: 1_000_000, messageId: 'live' })],
      }));
      const begin = performance.now();
      for (const each of states) builder.build(select(each), WORDS);
      best = Math.min(best, ((performance.now() - begin) / pieces) * 1_000);
    }
    return best;
  },

  /** Microseconds for one more message in the log, from its event to the rows; the best of rounds. */
  events(rounds: number): number {
    const select = createListSelector();
    const builder = new RowBuilder();
    const state = clientNow().getState();
    let conversation = state.conversation as NonNullable<typeof state.conversation>;
    builder.build(select(state), WORDS);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const from = conversation.control.seq - 1;
      const events = Array.from({ length: 20 }, (_, index) => messageEvent(from + index));
      const begin = performance.now();
      for (const event of events) {
        conversation = foldEvent(conversation, event);
        builder.build(select({ ...state, conversation }), WORDS);
      }
      best = Math.min(best, ((performance.now() - begin) / events.length) * 1_000);
    }
    return best;
  },

  /** For `seconds`: answers one after the other, each in pieces, 30 a second, then logged. */
  async answers(seconds: number): Promise<number> {
    const begin = performance.now();
    let pieces = 0;
    let text = '';
    while (performance.now() - begin < seconds * 1_000) {
      const state = clientNow().getState();
      const conversation = state.conversation as NonNullable<typeof state.conversation>;
      const index = conversation.control.seq - 1;
      if (text.length > 6_000) {
        text = '';
        clientNow().update({
          conversation: foldEvent(foldEvent(conversation, messageEvent(index)), messageEvent(index + 1)),
          drafts: [],
        });
      } else {
        pieces += 1;
        text += SENTENCE.slice((pieces * 12) % 72, ((pieces * 12) % 72) + 12);
        const messageId = `message-${index + 1}`;
        clientNow().update({ drafts: [draft(text, { turn: index + 2, messageId })] });
      }
      await new Promise((resolve) => setTimeout(resolve, 33));
    }
    return pieces;
  },
};
window.listBench = bench;
