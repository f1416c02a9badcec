import type { Page } from 'playwright';
import { expect, test, vi } from 'vitest';
import { launchChromium, openContext, openPage } from './support/browser.js';
import { chat } from './support/chat-in-a-page.js';
import { startEmbedSite } from './support/embed-site.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

/** What can be pressed and is smaller than `least` pixels; what stands in a line of text is left out. */
const smallTargets = (page: Page, least: number): Promise<string[]> =>
  page.evaluate((size) => {
    const small: string[] = [];
    const walk = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot !== null && element.localName !== 'agent-markdown') walk(element.shadowRoot);
        if (!element.matches('button, select, summary') || !element.checkVisibility()) continue;
        const { width, height } = element.getBoundingClientRect();
        const name = element.getAttribute('aria-label') ?? element.textContent?.trim();
        if (Math.min(width, height) < size) small.push(`${name} ${width}x${height}`);
      }
    };
    walk(document);
    return small;
  }, least);

test('a chat under a finger has nothing to press that is smaller than 44 pixels', async ({
  onTestFinished,
}) => {
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const site = await startEmbedSite({}, []);
  onTestFinished(() => site.close());
  const context = await openContext(browser, onTestFinished, {
    viewport: { width: 320, height: 640 },
    hasTouch: true,
    isMobile: true,
  });
  const { page } = await openPage(context, `${site.server}/c/demo`);
  await chat(page, 'Hello');
  expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true);
  expect(await smallTargets(page, 44)).toEqual([]);
  await context.setOffline(true);
  await page.locator('agent-connection-status button').waitFor();
  expect(await smallTargets(page, 44)).toEqual([]);
});
