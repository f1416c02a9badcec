import { expect } from '@open-wc/testing';
import { AgentChatError } from '@agent-chat/protocol';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ConversationScript } from '../test-support/conversation-script.js';
import { fromEnd, listFor, scroller, settled, texts, toLatest } from '../test-support/list-fixture.js';
import { FULL } from '../test-support/full-test.js';
import { foldLog, longLog, partialClient } from '../test-support/long-conversation.js';
import { nextFrame } from '../test-support/next-frame.js';
import { draft, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';
import type { AgentMessageList } from './message-list.js';

const MESSAGES = 2_000;
const LOG = longLog(MESSAGES);
/** How far a reader goes step by step. */
const COUNT_TO_START = FULL ? 200 : 60;
const KEY_STEPS = FULL ? 40 : 12;
const WHOLE = foldLog(LOG);

const wholeClient = (): ScriptedClient => new ScriptedClient(null, { conversation: WHOLE });

const messages = (list: AgentMessageList): HTMLElement[] => [
  ...list.renderRoot.querySelectorAll<HTMLElement>('agent-message'),
];
const idsOf = (list: AgentMessageList): string[] =>
  messages(list).map((each) => (each as unknown as { message: { messageId: string } }).message.messageId);

/** The messages that can be seen, with where they are in the box. */
function seen(list: AgentMessageList): Map<string, number> {
  const box = scroller(list).getBoundingClientRect();
  return new Map(
    messages(list).flatMap((each, index) => {
      const { top, bottom } = each.getBoundingClientRect();
      return bottom > box.top && top < box.bottom ? [[idsOf(list)[index] ?? '', top - box.top] as const] : [];
    }),
  );
}

/** As a reader does: what scrolls without a hand on it may be rows that turned out lower than expected. */
function turnTo(list: AgentMessageList, top: number): void {
  scroller(list).dispatchEvent(new WheelEvent('wheel'));
  scroller(list).scrollTop = top;
}

/** Scrolls as a reader does, and waits until what is there then has been measured. */
async function scrollTo(list: AgentMessageList, top: number): Promise<void> {
  turnTo(list, top);
  await nextFrame();
  await settled(list);
  await nextFrame();
}

/** How far what can be seen in both has moved, at most. */
function moved(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
  const both = [...before.keys()].filter((id) => after.has(id));
  expect(both.length, 'seen before and after').to.be.greaterThan(0);
  return Math.max(...both.map((id) => Math.abs((before.get(id) ?? 0) - (after.get(id) ?? 0))));
}

const numberOf = (id: string | undefined): number => Number(id?.split('-')[1]);

describe('a long conversation', () => {
  it('begins at its end, with little more in the page than can be seen', async () => {
    const list = await listFor(wholeClient());
    expect(fromEnd(scroller(list))).to.be.at.most(1);
    expect(idsOf(list).at(-1)).to.equal(`message-${MESSAGES - 1}`);
    expect(messages(list).length).to.be.lessThan(30);
    await expect(list).to.be.accessible();
  });

  it('shows every message in order when one scrolls from the end to the start', async () => {
    const list = await listFor(new ScriptedClient(null, { conversation: foldLog(longLog(COUNT_TO_START)) }));
    const found = new Set<string>();
    for (;;) {
      const ids = idsOf(list);
      expect(ids.map(numberOf)).to.deep.equal(ids.map((_, index) => numberOf(ids[0]) + index));
      for (const id of seen(list).keys()) found.add(id);
      if (scroller(list).scrollTop === 0) break;
      await scrollTo(list, scroller(list).scrollTop - 350);
    }
    expect(found.size).to.equal(COUNT_TO_START);
  });

  it('moves nothing that is seen when what comes into the page is higher or lower than expected', async () => {
    const list = await listFor(wholeClient());
    for (let step = 0; step < 30; step++) {
      const before = seen(list);
      const top = scroller(list).scrollTop;
      scroller(list).scrollTop = top - 90;
      await nextFrame();
      await settled(list);
      const shifted = new Map([...before].map(([id, at]) => [id, at + 90]));
      expect(moved(shifted, seen(list)), `step ${step}`).to.be.at.most(1.5);
    }
    // And when the scroll position is put right afterwards.
    const before = seen(list);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await settled(list);
    expect(moved(before, seen(list))).to.be.at.most(1.5);
  });

  it('is as high in a list that was there before it as in one that began with it', async () => {
    const conversation = foldLog(longLog(200));
    const late = new ScriptedClient(null);
    const list = await listFor(late);
    late.update({ conversation });
    await settled(list);
    const begunWith = await listFor(new ScriptedClient(null, { conversation }));
    await waitUntil(() => scroller(list).scrollHeight === scroller(begunWith).scrollHeight);
  });

  it('can be jumped through, to its start and back to its end', async () => {
    const list = await listFor(wholeClient());
    await scrollTo(list, 0);
    await waitUntil(() => idsOf(list)[0] === 'message-0');
    expect(scroller(list).scrollTop).to.equal(0);
    await scrollTo(list, scroller(list).scrollHeight / 2);
    expect(seen(list).size).to.be.greaterThan(1);
    await scrollTo(list, scroller(list).scrollHeight);
    await waitUntil(() => idsOf(list).at(-1) === `message-${MESSAGES - 1}`);
    await waitUntil(() => fromEnd(scroller(list)) <= 1 && toLatest(list).hidden);
  });

  it('is at its end for whoever jumps there, however much higher than expected it turns out', async () => {
    const script = new ConversationScript();
    for (let count = 0; count < 60; count++) script.says('And then?').answers('It ends.');
    const client = new ScriptedClient(script);
    const list = await listFor(client);
    await scrollTo(list, 0);
    // Of letters that are twice as wide as most.
    for (let count = 0; count < 20; count++) script.says('WWWWWWW '.repeat(80));
    client.follow(script);
    await settled(list);
    await scrollTo(list, scroller(list).scrollHeight);
    await waitUntil(() => toLatest(list).hidden);
    await settled(list);
    expect(fromEnd(scroller(list))).to.be.at.most(1);
  });

  it('keeps the row with the focus in the page, however far one scrolls', async () => {
    const list = await listFor(wholeClient());
    const article = messages(list).at(-1)?.parentElement;
    article?.focus();
    await scrollTo(list, scroller(list).scrollHeight / 3);
    expect(list.shadowRoot?.activeElement).to.equal(article);
    expect(article?.getAttribute('aria-posinset')).to.equal(`${MESSAGES}`);
    const ids = idsOf(list).map(numberOf);
    expect(ids).to.deep.equal([...ids].sort((a, b) => a - b));
    // It goes when the focus does.
    scroller(list).focus();
    await scrollTo(list, scroller(list).scrollHeight / 3 - 50);
    expect(article?.isConnected).to.equal(false);
  });

  it('keeps rows with something that is written and not sent, until that is given up', async () => {
    const list = await listFor(wholeClient());
    const rowOf = (at: number): HTMLElement => messages(list).at(at)!;
    const field = (message: HTMLElement): HTMLTextAreaElement | null =>
      message.shadowRoot?.querySelector('textarea') ?? null;
    const written = [rowOf(-4), rowOf(-2)];
    for (const message of written) {
      message.shadowRoot?.querySelector<HTMLElement>('.edit')?.click();
      await waitUntil(() => message.shadowRoot?.activeElement === field(message));
      await userEvent.keyboard('And more');
    }
    scroller(list).focus();
    await scrollTo(list, scroller(list).scrollHeight / 3);
    for (const message of written) expect(field(message)?.value).to.contain('And more');
    expect(written.every(({ isConnected }) => isConnected)).to.equal(true);
    const ids = idsOf(list).map(numberOf);
    expect(ids).to.deep.equal([...ids].sort((a, b) => a - b));
    field(written[0]!)?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await waitUntil(() => field(written[0]!) === null);
    scroller(list).focus();
    await scrollTo(list, scroller(list).scrollHeight / 3 - 50);
    expect(written.map(({ isConnected }) => isConnected)).to.deep.equal([false, true]);
  });

  it('tells each message its place among all', async () => {
    const list = await listFor(wholeClient());
    const articles = [...list.renderRoot.querySelectorAll('[role=article]')];
    const places = articles.map((each) => [
      each.getAttribute('aria-posinset'),
      each.getAttribute('aria-setsize'),
    ]);
    const first = MESSAGES - articles.length + 1;
    expect(places).to.deep.equal(articles.map((_, index) => [`${first + index}`, `${MESSAGES}`]));
  });

  it('goes from message to message by keys', async () => {
    const list = await listFor(wholeClient());
    const focused = (): number =>
      numberOf(
        idsOf(list)[
          messages(list).findIndex((each) => each.parentElement === list.shadowRoot?.activeElement)
        ],
      );
    scroller(list).focus();
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(focused()).to.equal(MESSAGES - 1);
    await userEvent.keyboard('{PageUp}{PageUp}');
    expect(focused()).to.equal(MESSAGES - 3);
    for (let step = 0; step < KEY_STEPS; step++) await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
    expect(focused()).to.equal(MESSAGES - 3 - KEY_STEPS);
    await userEvent.keyboard('{PageDown}');
    expect(focused()).to.equal(MESSAGES - 2 - KEY_STEPS);
    await userEvent.keyboard('{Control>}{Home}{/Control}');
    expect(focused()).to.equal(0);
    await waitUntil(() => seen(list).has('message-0'));
    await userEvent.keyboard('{Control>}{End}{/Control}');
    expect(focused()).to.equal(MESSAGES - 1);
  });

  it('stays where it is when the box gets another width', async () => {
    const list = await listFor(wholeClient());
    await scrollTo(list, scroller(list).scrollHeight / 2);
    const [first = '', at = 0] = [...seen(list)][1] ?? [];
    list.style.inlineSize = '340px';
    await settled(list);
    await nextFrame();
    expect(Math.abs((seen(list).get(first) ?? 1_000) - at)).to.be.lessThan(200);
  });
});

describe('history', () => {
  it('is loaded when the reader comes near to the oldest message, without a jump', async () => {
    const client = partialClient(LOG, 60, 100);
    const list = await listFor(client);
    expect(client.commands).to.deep.equal([]);
    await scrollTo(list, 500);
    await waitUntil(() => client.commands.length > 0);
    const before = seen(list);
    await waitUntil(() => client.getState().conversation?.timeline.fromSeq === MESSAGES - 158);
    await settled(list);
    await nextFrame();
    expect(moved(before, seen(list))).to.be.at.most(1.5);
    expect(scroller(list).scrollTop).to.be.greaterThan(3_000);
    expect(client.commands.length).to.equal(1);
    const setSizes = [...list.renderRoot.querySelectorAll('[role=article]')].map((each) => each.ariaSetSize);
    expect(new Set(setSizes)).to.deep.equal(new Set(['-1']));
  });

  it('is loaded at once where what there is does not fill the box', async () => {
    const client = partialClient(longLog(30), 2, 10);
    const list = await listFor(client);
    await waitUntil(() => client.commands.length > 0);
    await settled(list);
    expect(fromEnd(scroller(list))).to.be.at.most(1);
  });

  it('says where the conversation begins, once it is there', async () => {
    const client = partialClient(longLog(90), 30, 100);
    const list = await listFor(client);
    await scrollTo(list, 0);
    await waitUntil(() => client.getState().history.status === 'complete');
    await scrollTo(list, 0);
    expect(texts(list, '.history')).to.deep.equal(['This is the beginning of the conversation.']);
    await expect(list).to.be.accessible();
  });

  it('shows that it is being loaded, that it could not be, and tries again when asked to', async () => {
    const client = partialClient(LOG, 60, 100);
    const load = client.answerOlder;
    const failed = new AgentChatError('Internal', 'No.');
    client.answerOlder = async () => {
      client.update({ history: { status: 'failed', error: failed } });
      throw failed;
    };
    const list = await listFor(client);
    // Before the page shows that it has failed, the reader scrolls on.
    turnTo(list, 0);
    scroller(list).dispatchEvent(new Event('scroll'));
    await waitUntil(() => client.commands.length > 0);
    expect(client.commands.length).to.equal(1);
    await waitUntil(() => texts(list, '.history')[0]?.startsWith('Earlier messages could not be loaded.'));
    await expect(list).to.be.accessible();
    // Not by itself: that would never end.
    await scrollTo(list, 100);
    expect(client.commands.length).to.equal(1);
    client.answerOlder = load;
    list.renderRoot.querySelector<HTMLElement>('.history button')?.click();
    await waitUntil(() => client.getState().history.status === 'partial');
    await settled(list);
    expect(client.commands.length).to.equal(2);
    expect(scroller(list).scrollTop).to.be.greaterThan(2_000);
  });

  it('is not read out', async () => {
    const client = partialClient(LOG, 60, 100);
    const list = await listFor(client);
    await scrollTo(list, 0);
    await waitUntil(() => client.getState().history.status === 'partial' && client.commands.length > 0);
    await settled(list);
    expect(texts(list, '[aria-live=polite] p')).to.deep.equal([]);
  });
});

describe('a jump to a message', () => {
  async function goTo(list: AgentMessageList, client: ScriptedClient, ticks: number): Promise<void> {
    for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
    list.closest('agent-chat-provider')!.client = client;
  }

  it('brings it into view, gives it the focus, and keeps it there', async () => {
    const list = await listFor(wholeClient());
    expect(await list.scrollToMessage('message-501')).to.equal(true);
    await settled(list);
    await nextFrame();
    const at = seen(list).get('message-501') ?? -1;
    expect(at).to.be.within(40, 200);
    expect(list.shadowRoot?.activeElement?.getAttribute('aria-posinset')).to.equal('502');
    expect(list.shadowRoot?.activeElement?.classList.contains('found')).to.equal(true);
    expect(toLatest(list).hidden).to.equal(false);
  });

  it('loads what is older first', async () => {
    const client = partialClient(LOG, 60, 100);
    const list = await listFor(client);
    expect(await list.scrollToMessage('message-1700', { focus: false })).to.equal(true);
    await settled(list);
    expect(seen(list).has('message-1700')).to.equal(true);
    expect(client.commands.length).to.be.within(3, 4);
    expect(list.shadowRoot?.activeElement).to.equal(null);
  });

  it('asks nothing of another conversation that the list goes to meanwhile', async () => {
    // When exactly it does is a matter of microtasks.
    for (let ticks = 0; ticks < 16; ticks++) {
      const client = partialClient(LOG, 60, 100);
      const other = new ScriptedClient(null, client.getState(), 'conversation-2');
      other.answerOlder = async () => other.update({ history: { status: 'complete', error: null } });
      const list = await listFor(client);
      const { answerOlder } = client;
      client.answerOlder = async () => {
        await answerOlder();
        void goTo(list, other, ticks);
      };
      expect(await list.scrollToMessage('message-5')).to.equal(false);
      await settled(list);
      expect(other.commands, `after ${ticks} microtasks`).to.deep.equal([]);
    }
  });

  it('waits for the conversation, and ends where nothing more comes', async () => {
    const { conversation } = partialClient(LOG, 60, 100).getState();
    const client = new ScriptedClient(null, { history: { status: 'partial', error: null } });
    client.answerOlder = async () => {
      if (client.commands.length === 1) await nextFrame().then(() => client.update({ conversation }));
      // So that a list that asks on and on ends as well.
      if (client.commands.length === 9) client.update({ history: { status: 'complete', error: null } });
    };
    const list = await listFor(client);
    expect(await list.scrollToMessage('message-1990')).to.equal(true);
    await settled(list);
    const asked = client.commands.length;
    expect(await list.scrollToMessage('message-5')).to.equal(false);
    expect(client.commands.length - asked).to.equal(1);
  });

  it('says that there is no such message', async () => {
    const client = partialClient(longLog(90), 30, 100);
    const list = await listFor(client);
    expect(await list.scrollToMessage('message-404')).to.equal(false);
    expect(client.getState().history.status).to.equal('complete');
  });
});

describe('what comes while the reader is elsewhere', () => {
  it('is counted, and marked where it begins', async () => {
    const log = longLog(104);
    const client = new ScriptedClient(null, { conversation: foldLog(log.slice(0, 101)) });
    const list = await listFor(client);
    await scrollTo(list, 300);
    expect(toLatest(list).getAttribute('aria-label')).to.equal('To the latest message');
    client.update({ drafts: [draft('Well', { turn: 101, messageId: 'message-101' })] });
    await settled(list);
    expect(toLatest(list).textContent.trim()).to.equal('1 new message');
    client.update({
      conversation: foldLog(log),
      drafts: [draft('Well', { turn: 105, messageId: 'message-105' })],
    });
    await settled(list);
    // Two answers that are logged and one that is being written; not what the reader said elsewhere.
    expect(toLatest(list).textContent.trim()).to.equal('3 new messages');
    toLatest(list).click();
    await waitUntil(() => fromEnd(scroller(list)) <= 1);
    await settled(list);
    expect(toLatest(list).hidden).to.equal(true);
    const rows = [...list.renderRoot.querySelectorAll('.unread, agent-message')];
    const after = rows[rows.findIndex(({ className }) => className === 'unread') + 1];
    expect(idsOf(list)[messages(list).indexOf(after as HTMLElement)]).to.equal('message-101');
    await expect(list).to.be.accessible();
  });
});
