import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, describe, test, type TestContext, vi } from 'vitest';
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

async function open(
  onTestFinished: TestContext['onTestFinished'],
  options: BrowserContextOptions,
): Promise<Page> {
  const page = await (await openContext(browser, onTestFinished, options)).newPage();
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

/** What of a page reaches beyond its edge where nobody can scroll to it, by tag and class. */
function beyondTheEdge(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const edge = document.documentElement.clientWidth + 1;
    const visit = (root: ParentNode): void => {
      for (const element of root.querySelectorAll<HTMLElement>('*')) {
        const { position, clip, overflowX } = getComputedStyle(element);
        if (element.closest('.visually-hidden, svg') !== null || (position === 'absolute' && clip !== 'auto'))
          continue;
        const { right, width, height } = element.getBoundingClientRect();
        const isInScroller = [...ancestorsOf(element)].some(
          (each) => each.scrollWidth > each.clientWidth + 1,
        );
        if (width > 0 && height > 0 && right > edge && !isInScroller && overflowX !== 'hidden') {
          found.push(`${element.localName}.${element.getAttribute('class') ?? ''} ${Math.round(right)}`);
        }
        if (element.shadowRoot !== null) visit(element.shadowRoot);
      }
    };
    function* ancestorsOf(element: Element): Generator<Element> {
      for (let each: Node | null = element; each !== null; ) {
        each = each.parentNode instanceof ShadowRoot ? each.parentNode.host : each.parentElement;
        if (!(each instanceof Element)) return;
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(each).overflowX)) yield each;
      }
    }
    visit(document);
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [...found, `the page ${scrollWidth}`] : found;
  });
}

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

  test('moves nothing without end for who wants less motion', async ({ expect, onTestFinished }) => {
    const page = await open(onTestFinished, { reducedMotion: 'reduce' });
    await ask(page, 'Explain in detail how resume works');
    const endless = (): Promise<string[]> =>
      page.evaluate(() =>
        document
          .getAnimations()
          .filter(({ effect, playState }) => {
            return playState === 'running' && effect?.getComputedTiming().iterations === Infinity;
          })
          .map((animation) => (animation as CSSAnimation).animationName),
      );
    expect(await endless()).toEqual([]);
    await answered(page);
    expect(await endless()).toEqual([]);
  });

  test.for([
    ['320 pixels', 320, '100%'],
    ['text of twice the size', 640, '200%'],
  ] as const)('has everything in reach in %s', async ([, width, fontSize], { expect, onTestFinished }) => {
    const page = await open(onTestFinished, { viewport: { width, height: 640 } });
    await page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
    }, fontSize);
    expect(await beyondTheEdge(page)).toEqual([]);
    await ask(page, 'Show me the events of a turn as a table');
    await answered(page);
    expect(await beyondTheEdge(page)).toEqual([]);
    await page.getByRole('button', { name: 'More', exact: true }).press('Enter');
    expect(await beyondTheEdge(page)).toEqual([]);
  });
});
