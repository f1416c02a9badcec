import { gzipSync } from 'node:zlib';
import { FULL } from '@agent-chat/protocol/test-support';
import type { Browser, BrowserContext } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { FRAMES_KEEP_APART, launchChromium, openPage } from './support/browser.js';
import { field, launcher } from './support/chat-in-a-page.js';
import { type EmbedSite, startEmbedSite } from './support/embed-site.js';
import { hostPage } from './support/host-page.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
let site: EmbedSite;
let tag = '';
let context: BrowserContext;
beforeAll(async () => {
  browser = await launchChromium(FRAMES_KEEP_APART);
  site = await startEmbedSite({}, []);
  tag = await site.pinnedTag();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

const visit = () => openPage(context, hostPage(site, site.first, tag));
/** With a byte that changes what it does: it says that it has run. */
const altered = (text: string): string => `globalThis.altered = true;${text}`;

it('brings a chat of which every file has the hash that the tag stands for, under a strict policy', async () => {
  const loaded: string[] = [];
  context.on('request', (request) => loaded.push(request.url()));
  const { page, faults } = await visit();
  const src = /src="([^"]+)"/.exec(tag)?.[1] ?? '';
  const loader = await (await fetch(src)).text();
  expect(gzipSync(loader, { level: 9 }).byteLength).toBeLessThanOrEqual(5_000);
  await launcher(page).click();
  await field(page).fill('Hello');
  await field(page).press('Enter');
  await page.locator('agent-message', { hasText: 'An answer.' }).waitFor();
  // What is loaded later is checked as well.
  await page.locator('agent-menu button').click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await page.getByRole('dialog', { name: 'Settings' }).waitFor();
  const elements = [...new Set(loaded)].filter((url) => url.includes('/elements/'));
  expect(elements.length).toBeGreaterThan(4);
  for (const url of elements) expect(url).toMatch(/\/elements\/[\da-f]{16}\/[\w-]+\.js$/);
  expect(faults.errors).toEqual([]);
});

it('is one on a page that has the tag twice', async () => {
  const asked: string[] = [];
  context.on('requestfinished', (request) => asked.push(request.url()));
  const { page } = await openPage(context, hostPage(site, site.first, tag + tag));
  await launcher(page).first().waitFor();
  await expect.poll(() => asked.filter((url) => url.includes('/interfaces/')).length).toBe(2);
  await launcher(page).first().click();
  await field(page).waitFor();
  expect(await page.locator('[data-agent-chat-widget]').count()).toBe(1);
});

const ALTERED: readonly [string, RegExp][] = [
  ['a file that the chat begins with', /\/[\da-f]{16}\/chunk-\w+\.js$/],
  ['the first file', /\/pinned\.js$/],
];
it.each(FULL ? ALTERED : ALTERED.slice(0, 1))(
  'runs nothing of %s when it was altered, and says that there is no chat',
  async (_name, file) => {
    const { page } = await visit();
    await page.unrouteAll();
    let alterations = 0;
    await page.route(file, async (route) => {
      const response = await route.fetch();
      alterations += 1;
      await route.fulfill({ response, body: altered(await response.text()) });
    });
    await page.reload();
    await launcher(page).click();
    await page.getByText('The chat could not be loaded.').waitFor();
    expect(alterations).toBeGreaterThan(0);
    expect(await page.evaluate(() => 'altered' in globalThis)).toBe(false);
    expect(await page.locator('agent-chat').count()).toBe(0);

    // It is the file that was at fault: as it was built it is loaded when somebody asks again.
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await field(page).waitFor();
  },
);

it('runs nothing of an altered file that is loaded later, and the chat goes on', async () => {
  const { page } = await visit();
  await launcher(page).click();
  await field(page).waitFor();
  const settings = site.pinnedFileWith('agent-chat-settings');
  await page.route(`**/${settings}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: altered(await response.text()) });
  });
  const asked = page.waitForRequest(`**/${settings}`);
  await page.locator('agent-menu button').click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await (await asked).response();
  await field(page).fill('Still there?');
  await field(page).press('Enter');
  await page.locator('agent-message', { hasText: 'An answer.' }).waitFor();
  expect(await page.evaluate(() => 'altered' in globalThis)).toBe(false);
});

it.runIf(FULL)('runs nothing of a file that is another one from the second time on', async () => {
  const { page } = await visit();
  const times = new Map<string, number>();
  await page.route(/\/[\da-f]{16}\/[\w-]+\.js$/, async (route) => {
    const url = route.request().url();
    times.set(url, (times.get(url) ?? 0) + 1);
    const response = await route.fetch();
    const body = await response.text();
    // Past the cache, so that it is asked for again.
    const headers = { ...response.headers(), 'cache-control': 'no-store' };
    await route.fulfill({ response, headers, body: times.get(url) === 1 ? body : altered(body) });
  });
  await page.reload();
  await launcher(page).click();
  await page.getByText('The chat could not be loaded.').waitFor();
  expect(Math.max(...times.values())).toBeGreaterThan(1);
  expect(await page.evaluate(() => 'altered' in globalThis)).toBe(false);
});
