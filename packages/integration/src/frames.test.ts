import { FULL } from '@agent-chat/protocol/test-support';
import type { Browser, Frame, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FRAMES_KEEP_APART, launchChromium, openContext } from './support/browser.js';
import { chat, field } from './support/chat-in-a-page.js';
import { type EmbedSite, startEmbedSite } from './support/embed-site.js';
import { connect, frameTag, heard, LISTENING, visit } from './support/frame-in-a-page.js';
import { hostPage } from './support/host-page.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let browser: Browser;
let site: EmbedSite;
beforeAll(async () => {
  browser = await launchChromium(FRAMES_KEEP_APART);
  site = await startEmbedSite({}, []);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
const it = test.extend('context', ({ onTestFinished }) =>
  openContext(browser, onTestFinished, { viewport: { width: 900, height: 900 } }),
);

describe.concurrent('the height of the frame', () => {
  it('follows the conversation in both directions, between the two bounds', async ({ expect, context }) => {
    const { page, frame, faults } = await visit(
      site,
      context,
      site.first,
      frameTag(site.server),
      connect(site.server, 'autoHeight: { min: 200, max: 720 },'),
    );
    const height = async (): Promise<number> => (await page.locator('#chat').boundingBox())?.height ?? 0;
    await expect.poll(height).toBeLessThan(600);
    await chat(frame, Array.from({ length: 40 }, (_, line) => `Line ${line}`).join('\n'));
    await expect.poll(height).toBeGreaterThan(715);
    await frame.getByRole('button', { name: 'New conversation' }).click();
    await frame.getByText('How can we help?').waitFor();
    await expect.poll(height).toBeLessThan(600);
    // And is no less than it needs.
    await expect
      .poll(() =>
        frame
          .locator('agent-message-list [part~=scroller]')
          .evaluate((box) => box.scrollHeight - box.clientHeight),
      )
      .toBeLessThanOrEqual(1);
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent('a page that listens later than its frame is loaded', () => {
  it('is told that it is there, also while the rest of the page still loads', async ({ expect, context }) => {
    const picture = Promise.withResolvers<void>();
    await context.route('**/picture.png', async (route) => {
      await picture.promise;
      await route.abort();
    });
    const opened = context.waitForEvent('page');
    const visiting = visit(
      site,
      context,
      site.first,
      `<img src="${site.server}/picture.png" alt="">${frameTag(site.server)}`,
      connect(site.server, '', 'await new Promise((go) => { window.listen = go; });'),
    );
    const page = await opened;
    await field(page.frameLocator('#chat')).waitFor();
    await page.waitForFunction('"listen" in window');
    await page.evaluate('listen()');
    await expect.poll(() => heard(page)).toContain('ready demo');
    expect(await page.evaluate(() => document.readyState)).toBe('interactive');
    picture.resolve();
    expect((await visiting).faults.errors).toEqual([]);
  });
});

describe.concurrent('messages of others', () => {
  const COMMANDS = `[
    { type: 'agent-chat:hello', version: 1 }, { type: 'agent-chat:open', version: 1, focus: true },
    { type: 'agent-chat:hide', version: 1 }, { type: 'agent-chat:identity', version: 1, token: 'planted' },
  ]`;
  const speak = (target: string): string =>
    `for (const each of ${COMMANDS}) ${target}.postMessage(each, '*');`;
  const spoken = (frame: Frame | Page | undefined, target: string): Promise<unknown> | undefined =>
    frame?.evaluate(speak(target));

  it('are heard neither from a frame beside it, nor from another window, nor from a page further out', async ({
    context,
  }) => {
    site.foreign.page('/', LISTENING);
    site.second.page('/', LISTENING);
    const { page, frame, faults } = await visit(
      site,
      context,
      site.first,
      `${frameTag(site.server, '?identity=host')}<iframe src="${site.foreign.url}/"></iframe><iframe src="${site.second.url}/"></iframe>`,
      connect(site.server, 'identity: () => null,'),
    );
    await chat(frame, 'Said first');
    const [, inside, foreign, allowed] = page.frames();
    for (const each of [foreign, allowed]) await spoken(each, 'parent.frames[0]');
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate((url) => void open(url), `${site.second.url}/`),
    ]);
    await popup.waitForLoadState();
    await spoken(popup, 'opener.frames[0]');
    // It was none of them that is around it: it goes on as it was, and answers none.
    await chat(frame, 'Said later');
    expect(await frame.locator('agent-message', { hasText: 'Said first' }).count()).toBeGreaterThan(0);
    expect(
      await inside?.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })),
    ).not.toContain('planted');
    for (const each of [foreign, allowed, popup])
      expect(await each?.evaluate(() => (globalThis as unknown as { got: string[] }).got)).toEqual([]);
    expect(await heard(page)).not.toContain('unavailable');
    expect(faults.errors).toEqual([]);
    await popup.close();

    // A site that may show it, within another that may: the inner one is the page around it.
    const inner = hostPage(site, site.second, frameTag(site.server), { script: connect(site.server, '') });
    const { page: outer } = await visit(site, context, site.first, `<iframe src="${inner}"></iframe>`, '');
    const deep = outer.frameLocator('iframe').frameLocator('#chat');
    await chat(deep, 'Deep');
    await spoken(outer, 'frames[0].frames[0]');
    await chat(deep, 'Still deep');

    // A site that may not, in between: nothing is shown.
    const refused = hostPage(site, site.foreign, frameTag(site.server));
    const { page: around } = await visit(site, context, site.first, `<iframe src="${refused}"></iframe>`, '');
    const between = around.frameLocator('iframe').frameLocator('#chat');
    await between.getByText('is not among the sites that may show it').waitFor();
    expect(await between.locator('agent-chat').count()).toBe(0);
  });

  it('that are huge, deep, many or of the wrong shape change nothing, on either side', async ({
    expect,
    context,
  }) => {
    const { page, frame, faults } = await visit(
      site,
      context,
      site.first,
      frameTag(site.server),
      connect(site.server, ''),
    );
    await chat(frame, 'Before');
    await expect.poll(() => heard(page)).toContain('unread 0');
    const noise = `
      const nested = (depth) => { let value = {}; for (let n = 0; n < depth; n += 1) value = { value, version: 1 }; return value; };
      const huge = 'x'.repeat(${FULL ? 5_000_000 : 500_000});
      const shapes = [
        null, undefined, 7, 'agent-chat:open', huge, [], [huge], nested(500), new ArrayBuffer(8), new Map([['type', 'agent-chat:close']]), new Date(), new Error('x'),
        { type: 'agent-chat:open', version: 1, focus: 'yes' }, { type: 'agent-chat:open', version: 2, focus: true },
        { type: 'agent-chat:open', focus: true }, { type: huge, version: 1 }, { type: ['agent-chat:open'], version: 1, focus: true },
        { type: 'agent-chat:identity', version: 1, token: huge }, { type: 'agent-chat:identity', version: 1, token: { } },
        { type: 'agent-chat:session', version: 1, sessionToken: 'planted', persistenceToken: 'planted', conversationId: 'planted' },
        { type: 'agent-chat:ready', version: 1, slug: 7 }, { type: 'agent-chat:unread', version: 1, count: 1.5 },
        { type: 'agent-chat:unread', version: 1, count: -1 }, { type: 'agent-chat:unread', version: 1, count: Infinity },
        { type: 'agent-chat:size', version: 1, height: 1e9 }, { type: 'agent-chat:size', version: 1, height: '9' },
        { __proto__: null, type: 'agent-chat:toString', version: 1 }, { type: '__proto__', version: 1 }, { type: 'constructor', version: 1 },
      ];
      for (const each of shapes) TARGET.postMessage(each, '*');
      for (let n = 0; n < ${FULL ? 3_000 : 300}; n += 1) TARGET.postMessage({ type: 'agent-chat:none', version: 1, n }, '*');
    `;
    const [, inside] = page.frames();
    const before = await heard(page);
    await page.evaluate(`{${noise.replaceAll('TARGET', 'frames[0]')}}`);
    await inside?.evaluate(`{${noise.replaceAll('TARGET', 'parent')}}`);
    await inside?.evaluate(() =>
      parent.postMessage({ type: 'agent-chat:unread', version: 1, count: 41 }, '*'),
    );
    // The last one is a whole one, and those before it were none.
    await expect.poll(() => heard(page)).toContain('unread 41');
    expect((await heard(page)).slice(before.length)).toEqual(['unread 41']);
    await chat(frame, 'After');
    expect(
      await inside?.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })),
    ).not.toContain('planted');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME'); // by the typing
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent('a frame with no chat in it', () => {
  it('is told to the page around it in one sentence, once it has not answered', async ({
    expect,
    context,
  }) => {
    await context.addInitScript(() => {
      if (window !== top) return;
      const later = globalThis.setTimeout;
      const sooner = (run: () => void, ms?: number): unknown => later(run, (ms ?? 0) / 20);
      Object.assign(globalThis, { setTimeout: sooner });
    });
    const { page } = await visit(
      site,
      context,
      site.foreign,
      frameTag(site.server),
      connect(site.server, ''),
    );
    await expect
      .poll(() => heard(page))
      .toContain(
        `unavailable There is no answer from the frame of ${site.server}/embed/demo. Its server must be reachable, ` +
          `its interface published, and ${site.foreign.url} exactly among the allowed origins of that.`,
      );
  });
});
