import { createHmac } from 'node:crypto';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FRAMES_KEEP_APART, launchChromium, openContext, type PageFaults } from './support/browser.js';
import { chat } from './support/chat-in-a-page.js';
import { type EmbedSite, startEmbedSite } from './support/embed-site.js';
import { connect, frameTag, heard, LISTENING, visit } from './support/frame-in-a-page.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const SECRET = 'a secret of the shop that is long enough for HS256';
const ISSUER = 'https://shop.example';

let browser: Browser;
let site: EmbedSite;
beforeAll(async () => {
  browser = await launchChromium(FRAMES_KEEP_APART);
  const keys = [{ kty: 'oct', k: Buffer.from(SECRET).toString('base64url') }];
  site = await startEmbedSite({}, [], { identity: { issuer: ISSUER, audience: 'chat', keys } });
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
const it = test.extend('context', ({ onTestFinished }) =>
  openContext(browser, onTestFinished, { viewport: { width: 900, height: 900 } }),
);

/** By what the shop vouches for somebody. */
function tokenOf(subject: string): string {
  const text = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(site.clock.now() / 1_000) + 300;
  const signed = `${text({ alg: 'HS256' })}.${text({ sub: subject, iss: ISSUER, aud: 'chat', exp })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/** Of the sessions that its frames have begun. */
const sessionsIn = ({ foreignRequests }: PageFaults): number =>
  foreignRequests.filter((url) => url.endsWith('/sessions')).length;

describe.concurrent('a page that says who its visitor is', () => {
  const asked = (): string => connect(site.server, 'identity: () => window.person,');
  const set = (page: Page, token: string | null): Promise<void> =>
    page.evaluate((person) => {
      Object.assign(globalThis, { person });
      (globalThis as unknown as { chat: { identityChanged(): void } }).chat.identityChanged();
    }, token);

  it('has the frame go on with the conversations of that person, and with none of them once they log out', async ({
    context,
  }) => {
    const ada = tokenOf('ada');
    const { page, frame, faults } = await visit(
      site,
      context,
      site.first,
      frameTag(site.server, '?identity=host'),
      asked(),
    );
    await chat(frame, 'As anybody');
    await set(page, ada);
    await frame.getByText('How can we help?').waitFor();
    await chat(frame, 'As Ada');
    // On another site, as the same person.
    const other = await visit(
      site,
      context,
      site.second,
      frameTag(site.server, '?identity=host'),
      connect(site.server, `identity: async () => '${ada}',`),
    );
    await other.frame.locator('agent-message', { hasText: 'As Ada' }).waitFor();
    await set(page, null);
    await frame.locator('agent-message', { hasText: 'As anybody' }).waitFor();
    expect(await frame.locator('agent-message', { hasText: 'As Ada' }).count()).toBe(0);
    const kept = await page
      .frames()[1]
      ?.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    expect(kept).not.toContain(ada);
    expect([...faults.errors, ...other.faults.errors]).toEqual([]);
  });

  for (const [moment, restMs] of [
    ['is on its way', 0],
    ['is still being found out', 500],
  ] as const) {
    it(`has one session begun where the frame asks again while the answer ${moment}`, async ({
      expect,
      context,
    }) => {
      const { page, frame, faults } = await visit(
        site,
        context,
        site.first,
        frameTag(site.server, '?identity=host'),
        connect(
          site.server,
          `identity: async () => {
            if (window.asked++ === 0) {
              frames[0].postMessage({ type: 'agent-chat:hello', version: 1 }, '${site.server}');
              if (${restMs} > 0) await new Promise((go) => setTimeout(go, ${restMs}));
            }
            window.heard.push('answered');
            return '${tokenOf(`cleo ${restMs}`)}';
          },`,
          'window.asked = 0;',
        ),
      );
      const answered = async (): Promise<number> =>
        (await heard(page)).filter((each) => each === 'answered').length;
      await expect.poll(answered).toBeGreaterThan(1);
      await chat(frame, 'As Cleo');
      await chat(frame, 'Still as Cleo');
      expect(sessionsIn(faults)).toBe(1);
      expect(faults.errors).toEqual([]);
    });
  }

  it('has the last answer count, however slow the one before was', async ({ expect, context }) => {
    const { page, frame, faults } = await visit(
      site,
      context,
      site.first,
      frameTag(site.server, '?identity=host'),
      connect(site.server, 'identity: () => window.ask(),', 'window.ask = () => null;'),
    );
    await chat(frame, 'As anybody');
    await page.evaluate(
      ([eve, bob]) => {
        const own = globalThis as unknown as {
          ask: () => unknown;
          sayEve: () => void;
          chat: { identityChanged(): void };
        };
        const slow = new Promise((resolve) => {
          own.sayEve = () => resolve(eve);
        });
        own.ask = () => slow;
        own.chat.identityChanged();
        own.ask = () => bob;
        own.chat.identityChanged();
      },
      [tokenOf('eve'), tokenOf('bob')],
    );
    await frame.getByText('How can we help?').waitFor();
    await chat(frame, 'As Bob');
    await page.evaluate('sayEve()');
    await chat(frame, 'Still as Bob');
    expect(sessionsIn(faults)).toBe(2);
    expect(faults.errors).toEqual([]);
  });

  it('means nobody by an answer without a word', async ({ expect, context }) => {
    const { frame, faults } = await visit(
      site,
      context,
      site.first,
      frameTag(site.server, '?identity=host'),
      connect(site.server, `identity: () => '',`),
    );
    await chat(frame, 'As anybody');
    expect(faults.errors).toEqual([]);
  });

  it('is told that a token is too long', async ({ expect, context }) => {
    const { faults } = await visit(
      site,
      context,
      site.first,
      frameTag(site.server, '?identity=host'),
      connect(site.server, `identity: () => 'x'.repeat(8_193),`),
    );
    await expect.poll(() => faults.errors.join()).toContain('An identity has at most 8192 characters.');
  });

  it('tells it to the frame alone: neither to another site that the frame has gone to, nor when that asks', async ({
    expect,
    context,
  }) => {
    const ada = tokenOf('ada');
    const { page, frame } = await visit(
      site,
      context,
      site.first,
      frameTag(site.server, '?identity=host'),
      connect(site.server, `identity: () => { window.heard.push('asked'); return '${ada}'; },`),
    );
    await chat(frame, 'As Ada');
    const before = (await heard(page)).length;
    site.foreign.page('/', LISTENING);
    const inside = page.frames()[1];
    if (inside === undefined) throw new Error('There is no frame.');
    await inside.goto(`${site.foreign.url}/`);
    await inside.evaluate(() => {
      for (const type of [
        'agent-chat:ready',
        'agent-chat:identity-wanted',
        'agent-chat:unread',
        'agent-chat:close',
      ])
        parent.postMessage({ type, version: 1, slug: 'demo', count: 7 }, '*');
      parent.postMessage('done', '*');
    });
    await page.evaluate(() =>
      (globalThis as unknown as { chat: { identityChanged(): void } }).chat.identityChanged(),
    );
    await page.evaluate(() =>
      (document.querySelector('iframe')?.contentWindow as Window).postMessage('last', '*'),
    );
    const got = () => inside.evaluate(() => (globalThis as unknown as { got: string[] }).got);
    await expect.poll(got).toContain('"last"');
    expect((await got()).join()).not.toContain('agent-chat:');
    // Asked once more by its own page alone.
    expect((await heard(page)).slice(before)).toEqual(['asked']);
  });
});
