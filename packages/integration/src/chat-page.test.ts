import { type FaultProxy, startFaultProxy } from '@agent-chat/client/test-support';
import { FULL, seeded } from '@agent-chat/protocol/test-support';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { launchChromium, openContext, openPage, type PageFaults } from './support/browser.js';
import { type DemoServer, startDemoServer } from './support/demo-server.js';
import { loggedEvents } from './support/logged-events.js';
import { readable } from './support/readable.js';

const TRANSPORTS = ['sse', 'websocket'] as const;
const CUTS = FULL ? 20 : 1;
/** Long enough that a reload, a stop or a kill falls into the middle of its answer. */
const LONG = 'Explain in detail how resume works after a cut, and what a draft is';
const GREETING = 'Hello';

// A page, a server and an answer at the pace of reading: seconds, on a busy machine many.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

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

/** A browser of its own, as another visitor has it: nothing is shared with the others. */
const it = test.extend(
  'visitor',
  ({ onTestFinished }) =>
    (options?: BrowserContextOptions) =>
      openContext(browser, onTestFinished, options),
);

const composer = (page: Page) => page.locator('agent-composer textarea');
const sendButton = (page: Page) => page.locator('agent-composer [part=send]:not([disabled])');
const stopButton = (page: Page) => page.locator('agent-composer [part=stop]');
const answers = (page: Page) => page.locator('agent-message[side=agent][status=logged]');
const writing = (page: Page) => page.locator('agent-message[status=writing]');

async function ask(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await sendButton(page).waitFor();
  await composer(page).press('Enter');
}

/** Waits until text of the answer is on screen, and gives it. The next moment the answer may be over. */
async function textInFlight(page: Page, atLeast = 20): Promise<string> {
  const written = await page.waitForFunction(
    (length) => {
      const list = document.querySelector('agent-chat')?.shadowRoot?.querySelector('agent-message-list');
      const live = list?.shadowRoot?.querySelector('agent-message[status=writing]');
      const text = live?.shadowRoot?.querySelector('agent-markdown');
      return (text?.shadowRoot?.textContent?.length ?? 0) > length ? text : null;
    },
    atLeast,
    { polling: 20 },
  );
  return readable(written);
}

/** Waits for the end of a turn that has begun. */
async function answered(page: Page): Promise<void> {
  await answers(page).first().waitFor();
  await stopButton(page).waitFor({ state: 'detached' });
  await writing(page).waitFor({ state: 'detached' });
}

/** What the list shows, message by message. */
async function transcript(page: Page): Promise<string[]> {
  return Promise.all((await page.locator('agent-message-list agent-message').all()).map(readable));
}

/** Waits until both pages have come to rest and show the same. */
async function expectSameTranscript(one: Page, other: Page): Promise<void> {
  await Promise.all([answered(one), answered(other)]);
  await vi.waitFor(async () => expect(await transcript(one)).toEqual(await transcript(other)), {
    timeout: 20_000,
  });
}

/** The types of the events of the page's conversation, of these types only, in the order of the log. */
async function loggedTypes(page: Page, ...wanted: string[]): Promise<string[]> {
  return (await loggedEvents(page)).map(({ type }) => type).filter((type) => wanted.includes(type));
}

function expectNoFaults(...pages: PageFaults[]): void {
  for (const faults of pages) expect(faults).toEqual({ errors: [], foreignRequests: [] });
}

describe.concurrent.each(FULL ? TRANSPORTS : TRANSPORTS.slice(0, 1))('over %s', (transport) => {
  const address = (base: string): string => `${base}/?transport=${transport}`;

  it('answers: the text streams in, and the finished message takes its place', async ({
    expect,
    visitor,
  }) => {
    const { page, faults } = await openPage(await visitor(), address(server.url));
    await ask(page, LONG);
    const early = await textInFlight(page);
    await answered(page);
    expect(await readable(answers(page).last())).toContain(early.slice(0, 15));
    await expect.poll(() => page.locator('agent-tool-call').count()).toBeGreaterThan(0);
    await expect.poll(() => page.locator('agent-reasoning').count()).toBeGreaterThan(0);
    await ask(page, 'Show me the packages as a table');
    await page.locator('agent-card table').waitFor();
    await answered(page);
    expectNoFaults(faults);
  });

  it('goes on where it was after a reload in the middle of an answer', async ({ visitor }) => {
    const context = await visitor();
    const { page, faults } = await openPage(context, address(server.url));
    await ask(page, LONG);
    await textInFlight(page, 100);
    await page.reload();
    const other = await openPage(context, address(server.url));
    await expectSameTranscript(page, other.page);
    expect((await transcript(page)).filter((text) => text.startsWith(LONG))).toHaveLength(1);
    expectNoFaults(faults, other.faults);
  });

  it('keeps the text of an answer that is stopped, and says so', async ({ visitor }) => {
    const { page, faults } = await openPage(await visitor(), address(server.url));
    // On a busy machine the answer may be over before the click has reached the server: asked again.
    let text = '';
    let early = '';
    for (let tries = 0; tries < 5 && !/stopped/i.test(text); tries++) {
      await ask(page, LONG);
      early = await textInFlight(page, 60);
      await stopButton(page)
        .click({ timeout: 2_000 })
        .catch(() => undefined);
      await answered(page);
      text = await readable(answers(page).last());
    }
    expect(text).toMatch(/stopped/i);
    expect(text).toContain(early.slice(0, 30));
    expectNoFaults(faults);
  });

  it(`shows the same after ${CUTS} cuts at random moments as a page without one`, async ({ visitor }) => {
    const random = seeded(transport.length);
    const proxy: FaultProxy = await startFaultProxy(server.port);
    for (let run = 0; run < CUTS; run++) {
      const context = await visitor();
      const { page, faults } = await openPage(context, address(proxy.url));
      await composer(page).waitFor();
      await ask(page, LONG);
      await textInFlight(page, 1);
      const before = proxy.cuts();
      proxy.cutAfter(Math.floor(random() * 6_000));
      await answered(page);
      if (proxy.cuts() === before) proxy.cut();
      // The same storage under the server's own address: the session is copied, not shared.
      const state = await context.storageState();
      const plain = await visitor({
        storageState: {
          ...state,
          origins: state.origins.map((one) => ({
            origin: server.url,
            localStorage: one.localStorage.map(({ name, value }) => ({
              name: name.replace(proxy.url, server.url),
              value,
            })),
          })),
        },
      });
      const whole = await openPage(plain, address(server.url));
      await expectSameTranscript(page, whole.page);
      expectNoFaults(faults, whole.faults);
      // Pages that stay open take the time of those that come.
      await Promise.all([context.close(), plain.close()]);
    }
    expect(proxy.cuts()).toBeGreaterThanOrEqual(CUTS);
    await proxy.close();
  }, 600_000);
});

describe.concurrent('two tabs', () => {
  it('of one visitor show the same, one over SSE and one over WebSocket', async ({ visitor }) => {
    const context = await visitor();
    const one = await openPage(context, `${server.url}/?transport=sse`);
    await composer(one.page).waitFor();
    await ask(one.page, GREETING);
    await answered(one.page);
    const two = await openPage(context, `${server.url}/?transport=websocket`);
    await answers(two.page).first().waitFor();
    await ask(two.page, LONG);
    const early = await textInFlight(one.page, 40);
    expect(early.length).toBeGreaterThan(20);
    await expectSameTranscript(one.page, two.page);
    expectNoFaults(one.faults, two.faults);
  });

  it('of two visitors see nothing of one another', async ({ visitor }) => {
    const one = await openPage(await visitor(), server.url);
    const two = await openPage(await visitor(), server.url);
    await ask(one.page, 'My secret is 4711');
    await answered(one.page);
    await ask(two.page, GREETING);
    await answered(two.page);
    expect((await transcript(two.page)).join(' ')).not.toContain('4711');
    expectNoFaults(one.faults, two.faults);
  });
});

// Alone: the answer must not be over before its server is killed.
describe('a server that is killed in the middle of an answer', () => {
  it('is found again by the page; the broken turn is shown as such and answered again', async ({
    expect,
    visitor,
  }) => {
    const own = await startDemoServer();
    const { page, faults } = await openPage(await visitor(), own.url);
    await ask(page, GREETING);
    await textInFlight(page, 10);
    await own.kill();
    await expect
      .poll(() => readable(page.locator('agent-connection-status').first()), { timeout: 15_000 })
      .toMatch(/lost|reconnect|again|retry|connect/i);
    await own.restart();
    await answered(page);
    await expect
      .poll(() => readable(page.locator('agent-message-list')), { timeout: 20_000 })
      .toMatch(/interrupted|started again/i);
    await expect.poll(() => answers(page).count(), { timeout: 20_000 }).toBe(1);
    expect(await readable(answers(page))).toContain('not a language model');
    expectNoFaults(faults);
    await own.remove();
  });

  it('goes on with a turn in which a tool had started', async ({ expect, visitor }) => {
    const own = await startDemoServer();
    const { page, faults } = await openPage(await visitor(), own.url);
    await ask(page, LONG);
    await page.locator('agent-tool-call').waitFor();
    await textInFlight(page, 100);
    await own.kill();
    await own.restart();
    await expect
      .poll(() => answers(page).last().locator('agent-markdown').count(), { timeout: 30_000 })
      .toBeGreaterThan(0);
    await answered(page);
    expect(await page.locator('agent-tool-call').count()).toBe(1);
    expect(await readable(page.locator('agent-message-list'))).not.toMatch(/started again/i);
    expect((await transcript(page)).filter((text) => text.startsWith(LONG))).toHaveLength(1);
    expectNoFaults(faults);
    await own.remove();
  });
});

describe.concurrent('something that needs an approval', () => {
  it('is shown with its exact arguments, and runs once for a person who says yes', async ({ visitor }) => {
    const { page, faults } = await openPage(await visitor(), server.url);
    await ask(page, 'Send an email to bea@example.com, but ask me first');
    const approval = page.locator('agent-approval[stage=open]');
    await approval.waitFor();
    expect(await readable(approval)).toMatch(/asks to use send_demo_email.*to bea@example\.com/);
    expect(await readable(page.locator('agent-steps'))).toContain('write_email');
    // Also a reload in between asks the same again.
    await page.reload();
    await approval.locator('.approve').focus();
    await page.keyboard.press('Enter');
    await page.locator('agent-approval[stage=approved]').waitFor();
    await answered(page);
    expect(await readable(answers(page).last())).toMatch(/the tool has run, once.*bea@example\.com/);
    await page.locator('agent-tool-call[status=done]').waitFor();
    expect(await loggedTypes(page, 'tool_started', 'tool_result', 'approval_resolved')).toEqual([
      'approval_resolved',
      'tool_started',
      'tool_result',
    ]);
    expectNoFaults(faults);
  });
});

it.concurrent('says plainly that there is no such transport', async ({ expect, visitor }) => {
  const { page } = await openPage(await visitor(), `${server.url}/?transport=pigeon`);
  await expect.poll(() => readable(page.locator('agent-chat'))).toMatch(/pigeon/);
});
