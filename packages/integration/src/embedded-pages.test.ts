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
import { answers, chat, field } from './support/chat-in-a-page.js';
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

const frameTag = (slug = 'demo'): string =>
  `<iframe src="${site.server}/embed/${slug}" title="Chat" width="400" height="600" frameborder="0"></iframe>`;

describe.concurrent('the frame', () => {
  it('is not shown in a page of anybody else, nor is the page that stands alone in any, and says why', async ({
    expect,
    context,
  }) => {
    const refused = async (host: StaticSite, path: string, reason: string | null): Promise<void> => {
      const { page } = await visit(context, host, `<iframe src="${site.server}${path}"></iframe>`);
      const frame = page.frames()[1];
      if (reason === null) {
        await expect.poll(() => frame?.url()).toBe('chrome-error://chromewebdata/');
      } else {
        await page.frameLocator('iframe').getByText(reason).waitFor();
        const used = page.frameLocator('iframe').locator('agent-chat, script, a, button');
        expect(await used.count()).toBe(0);
      }
      await page.close();
    };
    await refused(
      site.foreign,
      '/embed/demo',
      `${site.foreign.url} is not among the sites that may show it.`,
    );
    await refused(site.first, '/c/demo', 'For a frame there is /embed/demo.');
    await refused(site.first, '/embed/none', null);
  });

  it('shows nothing at all in a page of anybody else that hides who it is', async ({ expect, context }) => {
    const tag = `<iframe src="${site.server}/embed/demo" referrerpolicy="no-referrer"></iframe>`;
    const { page } = await visit(context, site.foreign, tag);
    await expect.poll(() => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/');
  });

  it('says that nothing is kept where the browser denies it any storage, and chats all the same', async ({
    context,
  }) => {
    await context.addInitScript(() => {
      if (window === top) return;
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('Denied.', 'SecurityError');
          },
        });
      }
    });
    const { page, faults } = await visit(context, site.first, frameTag());
    const frame = page.frameLocator('iframe');
    await frame.getByText('This browser keeps nothing for the chat here').waitFor();
    await chat(frame, 'Hello');
    // It is the same conversation for as long as the page is there.
    await frame.locator('agent-chat').evaluate((element) => {
      const { parentElement } = element;
      element.remove();
      parentElement?.append(element);
    });
    await answers(frame).first().waitFor();
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent('the page that stands alone', () => {
  it('is opened from a page of another site and chats, in the looks of its interface', async ({
    context,
  }) => {
    const { page: shop, faults } = await visit(
      context,
      site.foreign,
      `<a href="${site.server}/c/branded" rel="noopener">Hilfe</a>`,
    );
    await shop.getByText('Hilfe').click();
    await shop.getByText('How can we help?').waitFor();
    expect(await shop.title()).toBe('Hilfe');
    await shop.getByText('Zu Bestellungen').waitFor();
    expect(
      await shop
        .locator('agent-chat')
        .evaluate((element) => element.style.getPropertyValue('--_preset-accent')),
    ).toBe('#0f766e');
    await shop.locator('agent-chat [part=cover]').waitFor();
    await shop.getByRole('button', { name: 'Dateien anhängen' }).waitFor();
    expect(await field(shop).getAttribute('placeholder')).toBe('Ask us anything');
    await shop.getByText('Wo ist mein Paket?').click();
    await answers(shop).first().waitFor();
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent('a theme of a page', () => {
  it('is asked for again where its file could not be loaded', async ({ expect, context }) => {
    let failures = 0;
    await context.route(/\/elements\/chunk-\w+\.js$/, async (route) => {
      const response = await route.fetch();
      const isTheme = (await response.text()).includes('Iowan Old Style');
      if (!isTheme || failures > 0) return route.fulfill({ response });
      failures += 1;
      return route.abort();
    });
    const { page } = await openPage(context, `${site.server}/c/demo?theme=paper`);
    await chat(page, 'Hello');
    const radius = (): Promise<string> =>
      page
        .locator('agent-chat')
        .evaluate((element) => getComputedStyle(element).getPropertyValue('--_preset-radius'));
    await expect.poll(radius).toBe('6px');
    expect(failures).toBe(1);
  });
});

describe.concurrent('a visitor of two sites with the same chat in a frame', () => {
  it('chats in each, in a conversation of its own, without a violation of any policy', async ({
    context,
  }) => {
    const { page: first, faults } = await visit(context, site.first, frameTag());
    await chat(first.frameLocator('iframe'), 'In the first shop');
    const { page: second } = await visit(context, site.second, frameTag());
    await chat(second.frameLocator('iframe'), 'In the second shop');
    expect(await second.frameLocator('iframe').getByText('In the first shop').count()).toBe(0);
    await first.reload();
    await first.frameLocator('iframe').locator('agent-message', { hasText: 'In the first shop' }).waitFor();
    // Nor is it the one of the page that stands alone.
    const { page: alone } = await openPage(context, `${site.server}/c/demo`);
    await alone.getByText('How can we help?').waitFor();
    expect(await alone.locator('agent-message').count()).toBe(0);
    expect(faults.errors).toEqual([]);
    const elsewhere = faults.foreignRequests.filter((url) => !url.startsWith(site.server));
    expect(elsewhere.filter((url) => !url.startsWith('data:'))).toEqual([]);
  });
});

describe.concurrent('a session id that somebody else has planted', () => {
  it('in the address leads nowhere, and in the storage to a new conversation', async ({ context }) => {
    const begun = await fetch(`${site.server}/api/public/interfaces/demo/sessions`, { method: 'POST' });
    const planted = (await begun.json()) as Record<string, string>;
    const query = new URLSearchParams({
      sessionToken: planted['sessionToken'] ?? '',
      persistenceToken: planted['persistenceToken'] ?? '',
      conversationId: planted['conversationId'] ?? '',
      session: planted['sessionToken'] ?? '',
    }).toString();
    const kept = (page: Page): Promise<string> =>
      page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    const { page } = await openPage(context, `${site.server}/c/demo?${query}#${query}`);
    await chat(page, 'Mine alone');
    for (const name of ['sessionToken', 'persistenceToken', 'conversationId', 'participantId']) {
      expect(planted[name]).toBeTypeOf('string');
      expect(await kept(page)).not.toContain(planted[name]);
    }

    await context.clearCookies();
    await page.evaluate((server) => {
      const key = `agent-chat:session:${server}:demo`;
      const made = {
        ...JSON.parse(sessionStorage.getItem(key) ?? '{}'),
        sessionToken: 'acs_planted',
        conversationId: 'conv_planted',
      };
      sessionStorage.setItem(key, JSON.stringify(made));
      localStorage.setItem(`${key}:return`, 'acp_planted');
    }, site.server);
    await page.reload();
    await chat(page, 'Mine again');
    expect(await kept(page)).not.toContain('planted');
  });
});

// What all visitors of the server share: its time, and what its agent waits for.
describe('a chat, with nothing else at work on its server,', () => {
  it('tells the page around a frame its height, what is unread and the wish to close, and nobody else', async ({
    expect,
    context,
  }) => {
    const { page, faults } = await visit(
      context,
      site.first,
      `${frameTag()}<iframe id="other" src="${site.server}/embed/demo"></iframe>`,
      {
        script: `
      import { connectEmbed } from '${site.server}/elements/embed-host.js';
      window.heard = [];
      const note = (name) => (value) => window.heard.push(name + (value === undefined ? '' : ' ' + value));
      const [frame, other] = document.querySelectorAll('iframe');
      window.chat = connectEmbed(frame, {
        autoHeight: { min: 500, max: 700 },
        onReady: note('ready'), onUnread: note('unread'), onClose: note('close'), onSize: () => window.heard.push('size'),
      });
      // Messages that are none, and those of another window.
      postMessage({ type: 'agent-chat:unread', version: 1, count: 7 }, location.origin);
      window.speakAsOther = () => other.contentWindow.postMessage({ type: 'agent-chat:hello', version: 1 }, '${site.server}');`,
      },
    );
    const heard = (): Promise<string[]> =>
      page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
    // Its height may come at any time.
    const last = async (): Promise<string | undefined> => (await heard()).findLast((each) => each !== 'size');
    const say = (code: string): Promise<unknown> => page.evaluate(code);
    const frame = page.frameLocator('iframe').first();
    await chat(frame, 'Hello');
    await expect.poll(heard).toEqual(expect.arrayContaining(['ready demo', 'size']));
    await expect
      .poll(async () => (await page.locator('iframe').first().boundingBox())?.height)
      .toBeLessThanOrEqual(700);

    await field(frame).fill('Wait for it');
    await field(frame).press('Enter');
    await frame.locator('agent-message', { hasText: 'Wait for it' }).waitFor();
    await say('chat.hide()');
    site.release();
    await expect.poll(heard).toContain('unread 1');
    await say('chat.open({ focus: true })');
    await expect.poll(last).toBe('unread 0');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME');
    await field(frame).press('Escape');
    await expect.poll(last).toBe('close');
    await say('speakAsOther()');
    await say('chat.disconnect()');
    expect(await heard()).not.toContain('unread 7');
    expect((await heard()).filter((each) => each.startsWith('ready')).length).toBeLessThanOrEqual(2);
    expect(faults.errors).toEqual([]);
  });

  it('counts answers as unread in a frame that was hidden before it was there, and in what is loaded in it later', async ({
    expect,
    context,
  }) => {
    const { page, faults } = await visit(context, site.first, '<iframe title="Chat"></iframe>', {
      script: `
        import { connectEmbed } from '${site.server}/elements/embed-host.js';
        window.heard = [];
        const frame = document.querySelector('iframe');
        window.chat = connectEmbed(frame, { onUnread: (count) => window.heard.push(count) });
        chat.hide();
        frame.src = '${site.server}/embed/demo';`,
    });
    const last = (): Promise<unknown> => page.evaluate('heard.at(-1)');
    const frame = page.frameLocator('iframe');
    const wait = async (): Promise<void> => {
      await field(frame).fill('Wait for it');
      await field(frame).press('Enter');
      await expect.poll(() => frame.locator('agent-message', { hasText: 'Wait for it' }).count()).toBe(1);
      site.release();
      await expect.poll(last).toBe(1);
    };
    await wait();
    await page.evaluate('chat.open()');
    await expect.poll(last).toBe(0);
    await page.evaluate('chat.hide(); heard.length = 0;');
    await page.frames()[1]?.evaluate(() => location.reload());
    await expect.poll(last).toBe(0);
    await frame.getByRole('button', { name: 'New conversation' }).click();
    await frame.getByText('How can we help?').waitFor();
    await wait();
    expect(faults.errors).toEqual([]);
  });

  it('gives the focus to a frame that was opened before it was there, and not again when it is loaded anew', async ({
    expect,
    context,
  }) => {
    const { page, faults } = await visit(
      context,
      site.first,
      '<iframe title="Chat"></iframe><button>Buy</button>',
      {
        script: `
        import { connectEmbed } from '${site.server}/elements/embed-host.js';
        window.ready = 0;
        const frame = document.querySelector('iframe');
        connectEmbed(frame, { onReady: () => { window.ready += 1; } }).open({ focus: true });
        frame.src = '${site.server}/embed/demo';`,
      },
    );
    const focused = (): Promise<string | undefined> => page.evaluate(() => document.activeElement?.tagName);
    await expect.poll(focused).toBe('IFRAME');
    await page.keyboard.type('Hello');
    expect(await field(page.frameLocator('iframe')).inputValue()).toBe('Hello');
    await page.getByText('Buy').focus();
    await page.evaluate('ready = 0');
    await page.frames()[1]?.evaluate(() => location.reload());
    await expect.poll(() => page.evaluate('ready')).toBeGreaterThan(0);
    await field(page.frameLocator('iframe')).waitFor();
    expect(await focused()).toBe('BUTTON');
    expect(faults.errors).toEqual([]);
  });

  it('tells an expired session and offers a new one', async ({ context }) => {
    const { page, faults } = await openPage(context, `${site.server}/c/demo`);
    await chat(page, 'Before the break');
    site.clock.advance(6 * 60_000);
    const status = page.locator('agent-connection-status');
    await status.getByText('This conversation has expired').waitFor();
    await status.getByRole('button', { name: 'Start a new conversation' }).click();
    await chat(page, 'After it');
    expect(await page.locator('agent-message', { hasText: 'Before the break' }).count()).toBe(0);
    expect(faults.errors).toEqual([]);
  });
});
