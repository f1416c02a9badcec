import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { launchChromium, openContext } from './support/browser.js';
import { type DemoServer, startDemoServer } from './support/demo-server.js';
import { heard, listenToLiveRegions } from './support/live-regions.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
let server: DemoServer;
beforeAll(async () => {
  browser = await launchChromium();
  server = await startDemoServer();
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

/** A page with the chat, of this test alone. */
const it = test.extend('page', async ({ onTestFinished }) => {
  const page = await (await openContext(browser, onTestFinished)).newPage();
  await listenToLiveRegions(page);
  await page.goto(server.url);
  await page.locator('agent-composer textarea').waitFor();
  return page;
});

const field = (page: Page) => page.locator('agent-composer textarea');
const finished = (page: Page) => page.locator('agent-message[side=agent][status=logged]').last();

async function answered(page: Page): Promise<void> {
  await page.locator('agent-message[side=agent][status=logged]').first().waitFor();
  await page.locator('agent-composer [part=stop]').waitFor({ state: 'detached' });
  await page.locator('agent-message[status=writing]').waitFor({ state: 'detached' });
}

/** The sentences of the last answer, whatever they stand in, as they are on the screen. */
async function sentencesOf(page: Page): Promise<string[]> {
  const paragraphs = await finished(page)
    .locator('agent-markdown')
    .locator(':is(p, li, h1, h2, h3, h4, h5, h6, th, td, dd):not([part~=sources] *)')
    .evaluateAll((elements) =>
      elements.map((element) => {
        const copy = element.cloneNode(true) as Element;
        // The chips of sources are read by whoever comes to them.
        for (const chip of copy.querySelectorAll('[part=citation]')) chip.remove();
        // What is within has sentences of its own.
        for (const inner of copy.querySelectorAll('p, ul, ol, pre, table')) inner.remove();
        return copy.textContent ?? '';
      }),
    );
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  return paragraphs
    .flatMap((text) => [...segmenter.segment(text)].map(({ segment }) => segment))
    .map((sentence) => sentence.replaceAll(/\s+/g, ' ').trim())
    .filter((sentence) => sentence.length > 12);
}

describe.concurrent('a screen reader', () => {
  it('is told each sentence of a streamed answer once, whole, with the name first', async ({ page }) => {
    await field(page).fill('Explain in detail how resume works after a cut, and what a draft is');
    await field(page).press('Enter');
    await answered(page);
    const sentences = await sentencesOf(page);
    expect(sentences.length).toBeGreaterThan(3);
    const said = (await heard(page)).join('\n');
    for (const sentence of sentences) {
      expect(said.split(sentence).length - 1, `“${sentence}” in:\n${said}`).toBe(1);
    }
    expect(said.indexOf('Guide: ')).toBeGreaterThan(-1);
    expect(said.indexOf('Guide: ')).toBeLessThan(said.indexOf(sentences[0] ?? ''));
  });

  it('finds the answer in the tree of the page once: a log of articles with their authors', async ({
    page,
  }) => {
    await field(page).fill('Hello');
    await field(page).press('Enter');
    await answered(page);
    const [sentence = ''] = await sentencesOf(page);
    const tree = await page.locator('agent-chat').ariaSnapshot();
    expect(tree).toMatch(/- log "Conversation"/);
    expect(tree).toMatch(/- article "You, /);
    expect(tree).toMatch(/- article "Guide, /);
    const log = await page.locator('agent-message-list [role=log]').ariaSnapshot();
    expect(log.split(sentence).length - 1).toBe(1);
    expect(tree).toMatch(/- textbox "Message"/);
    expect(tree).toMatch(/- button "More"/);
  });
});

/** The name of what has the focus, through all shadow roots. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });
}

/** Presses a key until what is called `name` has the focus. */
async function reach(page: Page, name: string | RegExp, key = 'Tab', atMost = 60): Promise<void> {
  const names: string[] = [];
  for (let press = 0; press < atMost; press += 1) {
    await page.keyboard.press(key);
    const at = await focused(page);
    names.push(at);
    if (typeof name === 'string' ? at === name : name.test(at)) return;
  }
  throw new Error(`Nothing called ${name} was reached:\n${names.join('\n')}`);
}

describe.concurrent('by keyboard alone', () => {
  it('a person asks, stops, reads, copies, saves, sets and begins again', async ({ expect, page }) => {
    await reach(page, 'Message');
    await page.keyboard.type('Explain in detail how resume works');
    await page.keyboard.press('Enter');
    await page.locator('agent-message[status=writing]').first().waitFor();
    await reach(page, 'Stop the answer');
    await page.keyboard.press('Enter');
    await answered(page);

    // The cursor goes on from the composer; backwards lies the answer with what can be done with it.
    await reach(page, 'Message', 'Shift+Tab');
    await reach(page, 'Copy message', 'Shift+Tab');
    await reach(page, 'More', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await reach(page, 'Save as Markdown', 'ArrowDown');
    const saved = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect((await saved).suggestedFilename()).toMatch(/\.md$/);
    expect(await focused(page)).toBe('More');

    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Settings' }).waitFor();
    await expect.poll(() => focused(page)).toBe('Close');
    await page.keyboard.press('Tab');
    // From those of the page past those of the system and the light ones.
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowRight');
    await expect
      .poll(() =>
        page
          .locator('agent-chat [part=frame]')
          .first()
          .evaluate((frame) => getComputedStyle(frame).colorScheme),
      )
      .toBe('dark');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('More');

    await reach(page, 'New conversation', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('agent-message').first().waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Message');
    await reach(page, /\?$/, 'Shift+Tab');
  });
});
