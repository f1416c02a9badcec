import { createHmac } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchChromium, openPage } from './support/browser.js';
import { startVisitorSite, type VisitorSite } from './support/visitor-site.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SECRET = crypto.getRandomValues(new Uint8Array(32));
const MINUTE_MS = 60_000;

let browser: Browser;
let site: VisitorSite;
let context: BrowserContext;
/** Every token that a page was given. */
let tokens: string[];

beforeAll(async () => {
  browser = await launchChromium();
  site = await startVisitorSite(
    {
      rateLimitMessages: 3,
      rateLimitWindowSeconds: 60,
      sessionTimeoutMinutes: 5,
      uploads: { maxFiles: 1, maxFileSizeMb: 1, allowedFileTypes: ['image/*'] },
    },
    {
      identity: {
        issuer: 'https://shop.example',
        audience: 'chat',
        keys: [{ kty: 'oct', k: Buffer.from(SECRET).toString('base64url') }],
      },
    },
  );
  tokens = [];
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 420, height: 720 } });
});
afterEach(() => context.close());

async function visit(url = site.sites[0], script?: string): Promise<Page> {
  if (script !== undefined) await context.addInitScript(script);
  context.on('response', (response) => {
    if (response.request().method() !== 'POST' || !response.url().endsWith('/sessions')) return;
    void response.json().then(
      ({ sessionToken, persistenceToken }: Record<string, string | null>) =>
        tokens.push(...[sessionToken, persistenceToken].filter((token) => typeof token === 'string')),
      () => undefined,
    );
  });
  const { page } = await openPage(context, url);
  await page.locator('agent-composer textarea').waitFor();
  return page;
}

const say = async (page: Page, text: string): Promise<void> => {
  await page.locator('agent-composer textarea').fill(text);
  await page.keyboard.press('Enter');
};
const shown = (page: Page, text: string) =>
  page.locator('agent-message', { hasText: text }).first().waitFor();

/** What the shop's own server gives to the page of somebody who has logged in. */
function signed(claims: object): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(site.clock.now() / 1_000) + 600;
  const body = { iss: 'https://shop.example', aud: 'chat', exp, ...claims };
  const text = `${encode({ alg: 'HS256' })}.${encode(body)}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

describe('a file of a visitor of another site', () => {
  it('is uploaded to the server of the chat, and shown in place on the site', async () => {
    const page = await visit();
    const buffer = await page.screenshot();
    await page.locator('agent-composer [part=attach]').waitFor();
    await page
      .locator('agent-composer .pick')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer });
    await page.locator('agent-composer .file.done').waitFor();
    await say(page, 'Look at this');
    const attachment = page.locator('agent-message agent-attachment');
    await attachment.locator('[part=view]').click();
    const image = attachment.locator('[part=image]');
    await expect
      .poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth))
      .toBeGreaterThan(400);
    expect(await image.getAttribute('src')).toMatch(new RegExp(`^blob:${site.sites[0]}/`));
  });
});

describe('a visitor of two sites with the same chat', () => {
  it('has a conversation of its own in each, goes on with it later, and keeps one token at rest', async () => {
    const first = await visit(site.sites[0]);
    await say(first, 'In the first shop');
    await shown(first, 'An answer.');
    const second = await visit(site.sites[1]);
    await say(second, 'In the second shop');
    await shown(second, 'An answer.');
    expect(await second.locator('agent-message', { hasText: 'In the first shop' }).count()).toBe(0);
    const lasting = await first.evaluate(() => Object.values({ ...localStorage }));
    expect(lasting).toEqual([expect.stringMatching(/^acp_/)]);
    // The tab is closed, and the visitor comes back in another one.
    await first.close();
    const later = await visit(site.sites[0]);
    await shown(later, 'In the first shop');
    expect(await later.evaluate(() => Object.values({ ...localStorage }))).not.toEqual(lasting);
  });
});

describe('a visitor who writes too much', () => {
  it('sees how long to wait, and the message is sent by itself', async () => {
    const page = await visit();
    for (const text of ['One', 'Two', 'Three']) {
      await say(page, text);
      await shown(page, text);
      await expect.poll(() => page.locator('agent-composer textarea').inputValue()).toBe('');
    }
    await say(page, 'Four, which is kept');
    const strip = page.locator('agent-composer .held-back');
    await strip.waitFor();
    expect(await strip.textContent()).toMatch(/sent in \d+s|sent in 1/);
    // It can be had back, and changed.
    await strip.locator('button').click();
    await expect.poll(() => page.locator('agent-composer textarea').inputValue()).toBe('Four, which is kept');
    site.clock.advance(MINUTE_MS);
    await page.keyboard.press('Enter');
    await shown(page, 'Four, which is kept');
  });
});

describe('a visitor whose session has expired', () => {
  it('is told in words, keeps what was typed, and begins another conversation', async () => {
    const page = await visit();
    await say(page, 'Before the break');
    await shown(page, 'An answer.');
    await page.locator('agent-composer textarea').fill('What I was about to say');
    site.clock.advance(6 * MINUTE_MS);
    const status = page.locator('agent-connection-status');
    await status.getByText('This conversation has expired').waitFor();
    await shown(page, 'Before the break');
    await status.getByRole('button', { name: 'Start a new conversation' }).click();
    await expect
      .poll(() => page.locator('agent-composer textarea').inputValue())
      .toBe('What I was about to say');
    await page.locator('agent-composer textarea').press('Enter');
    await shown(page, 'An answer.');
    expect(await page.locator('agent-message', { hasText: 'Before the break' }).count()).toBe(0);
  });

  it('is told when it comes back later', async () => {
    const page = await visit();
    await say(page, 'Before the night');
    await shown(page, 'An answer.');
    await page.close();
    site.clock.advance(6 * MINUTE_MS);
    const later = await visit();
    await later.getByText('Your last conversation has expired. This is a new one.').waitFor();
    expect(await later.locator('agent-message').count()).toBe(0);
  });
});

describe('a visitor who has logged in', () => {
  it('has several conversations in a list, the same in another browser', async () => {
    const token = signed({ sub: 'ada', name: 'Ada' });
    tokens.push(token);
    const asAda = `addEventListener('DOMContentLoaded', () => {
      document.querySelector('agent-chat').identity = () => ${JSON.stringify(token)};
    })`;
    const page = await visit(site.sites[0], asAda);
    await say(page, 'About my order');
    await shown(page, 'An answer.');
    expect(await page.evaluate(() => Object.keys({ ...localStorage }))).toEqual([]);
    const list = async (of: Page): Promise<number> => {
      await of.getByRole('button', { name: 'Conversations' }).click();
      return of.locator('agent-conversation-list .conversation').count();
    };
    expect(await list(page)).toBe(1);
    await page.locator('agent-conversation-list .rename').click();
    const field = page.locator('agent-conversation-list form input');
    await field.fill('My order');
    await field.press('Enter');
    const named = (of: Page) =>
      of.locator('agent-conversation-list .conversation', { hasText: 'My order' }).waitFor();
    await named(page);
    const other = await browser.newContext({ viewport: { width: 420, height: 720 } });
    try {
      await other.addInitScript(asAda);
      const { page: elsewhere } = await openPage(other, site.sites[1]);
      await shown(elsewhere, 'About my order');
      await elsewhere.getByRole('button', { name: 'Conversations' }).click();
      await named(elsewhere);
    } finally {
      await other.close();
    }
  });
});

it('none of the tokens of these visits is in any line that the server has logged', () => {
  expect(tokens.length).toBeGreaterThan(8);
  for (const token of tokens) {
    for (const line of site.logs) expect(line).not.toContain(token);
  }
});
