import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  FRAMES_KEEP_APART,
  launchChromium,
  openContext,
  openPage,
  type PageFaults,
} from './support/browser.js';
import { BRANDED } from './support/branded-interface.js';
import { answers, chat, field, launcher, panel } from './support/chat-in-a-page.js';
import { type EmbedSite, startEmbedSite } from './support/embed-site.js';
import { hostPage, type HostPageOptions } from './support/host-page.js';
import type { StaticSite } from './support/static-site.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let browser: Browser;
let site: EmbedSite;
beforeAll(async () => {
  browser = await launchChromium(FRAMES_KEEP_APART);
  site = await startEmbedSite({ sessionTimeoutMinutes: 5 }, [BRANDED]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
const it = test.extend('context', ({ onTestFinished }) =>
  openContext(browser, onTestFinished, { viewport: { width: 900, height: 800 } }),
);

/** Somebody's page, under a policy that allows what the documentation says and nothing else. */
async function visit(
  context: BrowserContext,
  host: StaticSite,
  body: string,
  options: HostPageOptions = {},
): Promise<{ page: Page; faults: PageFaults }> {
  return openPage(context, hostPage(site, host, body, options));
}

const widgetTag = (slug = 'demo'): string => `<script src="${site.server}/widget/${slug}.js" async></script>`;

/** Runs the loader of the widget in a page that is there already, as its policy allows. */
function addWidget(page: Page): Promise<void> {
  return page.evaluate((src) => {
    const script = document.createElement('script');
    (script as unknown as { src: unknown }).src = (
      globalThis as unknown as {
        trustedTypes: {
          createPolicy(name: string, rules: object): { createScriptURL(text: string): unknown };
        };
      }
    ).trustedTypes
      .createPolicy('lit-html', { createScriptURL: (text: string) => text })
      .createScriptURL(src);
    document.head.append(script);
  }, `${site.server}/widget/demo.js`);
}

describe.concurrent('the widget', () => {
  it('opens on a press, chats under a strict policy of the page, closes by Escape and gives the focus back', async ({
    expect,
    context,
  }) => {
    const { page, faults } = await visit(context, site.first, widgetTag());
    await launcher(page).waitFor();
    expect(await launcher(page).getAttribute('aria-expanded')).toBe('false');
    const loader = await (await fetch(`${site.server}/widget/branded.js`)).text();
    expect(gzipSync(loader, { level: 9 }).byteLength).toBeLessThanOrEqual(5_000);
    // No conversation is made for somebody who only reads the page.
    const sessions = faults.foreignRequests.filter((url) => url.endsWith('/sessions'));
    expect(sessions).toEqual([]);
    await launcher(page).click();
    await panel(page).getByText('How can we help?').waitFor();
    await expect
      .poll(() =>
        page.evaluate(() => {
          let active = document.activeElement;
          while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
          return active?.tagName;
        }),
      )
      .toBe('TEXTAREA');
    await chat(page, 'Hello');
    expect(await launcher(page).getAttribute('aria-label')).toBe('Close chat');
    // As Safari has the key that calls off a word of an input method: it is meant for nobody else.
    await page.locator('[data-agent-chat-widget]').dispatchEvent('keydown', { key: 'Escape', keyCode: 229 });
    expect(await panel(page).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await panel(page).isVisible()).toBe(false);
    expect(await launcher(page).getAttribute('aria-label')).toBe('Open chat');
    expect(
      await launcher(page).evaluate(
        (button) => (button.getRootNode() as ShadowRoot).activeElement === button,
      ),
    ).toBe(true);
    expect(faults.errors).toEqual([]);
  });

  it('has the corner, icon, text, language and first state of its interface, and stays closed once closed', async ({
    context,
  }) => {
    const { page, faults } = await visit(context, site.second, widgetTag('branded') + widgetTag('branded'));
    await panel(page).getByText('How can we help?').waitFor();
    expect(await page.locator('[data-agent-chat-widget]').count()).toBe(1);
    expect((await launcher(page).boundingBox())?.x).toBe(20);
    expect(await launcher(page).evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(
      'rgb(15, 118, 110)',
    );
    await launcher(page).click();
    expect(await launcher(page).innerText()).toBe('Fragen?');
    expect(await launcher(page).getAttribute('aria-label')).toBe('Fragen?, Chat öffnen');
    await page.reload();
    await launcher(page).waitFor();
    // The chat has come, for a conversation is there, and the panel has stayed shut.
    await page.locator('agent-chat').waitFor({ state: 'attached' });
    expect(await panel(page).isVisible()).toBe(false);
    expect(faults.errors).toEqual([]);
  });

  it('fills a small screen, with a button of its own to close it', async ({ expect, onTestFinished }) => {
    const small = { viewport: { width: 320, height: 640 }, hasTouch: true };
    const context = await openContext(browser, onTestFinished, small);
    const { page, faults } = await visit(context, site.first, widgetTag());
    await launcher(page).tap();
    await field(page).waitFor();
    await expect.poll(() => panel(page).boundingBox()).toEqual({ x: 0, y: 0, width: 320, height: 640 });
    await page.getByRole('button', { name: 'Close chat' }).tap();
    expect(await panel(page).isVisible()).toBe(false);
    await launcher(page).waitFor();
    expect(faults.errors).toEqual([]);
  });

  for (const [what, file] of [
    ['its first file', /\/elements\/agent-chat\.js/],
    ['a file that this one imports', /\/elements\/chunk-\w+\.js/],
  ] as const) {
    it(`says that the chat could not be loaded without ${what}, keeps the focus, and loads it when asked again`, async ({
      context,
    }) => {
      const { page } = await visit(context, site.first, '');
      await page.route(file, (route) => route.abort());
      const imported: string[] = [];
      page.on('request', (request) => {
        const url = request.url();
        if (request.resourceType() === 'script' && url.includes('/elements/')) imported.push(url);
      });
      await addWidget(page);
      await launcher(page).click();
      const failure = panel(page).getByText('The chat could not be loaded.');
      const again = panel(page).getByRole('button', { name: 'Try again' });
      await failure.waitFor();
      await again.focus();
      const failed = page.waitForEvent('requestfailed');
      await page.keyboard.press('Enter');
      await failed;
      await failure.waitFor();
      // Whoever has pressed it can still close the panel by its key.
      await page.keyboard.press('Escape');
      await panel(page).waitFor({ state: 'hidden' });
      await launcher(page).click();
      await failure.waitFor();
      // A browser may keep that a module has failed: what cannot be had is not imported.
      expect(imported).toEqual([]);
      await page.unroute(file);
      await again.click();
      await field(page).waitFor();
    });
  }

  it('comes back where a page has put a copy of itself in its place, in which there is nothing', async ({
    context,
  }) => {
    const { page } = await visit(context, site.first, '');
    await addWidget(page);
    await launcher(page).waitFor();
    await page.evaluate(() => document.body.replaceWith(document.body.cloneNode(true)));
    expect(await launcher(page).count()).toBe(0);
    await addWidget(page);
    await launcher(page).click();
    await field(page).waitFor();
    expect(await page.locator('[data-agent-chat-widget]').count()).toBe(1);
  });

  it('does nothing on a page that its interface does not name but say so when it is opened', async ({
    context,
  }) => {
    const { page } = await visit(context, site.foreign, widgetTag());
    await launcher(page).click();
    await panel(page).locator('agent-chat [part=notice]').waitFor();
    expect(await page.locator('agent-message').count()).toBe(0);
  });
});

// What all visitors of the server share: what its agent waits for.
describe('the widget, with nothing else at work on its server,', () => {
  it('counts answers that come while it is closed, also for whoever comes back to a conversation', async ({
    expect,
    context,
  }) => {
    const { page } = await visit(context, site.first, widgetTag());
    await launcher(page).click();
    await field(page).fill('Wait for it');
    await field(page).press('Enter');
    await page.locator('agent-message', { hasText: 'Wait for it' }).waitFor();
    await launcher(page).click();
    await page.reload();
    await launcher(page).waitFor();
    await page.locator('agent-message', { hasText: 'Wait for it' }).waitFor({ state: 'attached' });
    site.release();
    await expect.poll(() => launcher(page).getAttribute('aria-label')).toBe('1 new, Open chat');
    await launcher(page).click();
    await answers(page).first().waitFor();
    await expect.poll(() => launcher(page).getAttribute('aria-label')).toBe('Close chat');

    // Open, in a tab that nobody looks at: until somebody does.
    const setHidden = (hidden: boolean): Promise<void> =>
      page.evaluate((value) => {
        const visibilityState = value ? 'hidden' : 'visible';
        for (const [name, is] of Object.entries({ hidden: value, visibilityState }))
          Object.defineProperty(document, name, { value: is, configurable: true });
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      }, hidden);
    await setHidden(true);
    await field(page).fill('Once more');
    await field(page).press('Enter');
    await expect.poll(() => launcher(page).getAttribute('aria-label')).toBe('1 new, Close chat');
    await setHidden(false);
    await expect.poll(() => launcher(page).getAttribute('aria-label')).toBe('Close chat');
  });
});
