import { createHmac } from 'node:crypto';
import { FULL } from '@agent-chat/protocol/test-support';
import type { Browser, BrowserContext, Frame, FrameLocator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  FRAMES_KEEP_APART,
  launchChromium,
  openContext,
  openPage,
  type PageFaults,
} from './support/browser.js';
import { chat, field } from './support/chat-in-a-page.js';
import { type EmbedSite, startEmbedSite } from './support/embed-site.js';
import { hostPage } from './support/host-page.js';
import type { StaticSite } from './support/static-site.js';

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

const frameTag = (query = ''): string =>
  `<iframe id="chat" src="${site.server}/embed/demo${query}" title="Chat" width="400" height="600"></iframe>`;

/** Connects the frame as the documentation says, and writes down what the page is told. */
const connect = (options: string, before = ''): string => `
  import { connectEmbed } from '${site.server}/elements/embed-host.js';
  ${before}
  window.heard = [];
  window.person = null;
  const note = (name) => (value) => window.heard.push(name + ' ' + value);
  window.chat = connectEmbed(document.querySelector('#chat'), {
    onReady: note('ready'), onUnread: note('unread'), onClose: note('close'), onUnavailable: note('unavailable'),
    ${options}
  });`;

async function visit(
  context: BrowserContext,
  host: StaticSite,
  body: string,
  script: string,
): Promise<{ page: Page; faults: PageFaults; frame: FrameLocator }> {
  const { page, faults } = await openPage(context, hostPage(site, host, body, { script }));
  return { page, faults, frame: page.frameLocator('#chat') };
}

/** Of the sessions that its frames have begun. */
const sessionsIn = ({ foreignRequests }: PageFaults): number =>
  foreignRequests.filter((url) => url.endsWith('/sessions')).length;
const heard = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);

/** A page of another site that writes down every message it gets. */
const LISTENING = `<!doctype html><title>Listening</title><script>
  window.got = []; addEventListener('message', ({ data }) => got.push(JSON.stringify(data) ?? ''));
</script>`;

describe.concurrent('the height of the frame', () => {
  it('follows the conversation in both directions, between the two bounds', async ({ expect, context }) => {
    const { page, frame, faults } = await visit(
      context,
      site.first,
      frameTag(),
      connect('autoHeight: { min: 200, max: 720 },'),
    );
    const height = async (): Promise<number> => (await page.locator('#chat').boundingBox())?.height ?? 0;
    await expect.poll(height).toBeLessThan(600);
    await chat(frame, Array.from({ length: 40 }, (_, line) => `Line ${line}`).join('\n'));
    await expect.poll(height).toBeGreaterThan(715);
    await frame.getByRole('button', { name: 'New conversation' }).click();
    await frame.getByText('How can we help?').waitFor();
    await expect.poll(height).toBeLessThan(600);
    // And is no less than it needs.
    await expect
      .poll(() =>
        frame
          .locator('agent-message-list [part~=scroller]')
          .evaluate((box) => box.scrollHeight - box.clientHeight),
      )
      .toBeLessThanOrEqual(1);
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent('a page that listens later than its frame is loaded', () => {
  it('is told that it is there, also while the rest of the page still loads', async ({ expect, context }) => {
    const picture = Promise.withResolvers<void>();
    await context.route('**/picture.png', async (route) => {
      await picture.promise;
      await route.abort();
    });
    const opened = context.waitForEvent('page');
    const visiting = visit(
      context,
      site.first,
      `<img src="${site.server}/picture.png" alt="">${frameTag()}`,
      connect('', 'await new Promise((go) => { window.listen = go; });'),
    );
    const page = await opened;
    await field(page.frameLocator('#chat')).waitFor();
    await page.waitForFunction('"listen" in window');
    await page.evaluate('listen()');
    await expect.poll(() => heard(page)).toContain('ready demo');
    expect(await page.evaluate(() => document.readyState)).toBe('interactive');
    picture.resolve();
    expect((await visiting).faults.errors).toEqual([]);
  });
});

describe.concurrent('a page that says who its visitor is', () => {
  const asked = (): string => connect('identity: () => window.person,');
  const set = (page: Page, token: string | null): Promise<void> =>
    page.evaluate((person) => {
      Object.assign(globalThis, { person });
      (globalThis as unknown as { chat: { identityChanged(): void } }).chat.identityChanged();
    }, token);

  it('has the frame go on with the conversations of that person, and with none of them once they log out', async ({
    context,
  }) => {
    const ada = tokenOf('ada');
    const { page, frame, faults } = await visit(context, site.first, frameTag('?identity=host'), asked());
    await chat(frame, 'As anybody');
    await set(page, ada);
    await frame.getByText('How can we help?').waitFor();
    await chat(frame, 'As Ada');
    // On another site, as the same person.
    const other = await visit(
      context,
      site.second,
      frameTag('?identity=host'),
      connect(`identity: async () => '${ada}',`),
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
        context,
        site.first,
        frameTag('?identity=host'),
        connect(
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
      context,
      site.first,
      frameTag('?identity=host'),
      connect('identity: () => window.ask(),', 'window.ask = () => null;'),
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
      context,
      site.first,
      frameTag('?identity=host'),
      connect(`identity: () => '',`),
    );
    await chat(frame, 'As anybody');
    expect(faults.errors).toEqual([]);
  });

  it('is told that a token is too long', async ({ expect, context }) => {
    const { faults } = await visit(
      context,
      site.first,
      frameTag('?identity=host'),
      connect(`identity: () => 'x'.repeat(8_193),`),
    );
    await expect.poll(() => faults.errors.join()).toContain('An identity has at most 8192 characters.');
  });

  it('tells it to the frame alone: neither to another site that the frame has gone to, nor when that asks', async ({
    expect,
    context,
  }) => {
    const ada = tokenOf('ada');
    const { page, frame } = await visit(
      context,
      site.first,
      frameTag('?identity=host'),
      connect(`identity: () => { window.heard.push('asked'); return '${ada}'; },`),
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

describe.concurrent('messages of others', () => {
  const COMMANDS = `[
    { type: 'agent-chat:hello', version: 1 }, { type: 'agent-chat:open', version: 1, focus: true },
    { type: 'agent-chat:hide', version: 1 }, { type: 'agent-chat:identity', version: 1, token: 'planted' },
  ]`;
  const speak = (target: string): string =>
    `for (const each of ${COMMANDS}) ${target}.postMessage(each, '*');`;
  const spoken = (frame: Frame | Page | undefined, target: string): Promise<unknown> | undefined =>
    frame?.evaluate(speak(target));

  it('are heard neither from a frame beside it, nor from another window, nor from a page further out', async ({
    context,
  }) => {
    site.foreign.page('/', LISTENING);
    site.second.page('/', LISTENING);
    const { page, frame, faults } = await visit(
      context,
      site.first,
      `${frameTag('?identity=host')}<iframe src="${site.foreign.url}/"></iframe><iframe src="${site.second.url}/"></iframe>`,
      connect('identity: () => null,'),
    );
    await chat(frame, 'Said first');
    const [, inside, foreign, allowed] = page.frames();
    for (const each of [foreign, allowed]) await spoken(each, 'parent.frames[0]');
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate((url) => void open(url), `${site.second.url}/`),
    ]);
    await popup.waitForLoadState();
    await spoken(popup, 'opener.frames[0]');
    // It was none of them that is around it: it goes on as it was, and answers none.
    await chat(frame, 'Said later');
    expect(await frame.locator('agent-message', { hasText: 'Said first' }).count()).toBeGreaterThan(0);
    expect(
      await inside?.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })),
    ).not.toContain('planted');
    for (const each of [foreign, allowed, popup])
      expect(await each?.evaluate(() => (globalThis as unknown as { got: string[] }).got)).toEqual([]);
    expect(await heard(page)).not.toContain('unavailable');
    expect(faults.errors).toEqual([]);
    await popup.close();

    // A site that may show it, within another that may: the inner one is the page around it.
    const inner = hostPage(site, site.second, frameTag(), { script: connect('') });
    const { page: outer } = await visit(context, site.first, `<iframe src="${inner}"></iframe>`, '');
    const deep = outer.frameLocator('iframe').frameLocator('#chat');
    await chat(deep, 'Deep');
    await spoken(outer, 'frames[0].frames[0]');
    await chat(deep, 'Still deep');

    // A site that may not, in between: nothing is shown.
    const refused = hostPage(site, site.foreign, frameTag());
    const { page: around } = await visit(context, site.first, `<iframe src="${refused}"></iframe>`, '');
    const between = around.frameLocator('iframe').frameLocator('#chat');
    await between.getByText('is not among the sites that may show it').waitFor();
    expect(await between.locator('agent-chat').count()).toBe(0);
  });

  it('that are huge, deep, many or of the wrong shape change nothing, on either side', async ({
    expect,
    context,
  }) => {
    const { page, frame, faults } = await visit(context, site.first, frameTag(), connect(''));
    await chat(frame, 'Before');
    await expect.poll(() => heard(page)).toContain('unread 0');
    const noise = `
      const nested = (depth) => { let value = {}; for (let n = 0; n < depth; n += 1) value = { value, version: 1 }; return value; };
      const huge = 'x'.repeat(${FULL ? 5_000_000 : 500_000});
      const shapes = [
        null, undefined, 7, 'agent-chat:open', huge, [], [huge], nested(500), new ArrayBuffer(8), new Map([['type', 'agent-chat:close']]), new Date(), new Error('x'),
        { type: 'agent-chat:open', version: 1, focus: 'yes' }, { type: 'agent-chat:open', version: 2, focus: true },
        { type: 'agent-chat:open', focus: true }, { type: huge, version: 1 }, { type: ['agent-chat:open'], version: 1, focus: true },
        { type: 'agent-chat:identity', version: 1, token: huge }, { type: 'agent-chat:identity', version: 1, token: { } },
        { type: 'agent-chat:session', version: 1, sessionToken: 'planted', persistenceToken: 'planted', conversationId: 'planted' },
        { type: 'agent-chat:ready', version: 1, slug: 7 }, { type: 'agent-chat:unread', version: 1, count: 1.5 },
        { type: 'agent-chat:unread', version: 1, count: -1 }, { type: 'agent-chat:unread', version: 1, count: Infinity },
        { type: 'agent-chat:size', version: 1, height: 1e9 }, { type: 'agent-chat:size', version: 1, height: '9' },
        { __proto__: null, type: 'agent-chat:toString', version: 1 }, { type: '__proto__', version: 1 }, { type: 'constructor', version: 1 },
      ];
      for (const each of shapes) TARGET.postMessage(each, '*');
      for (let n = 0; n < ${FULL ? 3_000 : 300}; n += 1) TARGET.postMessage({ type: 'agent-chat:none', version: 1, n }, '*');
    `;
    const [, inside] = page.frames();
    const before = await heard(page);
    await page.evaluate(`{${noise.replaceAll('TARGET', 'frames[0]')}}`);
    await inside?.evaluate(`{${noise.replaceAll('TARGET', 'parent')}}`);
    await inside?.evaluate(() =>
      parent.postMessage({ type: 'agent-chat:unread', version: 1, count: 41 }, '*'),
    );
    // The last one is a whole one, and those before it were none.
    await expect.poll(() => heard(page)).toContain('unread 41');
    expect((await heard(page)).slice(before.length)).toEqual(['unread 41']);
    await chat(frame, 'After');
    expect(
      await inside?.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })),
    ).not.toContain('planted');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME'); // by the typing
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent('a frame with no chat in it', () => {
  it('is told to the page around it in one sentence, once it has not answered', async ({
    expect,
    context,
  }) => {
    await context.addInitScript(() => {
      if (window !== top) return;
      const later = globalThis.setTimeout;
      const sooner = (run: () => void, ms?: number): unknown => later(run, (ms ?? 0) / 20);
      Object.assign(globalThis, { setTimeout: sooner });
    });
    const { page } = await visit(context, site.foreign, frameTag(), connect(''));
    await expect
      .poll(() => heard(page))
      .toContain(
        `unavailable There is no answer from the frame of ${site.server}/embed/demo. Its server must be reachable, ` +
          `its interface published, and ${site.foreign.url} exactly among the allowed origins of that.`,
      );
  });
});
