import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChatClient, createChatClient } from '../chat-client.js';
import { type ClientEnvironment, platformEnvironment } from '../environment.js';
import { plain, until } from '../test-support/clients.js';
import { type ContractServer, startContractServer, TOKEN } from '../test-support/contract-server.js';
import { CONVERSATION_ID, created, draft, said, started } from '../test-support/events.js';
import { ScriptedWorld } from '../test-support/scripted-world.js';
import { createTransport } from './create-transport.js';
import { sharedSseTransport } from './shared-transport.js';
import type { Transport } from './transport.js';

// Node has the Web Locks and the BroadcastChannel of a browser: each client here is a tab.
let server: ContractServer;
const tabs: ChatClient[] = [];
let scope = 0;
beforeEach(async () => {
  scope += 1;
  const world = new ScriptedWorld();
  world.do({ event: created }, { event: said(1, 'm1', 'Hi') }, { event: started(2) });
  server = await startContractServer(world);
});
afterEach(async () => {
  for (const tab of tabs.splice(0)) tab.close();
  await server.close();
});

const target = () => ({ url: server.url, token: TOKEN, scope: `test-${scope}` });

function openTab(askAfterMs = 30_000, environment = platformEnvironment()): Promise<ChatClient> {
  return openOn(sharedSseTransport({ ...target(), askAfterMs }), environment);
}

async function openOn(transport: Transport, environment = platformEnvironment()): Promise<ChatClient> {
  const tab = createChatClient({
    transport,
    conversationId: CONVERSATION_ID,
    backoff: { baseMs: 4, maxMs: 40 },
    environment,
  });
  tabs.push(tab);
  tab.connect();
  await until(tab, ({ connection }) => connection.status === 'live');
  return tab;
}

/** `leader` has the lead, and says nothing any more. Returns how it learns that it has it no more. */
async function standStill(leader: ChatClient): Promise<() => Promise<unknown>> {
  const { held } = await navigator.locks.query();
  const name = held?.find((lock) => lock.name?.includes(`test-${scope}`))?.name ?? '';
  const dismissed = navigator.locks
    .request(name, { steal: true }, () => new Promise(() => undefined))
    .catch((error: Error) => error.name);
  leader.close();
  return () => dismissed;
}

const write = (offset: number): void => server.world.do({ draft: draft(2, 'm2', offset, 'word ') });
const note = (): void =>
  server.world.do({ event: { type: 'note', author: 'system', payload: { text: 'x' } } });
const isAt = (tab: ChatClient, seq: number, length: number): Promise<unknown> =>
  until(
    tab,
    ({ conversation, drafts }) =>
      conversation?.control.seq === seq && (drafts[0]?.text.length ?? 0) === length,
  );
/** The stream has arrived up to there when it breaks. */
async function breakAfterRetry(ms: number): Promise<void> {
  server.writeRaw(`retry: ${ms}\n\n`);
  note();
  for (const tab of tabs) await isAt(tab, server.world.head, 0);
  server.breakAll();
}

describe('several tabs', () => {
  it('read one stream, and see the same', async () => {
    const all = [await openTab(), await openTab(), await openTab()];
    expect(server.openStreams).toBe(1);
    for (let offset = 0; offset < 50; offset += 5) {
      write(offset);
      note();
    }
    for (const tab of all) await isAt(tab, server.world.head, 50);
    expect(server.openStreams).toBe(1);
    const [first, ...others] = all.map((tab) => plain(tab.getState()));
    for (const other of others) expect(other).toEqual(first);
    // One stream, and one question for what was there before from each of the others.
    expect(server.requests.filter((line) => line.includes('/stream'))).toHaveLength(3);
  });

  it('go on without a gap when the one that leads is closed, again and again', async () => {
    const all = [await openTab(), await openTab(), await openTab()];
    const last = all[2] as ChatClient;
    const statuses = new Set<string>();
    last.subscribe(() => statuses.add(last.getState().connection.status));
    let offset = 0;
    const writing = setInterval(() => {
      write(offset);
      note();
      offset += 5;
    }, 3);
    try {
      for (const leader of all.slice(0, 2)) {
        const { length } = last.getState().drafts[0]?.text ?? '';
        await until(last, ({ drafts }) => (drafts[0]?.text.length ?? 0) > length + 20);
        leader.close();
      }
      const { length } = last.getState().drafts[0]?.text ?? '';
      await until(last, ({ drafts }) => (drafts[0]?.text.length ?? 0) > length + 50);
    } finally {
      clearInterval(writing);
    }
    await isAt(last, server.world.head, offset);
    expect(last.getState().drafts[0]?.text).toBe('word '.repeat(offset / 5));
    expect([...statuses]).toEqual(['live']);
    expect(server.openStreams).toBe(1);
  });

  it.each<[how: string, end: () => void | Promise<void>]>([
    ['bye', () => server.broadcast({ kind: 'bye', data: { reason: 'shutdown', retryAfterMs: 10_000 } })],
    ['`retry:`, before the stream breaks', () => breakAfterRetry(10_000)],
  ])('come back when the server wants them by its %s, each in its own time', async (_, end) => {
    const due: (() => void)[] = [];
    const platform = platformEnvironment();
    // Who is asked to wait waits until the test says so.
    const environment: ClientEnvironment = {
      ...platform,
      after(delayMs, callback) {
        if (delayMs < 10_000) return platform.after(delayMs, callback);
        due.push(callback);
        return () => undefined;
      },
    };
    const all: ChatClient[] = [];
    for (let tab = 0; tab < 4; tab++) all.push(await openTab(30_000, environment));
    const streams = (): number => server.requests.filter((line) => line.includes('/stream')).length;
    const before = streams();
    await end();
    await expect.poll(() => due.length).toBe(4);
    expect(streams()).toBe(before);
    for (const comeBack of due.splice(0)) comeBack();
    for (const tab of all) await until(tab, ({ connection }) => connection.status === 'live');
    await expect.poll(() => server.openStreams).toBe(1);
  });

  it('do not ask the server while the one that leads is there and has nothing to say', async () => {
    const leader = await openTab();
    const follower = await openTab(20);
    const { length } = server.requests;
    const questions = vi.spyOn(BroadcastChannel.prototype, 'postMessage');
    try {
      await expect
        .poll(() => questions.mock.calls.filter(([message]) => message === 'ask').length)
        .toBeGreaterThan(5);
    } finally {
      questions.mockRestore();
    }
    expect([server.requests.length, server.openStreams]).toEqual([length, 1]);
    note();
    await isAt(follower, server.world.head, 0);
    expect(leader.getState().connection.status).toBe('live');
  });

  it.each(['is there first', 'comes to stand still later'])(
    'read on when the one that leads stands still: it %s',
    async (when) => {
      const leader = await openTab();
      const early = when === 'is there first' ? null : await openTab(20);
      const dismissed = await standStill(leader);
      const follower = early ?? (await openTab(20));
      write(0);
      await isAt(follower, server.world.head, 5);
      expect(await dismissed()).toBe('AbortError');
      expect(follower.getState().connection.status).toBe('live');
      expect(server.openStreams).toBe(1);
    },
  );

  it('all learn of what is over when one reads on that came while the one that leads stood still', async () => {
    const leader = await openTab();
    const early = await openTab();
    server.world.do({ presence: ['eve'] }, { typing: ['eve'] });
    write(0);
    await until(early, ({ drafts, typing }) => drafts.length + typing.length === 2);
    await standStill(leader);
    server.world.do({ dropped: draft(2, 'm2', 0, '').draftId }, { presence: [] }, { typing: [] });
    // Nothing of it was ever here.
    const late = await openTab(20);
    await expect.poll(() => plain(early.getState())).toEqual(plain(late.getState()));
    expect(early.getState()).toMatchObject({ drafts: [], presence: [], typing: [] });
    write(0);
    for (const tab of [early, late]) await isAt(tab, server.world.head, 5);
    expect(server.openStreams).toBe(1);
  });

  it('follow again when another one has read on in their place', async () => {
    const leader = await openTab();
    const other = await openTab();
    const { held } = await navigator.locks.query();
    const name = held?.find((lock) => lock.name?.includes(`test-${scope}`))?.name ?? '';
    await navigator.locks.request(name, { steal: true }, () => undefined);
    note();
    for (const tab of [leader, other]) await isAt(tab, server.world.head, 0);
    await expect.poll(() => server.openStreams).toBe(1);
    for (const tab of [leader, other]) {
      await until(tab, ({ connection }) => connection.status === 'live');
    }
  });

  it('ask for what the one that leads had before them', async () => {
    await openTab();
    const follower = await openTab(20);
    const { postMessage } = BroadcastChannel.prototype;
    // What is passed on does not arrive; that the other one is there does.
    const lossy = vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(function (
      this: BroadcastChannel,
      message: { frames?: readonly unknown[] },
    ) {
      if ((message.frames?.length ?? 0) === 0) postMessage.call(this, message);
    });
    try {
      note();
      await isAt(follower, server.world.head, 0);
      expect(follower.getState().connection.status).toBe('live');
    } finally {
      lossy.mockRestore();
    }
  });

  it('have a stream each where the page may have no channel', async () => {
    vi.stubGlobal(
      'BroadcastChannel',
      class {
        constructor() {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        }
      },
    );
    try {
      const all = [await openTab(), await openTab()];
      expect(server.openStreams).toBe(2);
      write(0);
      for (const tab of all) await isAt(tab, server.world.head, 5);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('do not take over frames of another epoch', async () => {
    const leader = await openTab();
    const follower = await openTab();
    server.world.restore('e2', 2);
    server.breakAll();
    const isRestored = ({ conversation, connection }: ReturnType<ChatClient['getState']>): boolean =>
      connection.status === 'live' && conversation?.control.openTurn === null;
    await until(leader, isRestored);
    await until(follower, isRestored);
    note();
    await isAt(leader, 3, 0);
    await isAt(follower, 3, 0);
    expect(plain(follower.getState())).toEqual(plain(leader.getState()));
  });

  it('let go of one that only follows', async () => {
    const leader = await openTab();
    const follower = await openTab();
    note();
    await isAt(follower, server.world.head, 0);
    follower.close();
    note();
    await isAt(leader, server.world.head, 0);
    expect(leader.getState().connection.status).toBe('live');
    expect(follower.getState().connection.status).toBe('closed');
  });

  it('have a stream each where the page may not agree with others', async () => {
    const denied = new DOMException('Denied in this context.', 'SecurityError');
    const request = vi.spyOn(navigator.locks, 'request').mockRejectedValue(denied);
    try {
      const all = [await openTab(), await openTab()];
      await expect.poll(() => server.openStreams).toBe(2);
      write(0);
      for (const tab of all) await isAt(tab, server.world.head, 5);
    } finally {
      request.mockRestore();
    }
  });

  it('leave nothing open', async () => {
    const all = [await openTab(), await openTab()];
    for (const tab of all) tab.close();
    await expect.poll(() => server.openStreams).toBe(0);
    await openTab();
    expect(server.openStreams).toBe(1);
  });
});

describe('several tabs that poll', () => {
  const openPolling = (): Promise<ChatClient> =>
    openOn(createTransport('long_poll', { ...target(), pollWaitMs: 200 }));
  const polls = (): number => server.requests.filter((line) => line.includes('wait=200')).length;

  it('hold one poll, see the same, and go on without a gap when the one that holds it is closed', async () => {
    const all = [await openPolling(), await openPolling(), await openPolling()];
    let most = 0;
    server.onView = () => {
      most = Math.max(most, server.openStreams);
    };
    const [leader, ...others] = all as [ChatClient, ChatClient, ChatClient];
    for (let offset = 0; offset < 20; offset += 5) {
      write(offset);
      note();
      for (const tab of all) await isAt(tab, server.world.head, offset + 5);
    }
    const before = polls();
    await expect.poll(polls).toBeGreaterThan(before + 2);
    for (const tab of others) expect(plain(tab.getState())).toEqual(plain(leader.getState()));
    expect(most).toBe(1);
    leader.close();
    note();
    for (const tab of others) await isAt(tab, server.world.head, 20);
    await expect.poll(() => server.openStreams).toBeLessThan(2);
    most = 0;
    const after = polls();
    await expect.poll(polls).toBeGreaterThan(after + 2);
    expect(most).toBe(1);
    expect(others.map((tab) => tab.getState().connection.attempt)).toEqual([0, 0]);
  });

  it('see alike that the log has become shorter between two polls', async () => {
    const all = [await openPolling(), await openPolling()];
    for (let count = 0; count < 3; count++) note();
    for (const tab of all) await isAt(tab, 6, 0);
    server.world.restore('e1', 2);
    for (const tab of all) await isAt(tab, 2, 0);
    note();
    for (const tab of all) await isAt(tab, 3, 0);
    const [one, other] = all.map((tab) => plain(tab.getState()));
    expect(other).toEqual(one);
  });
});
