import { FULL } from '@agent-chat/protocol/test-support';
import axe, { type AxeResults } from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  firefox,
  type Frame,
  type FrameLocator,
  type Page,
} from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findFirefox } from '../../../tools/browsers.mjs';
import { FRAMES_KEEP_APART, launchChromium, openContext, openPage } from './support/browser.js';
import { type EmbedSite, startEmbedSite } from './support/embed-site.js';
import { hostPage } from './support/host-page.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let site: EmbedSite;
beforeAll(async () => {
  site = await startEmbedSite(
    { description: 'About orders', suggestedPrompts: [{ text: 'Where is my parcel?' }] },
    [],
  );
});
afterAll(() => site?.close());

type Place = Page | FrameLocator;
const field = (place: Place) => place.locator('agent-composer textarea');

/** The three ways to show it, each as a person comes to it from a page of another site. */
const WAYS = ['the widget', 'the frame', 'the page that stands alone'] as const;
type Way = (typeof WAYS)[number];
/** Each of them in all colours in a full run, else each in one and all colours among them. */
const LOOKS = WAYS.flatMap((way, index) =>
  (['light', 'dark'] as const)
    .filter((_scheme, other) => FULL || index % 2 === other)
    .map((scheme) => [way, scheme] as const),
);

async function visit(way: Way, context: BrowserContext) {
  const body = {
    'the widget': `<script src="${site.server}/widget/demo.js" async></script>`,
    'the frame': `<iframe src="${site.server}/embed/demo" title="Chat" width="400" height="600"></iframe>`,
    'the page that stands alone': '',
  }[way];
  if (way === 'the page that stands alone') return openPage(context, `${site.server}/c/demo`);
  return openPage(context, hostPage(site, site.first, `<main>${body}</main>`));
}

const placeOf = (way: Way, page: Page): Place => (way === 'the frame' ? page.frameLocator('iframe') : page);

/** What axe has against it, one line for each element; colours and words are there when it is asked. */
async function faultsIn(page: Page | Frame): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const found = globalThis as unknown as { axe: { run(of: Document, how: object): Promise<AxeResults> } };
    const { violations } = await found.axe.run(document, { iframes: false, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}

/** The name of what has the focus, through all shadow roots of a document. */
const focused = (page: Page | Frame): Promise<string> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
    return element?.getAttribute('aria-label') ?? element?.tagName ?? '';
  });

async function reach(page: Page, inside: Page | Frame, name: string, key = 'Tab'): Promise<void> {
  for (let press = 0; press < 40; press += 1) {
    if ((await focused(inside)) === name) return;
    await page.keyboard.press(key);
  }
  expect(await focused(inside)).toBe(name);
}

describe.concurrent('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(FRAMES_KEEP_APART);
  });
  afterAll(() => browser?.close());

  it.for(LOOKS)(
    '%s has no fault that axe finds, before and after an answer, in %s colours',
    async ([way, colorScheme], { onTestFinished }) => {
      const context = await openContext(browser, onTestFinished, { colorScheme, reducedMotion: 'reduce' });
      const { page } = await visit(way, context);
      if (way === 'the widget') await page.locator('.launcher').click();
      const place = placeOf(way, page);
      await place.getByText('Where is my parcel?').waitFor();
      const inside = way === 'the frame' ? (page.frames()[1] ?? page) : page;
      expect(await faultsIn(inside)).toEqual([]);
      await field(place).fill('Hello');
      await field(place).press('Enter');
      await place.locator('agent-message[side=agent][status=logged]').waitFor();
      expect(await faultsIn(inside)).toEqual([]);
      if (inside !== page) expect(await faultsIn(page)).toEqual([]);
    },
  );

  it.for(WAYS)('%s is used by keyboard alone', async (way, { expect, onTestFinished }) => {
    const context = await openContext(browser, onTestFinished, { reducedMotion: 'reduce' });
    const { page } = await visit(way, context);
    const place = placeOf(way, page);
    if (way === 'the widget') {
      await page.locator('.launcher').waitFor();
      await reach(page, page, 'Open chat');
      await page.keyboard.press('Enter');
    }
    await field(place).waitFor();
    const inside = way === 'the frame' ? (page.frames()[1] ?? page) : page;
    if (way === 'the widget') await expect.poll(() => focused(page)).toBe('Message');
    else await reach(page, inside, 'Message');
    await page.keyboard.type('Hello');
    await page.keyboard.press('Enter');
    await place.locator('agent-message[side=agent][status=logged]').waitFor();
    await reach(page, inside, 'More', 'Shift+Tab');
    if (way !== 'the widget') return;
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Open chat');
  });
});

/** As the elements, which are tested there in full runs. */
describe.runIf(FULL && findFirefox() !== undefined)('in Firefox', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await firefox.launch({ channel: 'moz-firefox', executablePath: findFirefox() ?? '' });
  });
  afterAll(() => browser?.close());

  it.each(WAYS)('%s is opened from a page of another site and chats', async (way) => {
    const context = await browser.newContext();
    const { page } = await visit(way, context);
    if (way === 'the widget') await page.locator('.launcher').click();
    const place = placeOf(way, page);
    await field(place).fill('Hello');
    // Neither keys nor clicks reach a frame of another site when Firefox is driven.
    const send = place.locator('agent-composer [part=send]:not([disabled])');
    await send.evaluate((button) => (button as HTMLElement).click());
    await place.locator('agent-message', { hasText: 'An answer.' }).waitFor();
    await context.close();
  });

  it('an altered file of a chat whose tag has a hash does not run', async () => {
    const context = await browser.newContext();
    const { page } = await openPage(context, hostPage(site, site.first, await site.pinnedTag()));
    await page.route(/\/[\da-f]{16}\/chunk-\w+\.js$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `globalThis.altered = true;${await response.text()}` });
    });
    await page.reload();
    await page.locator('.launcher').click();
    await page.getByText('The chat could not be loaded.').waitFor();
    expect(await page.evaluate(() => 'altered' in globalThis)).toBe(false);
    await context.close();
  });
});
