import type { ChatState } from '@agent-chat/client';
import { startFaultProxy } from '@agent-chat/client/test-support';
import { FULL } from '@agent-chat/protocol/test-support';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { launchChromium, openContext } from './support/browser.js';
import {
  type ClientPage,
  freeze,
  hide,
  openClientPage,
  show,
  startClientPageServer,
} from './support/client-page.js';
import { patientAgent } from './support/patient-agent.js';
import type { SliceServer } from './support/slice-server.js';

// A client in a real browser, and what happens to pages there.

const OFFLINE_MS = FULL ? 60_000 : 1_500;
const PIECE_MS = 40;
/** An answer that nobody stops outlasts whatever a page sleeps through. */
const PIECES = 1_000 + OFFLINE_MS / PIECE_MS;
vi.setConfig({ testTimeout: 120_000 + 2 * OFFLINE_MS, hookTimeout: 60_000 });

let browser: Browser;
let server: SliceServer;
beforeAll(async () => {
  browser = await launchChromium();
  server = await startClientPageServer(patientAgent(PIECE_MS, PIECES));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
const it = test
  .extend('proxy', async ({ onTestFinished }) => {
    const proxy = await startFaultProxy(server.port);
    onTestFinished(() => proxy.close());
    return proxy;
  })
  // Conditions are handed to the page as text, which its policy rightly refuses.
  .extend('context', ({ onTestFinished }) => openContext(browser, onTestFinished, { bypassCSP: true }));

// These run in the page.
const isLive = ({ connection }: ChatState): boolean => connection.status === 'live';
const isWriting = ({ drafts }: ChatState): boolean => drafts.some(({ text }) => text.length > 30);
const isQuiet = ({ conversation, pending, connection, drafts }: ChatState): boolean =>
  connection.status === 'live' &&
  pending.length + drafts.length === 0 &&
  conversation !== null &&
  conversation.control.lastTurn > 1 &&
  conversation.control.openTurn === null &&
  conversation.control.queue.length === 0;

/** What people have said, as the page shows it. */
async function said(page: ClientPage): Promise<string[]> {
  const { entries } = JSON.parse(await page.shown()) as {
    entries: { kind: string; message?: { role: string; parts: { text: string }[] } }[];
  };
  return entries.flatMap(({ message }) =>
    message?.role === 'user' ? message.parts.map(({ text }) => text) : [],
  );
}

/** Nobody has to wait for answers: each is stopped, from every page at once, when the first one shows it. */
async function stopAnswers(times: number, shown: ClientPage, ...others: ClientPage[]): Promise<void> {
  for (let turn = 0; turn < times; turn++) {
    await shown.until(isWriting);
    await Promise.all([shown, ...others].map((page) => page.stop()));
    await shown.until(({ drafts }) => drafts.every(({ text }) => text.length < 20));
  }
}

function expectNoErrors(...pages: ClientPage[]): void {
  for (const { faults } of pages) expect(faults.errors).toEqual([]);
}

async function bothSendAndStop(pages: readonly [ClientPage, ClientPage]): Promise<void> {
  for (const page of pages) await page.until(isLive);
  await Promise.all(pages.map((page, index) => page.say(`From tab ${index}`)));
  // One of the two is answered first; the other one waits for its turn, or came before the answer.
  for (let turn = 0; turn < 2; turn++) {
    await Promise.race([pages[0].until(isWriting), pages[0].until(isQuiet)]);
    await Promise.all(pages.map((page) => page.stop()));
    await pages[0].until(({ drafts }) => drafts.every(({ text }) => text.length < 20));
  }
  for (const page of pages) await page.until(isQuiet);
  expect((await said(pages[0])).sort()).toEqual(['From tab 0', 'From tab 1']);
  await expectSame(pages[0], pages[1]);
  expect(await pages[0].shown()).toContain('"status":"stopped"');
  expectNoErrors(...pages);
}

describe.concurrent.each(FULL ? ['sse', 'websocket', 'long_poll'] : ['websocket'])(
  'a page over %s',
  (transport) => {
    it('that is offline for a minute keeps what is typed, and sends it once and in order', async ({
      proxy,
      context,
    }) => {
      const page = await openClientPage(context, proxy.url, { transport });
      await page.until(isLive);
      await page.say('Before');
      await page.until(isWriting);
      await context.setOffline(true);
      // A network that is gone takes what stands on it along, without a word.
      proxy.halt();
      proxy.refuses = true;
      await page.until(({ connection }) => connection.status === 'offline');
      expect(await page.state(({ drafts }) => drafts.map(({ interrupted }) => interrupted))).toEqual([true]);
      for (const text of ['One', 'Two', 'Three']) await page.say(text);
      expect(await page.state(({ pending }) => pending.map(({ status }) => status))).toEqual(
        Array.from({ length: 3 }, () => 'sending'),
      );
      await page.page.waitForTimeout(OFFLINE_MS);
      expect(await page.state(({ connection }) => connection.status)).toBe('offline');
      proxy.refuses = false;
      await context.setOffline(false);
      await page.until(isLive);
      await page.until(({ pending }) => pending.length === 0);
      await stopAnswers(4, page);
      await page.until(isQuiet);
      expect(await said(page)).toEqual(['Before', 'One', 'Two', 'Three']);
      const other = await openClientPage(context, proxy.url, { transport: 'websocket' });
      await other.until(isQuiet);
      await expectSame(page, other);
      expectNoErrors(page, other);
    });

    it.for<[what: string, sleptMs: number, isTold: boolean, withinMs: number]>([
      // Too short for its clock to tell: that it was frozen it knows by the word of the browser alone.
      ['that the browser froze goes on at once when it wakes', 30_000, true, 4_500],
      ['on a laptop that slept goes on soon after it wakes', 600_000, false, 20_000],
    ])('%s', async ([, sleptMs, isTold, withinMs], { expect, proxy, context }) => {
      const page = await openClientPage(context, proxy.url, { transport });
      await page.until(isLive);
      await page.say('Count');
      await page.until(isWriting);
      const wake = await freeze(page);
      // What stood is dead, and nobody says so; the heartbeat would take most of a minute to notice.
      proxy.halt();
      const other = await openClientPage(context, proxy.url, { transport: 'websocket' });
      await other.until(isWriting);
      const length = await other.state(({ drafts }) => drafts[0]?.text.length ?? 0);
      await wake({ sleptMs, isTold });
      await expect
        .poll(() => page.state(({ drafts }) => drafts[0]?.text.length ?? 0), { timeout: withinMs })
        .toBeGreaterThan(length);
      await page.stop();
      await page.until(isQuiet);
      await other.until(isQuiet);
      await expectSame(page, other);
      expectNoErrors(page, other);
    });

    it('that nobody has seen for long stays away when its connection breaks, until somebody looks', async ({
      expect,
      proxy,
      context,
    }) => {
      const page = await openClientPage(context, proxy.url, { transport });
      await page.until(isLive);
      const other = await openClientPage(context, proxy.url, { transport: 'websocket' });
      await other.until(isLive);
      await hide(page, 6 * 60_000);
      proxy.cut();
      await page.until(
        ({ connection: { status, retryAt } }) => status === 'reconnecting' && retryAt === null,
      );
      // Whoever is looked at is back meanwhile, and gets an answer.
      await other.until(isLive);
      await other.say('Anybody?');
      await other.until(isWriting);
      await other.stop();
      await other.until(isQuiet);
      expect(await page.state(({ connection }) => connection)).toMatchObject({
        status: 'reconnecting',
        attempt: 1,
        retryAt: null,
      });
      await show(page);
      await page.until(isQuiet);
      await expectSame(page, other);
      expectNoErrors(page, other);
    });

    it('that is loaded again keeps what is not sent, and sends it once and in order', async ({
      proxy,
      context,
    }) => {
      const page = await openClientPage(context, proxy.url, { transport });
      await page.until(isLive);
      await page.say('Before');
      await page.until(isWriting);
      // The page gets through, and the session; the conversation does not.
      proxy.blocksSockets = true;
      const conversations = '**/api/conversations/**';
      await context.route(conversations, (route) => route.abort());
      proxy.cut();
      await page.until(({ connection }) => connection.status === 'reconnecting');
      for (const text of ['One', 'Two', 'Three']) await page.say(text);
      await page.reload();
      const unsent = ({ pending }: ChatState): unknown[] =>
        pending.map(({ method, status, params }) => [method, status, 'parts' in params && params.parts]);
      expect(await page.state(unsent)).toMatchObject(
        ['One', 'Two', 'Three'].map((text) => ['sendMessage', 'sending', [{ text }]]),
      );
      await page.say('Four');
      // A second time: what the first one took over is kept as well.
      await page.reload();
      expect(await page.state(({ pending }) => pending.length)).toBe(4);
      expect(await page.state(({ connection }) => connection.status)).not.toBe('live');
      proxy.blocksSockets = false;
      await context.unroute(conversations);
      await page.until(isLive);
      await page.until(({ pending }) => pending.length === 0);
      await stopAnswers(5, page);
      await page.until(isQuiet);
      expect(await said(page)).toEqual(['Before', 'One', 'Two', 'Three', 'Four']);
      // Nothing is left for the next time.
      await page.reload();
      await page.until(isQuiet);
      expect(await said(page)).toEqual(['Before', 'One', 'Two', 'Three', 'Four']);
      expectNoErrors(page);
    });

    it('in two tabs that both send and both stop shows the same in both', async ({ proxy, context }) => {
      await bothSendAndStop([
        await openClientPage(context, proxy.url, { transport }),
        await openClientPage(context, proxy.url, { transport }),
      ]);
    });
  },
);

/** That both come to show the same: each is quiet by itself, and may not have heard the last event yet. */
async function expectSame(one: ClientPage, other: ClientPage): Promise<void> {
  await vi.waitFor(async () => expect(await other.shown()).toBe(await one.shown()), 10_000);
}

describe.concurrent('several tabs on one event stream', () => {
  it('that both send and both stop show the same', async ({ expect, proxy, context }) => {
    // Without an end: a poll says how long it waits.
    let streams = 0;
    context.on('request', (request) => {
      if (request.url().includes('/stream') && !request.url().includes('wait=')) streams += 1;
    });
    const open = (): Promise<ClientPage> =>
      openClientPage(context, proxy.url, { transport: 'sse', scope: 'one person' });
    const leader = await open();
    await leader.until(isLive);
    const follower = await open();
    await bothSendAndStop([leader, follower]);
    expect(streams).toBe(1);
    // The other way round: the one that followed leads.
    await leader.page.close();
    await expect.poll(() => streams).toBe(2);
    const next = await open();
    await next.until(isQuiet);
    for (const page of [next, follower]) await page.say('Once more');
    await stopAnswers(2, follower, next);
    for (const page of [next, follower]) await page.until(isQuiet);
    await expectSame(next, follower);
    expect(await said(next)).toHaveLength(4);
    expect(streams).toBe(2);
    expectNoErrors(next, follower);
  });

  it('are soon read to by another one when the one that holds it stands still', async ({
    expect,
    proxy,
    context,
  }) => {
    const open = (): Promise<ClientPage> =>
      openClientPage(context, proxy.url, { transport: 'sse', scope: 'one person' });
    const leader = await open();
    await leader.until(isLive);
    const follower = await open();
    await follower.until(isLive);
    await follower.say('Count');
    await follower.until(isWriting);
    const wake = await freeze(leader);
    const shownOf = (): Promise<number> => follower.state(({ drafts }) => drafts[0]?.text.length ?? 0);
    const length = await shownOf();
    await expect.poll(shownOf, { timeout: 20_000 }).toBeGreaterThan(length + 100);
    expect(await follower.seen()).not.toContain('sse reconnecting');
    await wake({ sleptMs: 5_000, isTold: false });
    await follower.stop();
    await follower.until(isQuiet);
    await leader.until(isQuiet);
    await expectSame(leader, follower);
    expectNoErrors(leader, follower);
  });
});

describe.concurrent('a page behind a proxy', () => {
  it('that lets no WebSocket through and keeps streams back polls, says so, and later tries again', async ({
    proxy,
    context,
  }) => {
    proxy.blocksSockets = true;
    proxy.buffers = true;
    const page = await openClientPage(context, proxy.url, {
      transport: 'auto',
      openingTimeoutMs: 1_000,
      retryBetterAfterMs: 500,
    });
    await page.until(isLive);
    expect(await page.state(({ connection }) => connection)).toMatchObject({
      transport: 'long_poll',
      fallback: { preferred: 'websocket', reason: 'buffered' },
    });
    await page.say('Count');
    await page.until(isWriting);
    proxy.buffers = false;
    await page.until(({ connection }) => connection.transport === 'sse');
    expect(await page.state(({ connection }) => connection.fallback)).toMatchObject({ reason: 'blocked' });
    proxy.blocksSockets = false;
    await page.until(({ connection }) => connection.transport === 'websocket');
    await page.stop();
    await page.until(isQuiet);
    expect(await page.state(({ connection }) => connection.fallback)).toBeNull();
    // All the while the answer went on.
    const seen = await page.seen();
    expect(seen.slice(seen.indexOf('long_poll live'))).toEqual([
      'long_poll live',
      'sse live',
      'websocket live',
    ]);
    expectNoErrors(page);
  });
});
