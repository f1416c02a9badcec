import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, type TestContext, vi } from 'vitest';
import { beyondTheEdge } from '../../../tools/beyond-the-edge.js';
import { launchChromium, openContext } from './support/browser.js';
import { type DemoServer, startDemoServer } from './support/demo-server.js';

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

/** @param watch runs in the page before anything else of it */
async function open(
  onTestFinished: TestContext['onTestFinished'],
  options: BrowserContextOptions,
  watch?: () => void,
): Promise<Page> {
  const page = await (await openContext(browser, onTestFinished, options)).newPage();
  if (watch !== undefined) await page.addInitScript(watch);
  await page.goto(server.url);
  await page.locator('agent-composer textarea').waitFor();
  return page;
}

async function ask(page: Page, text: string): Promise<void> {
  await page.locator('agent-composer textarea').fill(text);
  await page.locator('agent-composer textarea').press('Enter');
  await page.locator('agent-message[side=agent]').first().waitFor();
}

async function answered(page: Page): Promise<void> {
  await page.locator('agent-message[side=agent][status=logged]').first().waitFor();
  await page.locator('agent-composer [part=stop]').waitFor({ state: 'detached' });
}

/** Makes what matches, within a host, so many pixels wide, or moves it. */
function misplace(
  page: Page,
  host: string,
  inner: string,
  css: Readonly<Record<string, string>>,
): Promise<void> {
  return page
    .locator(`${host} >> ${inner}`)
    .first()
    .evaluate((element: HTMLElement, style) => {
      for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
    }, css);
}

/**
 * Runs in the page, and writes down all that moves by itself in its shadow trees: by its name, and whether
 * it ends. What only comes late does so at once, in a millisecond.
 */
function watchMotion(): void {
  const seen = new Set<string>();
  Object.assign(globalThis, { seenMotion: seen });
  const visit = (root: Document | ShadowRoot): void => {
    for (const animation of root.getAnimations()) {
      const { duration = 0, iterations } = animation.effect?.getComputedTiming() ?? {};
      // What follows the reader's own scrolling takes no time.
      if (animation.timeline !== document.timeline || Number(duration) <= 1) continue;
      const name =
        animation instanceof CSSTransition
          ? `to another ${animation.transitionProperty}`
          : (animation as CSSAnimation).animationName;
      seen.add(iterations === Infinity ? `${name} without end` : name);
    }
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot !== null) visit(shadowRoot);
  };
  const look = (): void => {
    visit(document);
    requestAnimationFrame(look);
  };
  look();
}

const seenMotion = (page: Page): Promise<string[]> =>
  page.evaluate(() => [...(globalThis as unknown as { seenMotion: Set<string> }).seenMotion]);

/**
 * Those of the elements, each within a host, that nothing but colour or shadow sets apart, or that are
 * not there: forced colours take both away.
 */
function withoutEdge(
  page: Page,
  wanted: readonly (readonly [host: string, inner: string])[],
): Promise<string[]> {
  return page.evaluate((places) => {
    const has = (element: Element): boolean => {
      const { borderTopStyle, borderTopWidth, outlineStyle, outlineWidth } = getComputedStyle(element);
      const isDrawn = (style: string, width: string): boolean => style !== 'none' && parseFloat(width) > 0;
      return isDrawn(borderTopStyle, borderTopWidth) || isDrawn(outlineStyle, outlineWidth);
    };
    const all: Element[] = [];
    const visit = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        all.push(element);
        if (element.shadowRoot !== null) visit(element.shadowRoot);
      }
    };
    visit(document);
    const isIn = (element: Element, host: string): boolean => {
      const root = element.getRootNode();
      return root instanceof ShadowRoot && root.host.matches(host);
    };
    return places.flatMap(([host, inner]) => {
      const found = all.filter((element) => element.matches(inner) && isIn(element, host));
      return found.length > 0 && found.every(has) ? [] : [`${host} ${inner}`];
    });
  }, wanted);
}

describe.concurrent('the chat', () => {
  test('has its edges, and what is chosen, in forced colours', async ({ expect, onTestFinished }) => {
    const page = await open(onTestFinished, { forcedColors: 'active' });
    await ask(page, 'What is a conversation?');
    await answered(page);
    expect(
      await withoutEdge(page, [
        ['agent-composer', '.box'],
        ['agent-message[side=user]', '.bubble'],
      ]),
    ).toEqual([]);
    await page.getByRole('button', { name: 'More', exact: true }).press('Enter');
    expect(await withoutEdge(page, [['agent-menu', '[role=menu]']])).toEqual([]);
  });

  test.for([
    // Without this the other would say nothing.
    ['no-preference', expect.arrayContaining(['rise', expect.stringMatching(/ without end$/)])],
    ['reduce', []],
  ] as const)(
    'moves when something comes and while it answers, and not at all where less motion is asked for: %s',
    async ([reducedMotion, motion], { expect, onTestFinished }) => {
      const page = await open(onTestFinished, { reducedMotion }, watchMotion);
      await ask(page, 'Explain in detail how resume works');
      await answered(page);
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Settings' }).click();
      await page.getByRole('dialog', { name: 'Settings' }).waitFor();
      expect(await seenMotion(page)).toEqual(motion);
    },
  );

  test.for([
    ['320 pixels', 320, 640, '100%', 1],
    ['320 pixels of a page with text of twice the size', 320, 640, '200%', 1],
    ['1280 by 720 pixels at twice their size, with the largest text', 640, 360, '100%', 1.35],
  ] as const)(
    'has everything in reach in %s',
    async ([, width, height, fontSize, textScale], { expect, onTestFinished }) => {
      const page = await open(onTestFinished, { viewport: { width, height } });
      await page.evaluate((scale) => {
        localStorage.setItem('agent-chat:settings', JSON.stringify({ textScale: scale }));
      }, textScale);
      await page.reload();
      await page.locator('agent-composer textarea').waitFor();
      await page.evaluate((size) => {
        document.documentElement.style.fontSize = size;
      }, fontSize);
      expect(await page.evaluate(beyondTheEdge)).toEqual([]);
      await ask(page, 'Show me the events of a turn as a table');
      await answered(page);
      expect(await page.evaluate(beyondTheEdge)).toEqual([]);
      await page.getByRole('button', { name: 'More', exact: true }).press('Enter');
      await page.getByRole('menu').waitFor();
      expect(await page.evaluate(beyondTheEdge)).toEqual([]);
      // What is too wide, or too far to one side, would be found.
      await misplace(page, 'agent-composer', '.box', { 'min-inline-size': '900px' });
      expect((await page.evaluate(beyondTheEdge)).join()).toContain('.box');
      await misplace(page, 'agent-composer', '.box', { 'min-inline-size': '0', translate: '-60px' });
      expect((await page.evaluate(beyondTheEdge)).join()).toContain('.box');
    },
  );
});
