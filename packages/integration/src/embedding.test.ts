import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, type TestContext, vi } from 'vitest';
import { launchChromium, openContext, openPage } from './support/browser.js';
import { startStaticSite, type StaticSite } from './support/static-site.js';

const ELEMENTS = new URL('../../elements/', import.meta.url);
const BUILT = fileURLToPath(new URL('dist/browser/', ELEMENTS));
/** Nothing listens there: browsers refuse the port themselves. */
const NOWHERE = 'http://127.0.0.1:9';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let browser: Browser;
let site: StaticSite;
beforeAll(async () => {
  browser = await launchChromium();
  site = await startStaticSite({
    '/chat/': BUILT,
    '/themes/': fileURLToPath(new URL('themes/', ELEMENTS)),
  });
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

interface PageOptions {
  readonly head?: string;
  readonly body?: string;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly width?: number;
  /** Whether the page loads the chat by itself. Default: yes. */
  readonly loads?: boolean;
  /** What the system of the visitor says. */
  readonly colorScheme?: 'light' | 'dark';
}

/** A page of somebody's with a chat in it, at an address of its own. */
async function openSomebodysPage(onTestFinished: TestContext['onTestFinished'], options: PageOptions) {
  const {
    head = '',
    html = '<html lang="en">',
    headers = {},
    width = 800,
    loads = true,
    colorScheme = 'light',
    body = `<agent-chat src="${NOWHERE}" style="block-size: 36rem"></agent-chat>`,
  } = options;
  const path = `/${randomUUID()}`;
  site.page(
    path,
    `<!doctype html>${html}<head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
    ${head}${loads ? '<script type="module" src="/chat/agent-chat.js"></script>' : ''}</head><body>${body}</body></html>`,
    headers,
  );
  const context = await openContext(browser, onTestFinished, {
    viewport: { width, height: 720 },
    colorScheme,
  });
  return openPage(context, site.url + path);
}

const it = test.extend(
  'visit',
  ({ onTestFinished }) =>
    (options: PageOptions) =>
      openSomebodysPage(onTestFinished, options),
);

const field = (page: Page) => page.locator('agent-composer textarea').first();
const notice = (page: Page) => page.locator('agent-chat [part=notice]').first();

/** What can be read and used of a chat: sizes, and whether anything sticks out of it. */
async function measure(page: Page): Promise<{
  readonly fontPx: number;
  readonly fieldHeight: number;
  readonly buttonWidth: number;
  readonly overflow: number;
}> {
  return page.evaluate(() => {
    const chat = document.querySelector('agent-chat');
    const frame = chat?.shadowRoot?.querySelector<HTMLElement>('.frame');
    const composer = chat?.shadowRoot?.querySelector('agent-composer')?.shadowRoot;
    const rectOf = (selector: string) => composer?.querySelector(selector)?.getBoundingClientRect();
    return {
      fontPx: frame == null ? 0 : Number.parseFloat(getComputedStyle(frame).fontSize),
      fieldHeight: rectOf('textarea')?.height ?? 0,
      buttonWidth: rectOf('[part=send]')?.width ?? 0,
      overflow: frame == null ? 0 : frame.scrollWidth - frame.clientWidth,
    };
  });
}

describe.concurrent('on a page whose server cannot be reached from the start', () => {
  it('says so, takes what is typed and keeps it for later', async ({ visit }) => {
    const { page, faults } = await visit({});
    await notice(page).waitFor();
    expect(await notice(page).innerText()).toContain('The chat cannot be reached');
    await field(page).fill('Are you there?');
    await field(page).press('Enter');
    await page.locator('agent-composer [part=waiting]').waitFor();
    expect(await page.locator('agent-composer [part=waiting]').innerText()).toContain('Are you there?');
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent('on a page with hostile styles', () => {
  it.for<[what: string, css: string, width: number]>([
    ['that unset everything', '* { all: unset !important }', 800],
    ['with a tiny root font', 'html { font-size: 62.5% } body { font: 8px/1 fantasy; color: red }', 800],
    [
      'with a giant root font',
      'html { font-size: 40px } * { letter-spacing: 1em; text-transform: uppercase }',
      800,
    ],
    ['that hide and paint', 'div, button, p { display: none !important; background: red !important }', 800],
    ['on a small telephone', 'html { font-size: 40px }', 320],
  ])('%s it can be read and used', async ([, css, width], { visit }) => {
    const { page, faults } = await visit({ head: `<style>${css}</style>`, width });
    await notice(page).waitFor();
    const { fontPx, fieldHeight, buttonWidth, overflow } = await measure(page);
    expect(fontPx).toBeGreaterThanOrEqual(15);
    expect(fontPx).toBeLessThanOrEqual(22);
    expect(fieldHeight).toBeGreaterThan(36);
    expect(fieldHeight).toBeLessThan(120);
    expect(buttonWidth).toBeGreaterThanOrEqual(32);
    expect(overflow).toBe(0);
    await page.locator('agent-menu button').first().click();
    const menu = await page.getByRole('menu').boundingBox();
    expect(menu?.x).toBeGreaterThanOrEqual(0);
    expect((menu?.x ?? 0) + (menu?.width ?? Infinity)).toBeLessThanOrEqual(width);
    await page.keyboard.press('Escape');
    await field(page).fill('Hello');
    await field(page).press('Enter');
    await page.locator('agent-composer [part=waiting]').waitFor();
    expect(faults.errors).toEqual([]);
  });

  it('speaks the page’s language, from right to left where that is written so', async ({ visit }) => {
    const { page, faults } = await visit({ html: '<html lang="ar" dir="rtl">' });
    await notice(page).waitFor();
    expect(await notice(page).innerText()).toContain('تعذّر الوصول إلى المحادثة');
    const [send, text] = await Promise.all([
      page.locator('agent-composer [part=send]').boundingBox(),
      field(page).boundingBox(),
    ]);
    expect(send?.x).toBeLessThan(text?.x ?? 0);
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent('under a policy of the page', () => {
  const STRICT =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' http://127.0.0.1:*; ";

  it('works under a strict one without a violation, and in German', async ({ visit }) => {
    const { page, faults } = await visit({
      html: '<html lang="de">',
      headers: {
        'content-security-policy': `${STRICT} require-trusted-types-for 'script'; trusted-types lit-html 'allow-duplicates'`,
      },
      body: `<agent-chat src="${NOWHERE}" theme="paper dark"></agent-chat>`,
    });
    await notice(page).waitFor();
    expect(await notice(page).innerText()).toContain('Der Chat ist nicht erreichbar');
    await page.locator('agent-menu button').click();
    await page.getByRole('menuitem', { name: 'Einstellungen' }).click();
    await page.getByRole('dialog', { name: 'Einstellungen' }).waitFor();
    await page.getByText('Sehr groß').click();
    expect(faults.errors).toEqual([]);
  });

  it('says in plain words that a policy is missing where the page allows none', async ({ expect, visit }) => {
    const { page } = await visit({
      headers: {
        'content-security-policy': `${STRICT} require-trusted-types-for 'script'; trusted-types 'none'`,
      },
    });
    await expect
      .poll(() => page.locator('agent-chat').innerText())
      .toContain('must allow the Trusted Types policy');
  });
});

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the field of the shell is drawn. */
function shellField(page: Page): Promise<Box> {
  return page.locator('agent-chat').evaluate((element) => {
    const { left, marginLeft, top, width, height } = getComputedStyle(element, '::after');
    const { x, y } = element.getBoundingClientRect();
    const [fromLeft, margin, fromTop] = [left, marginLeft, top].map((each) => Number.parseFloat(each));
    return {
      x: x + (fromLeft ?? NaN) + (margin ?? NaN),
      y: y + (fromTop ?? NaN),
      width: Number.parseFloat(width),
      height: Number.parseFloat(height),
    };
  });
}

/** Writes down of each frame from now on whether the shell is in it, the chat, or nothing. */
async function watchFrames(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const frames = new Set<string>();
    Object.assign(globalThis, { seenFrames: frames });
    const look = (): void => {
      const chat = document.querySelector('agent-chat');
      const box = chat?.shadowRoot?.querySelector('agent-composer')?.shadowRoot?.querySelector('.box');
      const isChat = box?.checkVisibility({ visibilityProperty: true, opacityProperty: true }) === true;
      const isShell = chat !== null && getComputedStyle(chat, '::after').content !== 'none';
      frames.add(isChat ? 'chat' : isShell ? 'shell' : 'nothing');
      requestAnimationFrame(look);
    };
    look();
  });
  return () => page.evaluate(() => [...(globalThis as unknown as { seenFrames: Set<string> }).seenFrames]);
}

describe.concurrent('the shell that stands there before the script', () => {
  it.for([800, 360])(
    'has the size of the chat and shows where it will be in %d pixels; nothing moves when it comes',
    async (width, { visit }) => {
      const { page, faults } = await visit({
        loads: false,
        width,
        head: `<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/themes/shell.css"><script>
          // A chat waits a while for its words and then begins in English: on a busy machine it must wait longer.
          const ownTimeout = window.setTimeout;
          window.setTimeout = (run, ms, ...values) => ownTimeout(run, ms * 20, ...values);
          window.shifts = [];
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.shifts.push(entry.value);
          }).observe({ type: 'layout-shift', buffered: true });
        </script>`,
        body: `<p>Before</p><agent-chat src="${NOWHERE}" locale="ja"><b slot="header">Shop</b></agent-chat><p id="after">After</p>`,
      });
      const chat = page.locator('agent-chat');
      const shell = await chat.evaluate((element) => ({
        isDefined: customElements.get('agent-chat') !== undefined,
        head: getComputedStyle(element, '::before').height,
        field: getComputedStyle(element, '::after').borderRadius,
        slotted: getComputedStyle(element.firstElementChild as Element).visibility,
        box: JSON.stringify(element.getBoundingClientRect()),
      }));
      expect(shell).toMatchObject({ isDefined: false, head: '56px', field: '24px', slotted: 'hidden' });
      const fieldOfShell = await shellField(page);
      // Files that take their time leave room for frames in which nothing would be there.
      await page.route('**/chat/**', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        await route.continue();
      });
      const frames = await watchFrames(page);
      await page.addScriptTag({ type: 'module', url: '/chat/agent-chat.js' });
      await notice(page).waitFor();
      expect(await chat.evaluate((element) => JSON.stringify(element.getBoundingClientRect()))).toBe(
        shell.box,
      );
      expect(await chat.evaluate((element) => getComputedStyle(element, '::before').content)).toBe('none');
      const header = await page.locator('agent-chat header').boundingBox();
      expect(header?.height).toBe(56);
      expect(await frames()).toEqual(['shell', 'chat']);
      const fieldOfChat = await page.locator('agent-composer .box').boundingBox();
      for (const side of ['x', 'y', 'width', 'height'] as const) {
        expect(Math.abs((fieldOfChat?.[side] ?? NaN) - fieldOfShell[side]), side).toBeLessThanOrEqual(2);
      }
      const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
      expect(shifts).toEqual([]);
      expect(faults.errors).toEqual([]);
    },
  );
});

/** What is painted of a chat, or of its shell: grounds, lines, and the shape of the field. */
function paintedOf(page: Page): Promise<readonly Readonly<Record<string, string>>[]> {
  return page.locator('agent-chat').evaluateAll((chats) =>
    chats.map((chat) => {
      const root = chat.shadowRoot;
      const box = root?.querySelector('agent-composer')?.shadowRoot?.querySelector('.box') ?? null;
      const styleOf = (inside: Element | null | undefined, shell: string): CSSStyleDeclaration =>
        inside == null ? getComputedStyle(chat, shell) : getComputedStyle(inside);
      const head = styleOf(root?.querySelector('header'), '::before');
      const field = styleOf(box, '::after');
      return {
        theme: chat.getAttribute('theme') ?? '',
        ground: styleOf(root?.querySelector('.frame'), '').backgroundColor,
        head: head.backgroundColor,
        line: head.borderBottomColor,
        field: field.backgroundColor,
        edge: field.borderTopColor,
        radius: field.borderTopLeftRadius,
        width: field.width,
      };
    }),
  );
}

describe.concurrent('the colours of the shell', () => {
  const SCHEMES = ['light', 'dark', 'auto', 'light dark', 'light dark auto'];
  const NAMED = ['paper', 'lagoon', 'graphite'].flatMap((name) => [`${name} light`, `${name} auto`]);
  const OWN = `color-scheme: dark; --agent-chat-header-surface: #123456; --agent-chat-ink: #ffeecc;
    --agent-chat-surface-raised: #222244; --agent-chat-radius-large: 4px`;

  it('are those of the chat: of its theme, of the page’s tokens, and where the page says nothing', async ({
    visit,
  }) => {
    const tags = ['', `style="${OWN}"`, ...[...SCHEMES, ...NAMED].map((theme) => `theme="${theme}"`)];
    const { page, faults } = await visit({
      loads: false,
      colorScheme: 'dark',
      head: '<link rel="stylesheet" href="/themes/shell.css">',
      body: tags.map((tag) => `<agent-chat src="${NOWHERE}" ${tag}></agent-chat>`).join(''),
    });
    const shells = await paintedOf(page);
    await page.addScriptTag({ type: 'module', url: '/chat/agent-chat.js' });
    await page
      .locator('agent-chat [part=notice]')
      .nth(shells.length - 1)
      .waitFor();
    expect(await paintedOf(page)).toEqual(shells);
    expect(new Set(shells.map(({ ground }) => ground)).size).toBe(7);
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent('in Node, where there is no page', () => {
  it('every entry of the package can be imported', async () => {
    const index = (await import(new URL('dist/index.js', ELEMENTS).href)) as Record<string, unknown>;
    expect(index['AgentChat']).toBeTypeOf('function');
    await import(new URL('dist/define.js', ELEMENTS).href);
  });
});
