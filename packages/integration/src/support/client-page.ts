import type { ChatClient, ChatState, NetworkTransportOptions } from '@agent-chat/client';
import type { AgentRunner } from '@agent-chat/core';
import type { BrowserContext, Page } from 'playwright';
import { openPage, type PageFaults } from './browser.js';
import { pageAssets, pageScript } from './page-assets.js';
import { type SliceServer, startSliceServer } from './slice-server.js';

/** What a page of these tests has: a client without any element, and all that it has shown. */
const SCRIPT = `
import { createChatClient, createTransport, visitorSession, webPendingStorage } from '@agent-chat/client';
const url = location.origin;
const options = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const session = await visitorSession({ url, slug: 'demo' });
const client = createChatClient({
  transport: createTransport(options.transport, { url, token: session.sessionToken, ...options }),
  conversationId: session.conversationId,
  storage: webPendingStorage(localStorage, 'pending'),
});
globalThis.client = client;
globalThis.seen = [];
client.subscribe(() => {
  const { status, transport } = client.getState().connection;
  const now = transport + ' ' + status;
  if (globalThis.seen.at(-1) !== now) globalThis.seen.push(now);
});
client.connect();
`;

interface PageGlobals {
  readonly client: ChatClient;
  /** Each change of the transport or the status, as `sse live`. */
  readonly seen: string[];
}

/** A server whose page is nothing but a client. */
export async function startClientPageServer(agent: AgentRunner): Promise<SliceServer> {
  return startSliceServer(agent, pageAssets(await pageScript(SCRIPT)));
}

export interface ClientPage {
  readonly page: Page;
  readonly faults: PageFaults;
  /** Resolves once the page has a client again. */
  reload(): Promise<void>;
  /** Resolves once the condition holds; it runs in the page and sees nothing of the test. */
  until(condition: (state: ChatState) => boolean): Promise<void>;
  /** What the client's state says, as the condition of `until` reads it. */
  state<T>(read: (state: ChatState) => T): Promise<T>;
  /** In `pending` when it resolves. */
  say(text: string): Promise<void>;
  stop(): Promise<void>;
  seen(): Promise<string[]>;
  /** The log and what is open, as JSON. */
  shown(): Promise<string>;
}

export async function openClientPage(
  context: BrowserContext,
  url: string,
  options: Partial<NetworkTransportOptions> & { readonly transport: string },
): Promise<ClientPage> {
  const { page, faults } = await openPage(context, `${url}/#${encodeURIComponent(JSON.stringify(options))}`);
  const hasClient = (): Promise<unknown> => page.waitForFunction(() => 'client' in globalThis);
  await hasClient();
  const globals = <T>(run: (globals: PageGlobals) => T): Promise<Awaited<T>> =>
    page.evaluate(`(${String(run)})(globalThis)`);
  return {
    page,
    faults,
    async reload() {
      await page.reload();
      await hasClient();
    },
    async until(condition) {
      await page.waitForFunction(`(${String(condition)})(globalThis.client.getState())`);
    },
    state: (read) => page.evaluate(`(${String(read)})(globalThis.client.getState())`),
    say: (text) =>
      page.evaluate((content) => {
        void (globalThis as unknown as PageGlobals).client
          .sendMessage({ text: content })
          .catch(() => undefined);
      }, text),
    stop: () => globals(({ client }) => client.stop()),
    seen: () => globals(({ seen }) => seen),
    shown: () =>
      globals(({ client }) => {
        const { conversation, drafts, pending } = client.getState();
        const entries = [...(conversation?.timeline.entries ?? [])];
        return JSON.stringify({ control: conversation?.control, entries, drafts, pending });
      }),
  };
}

/**
 * Stands the page still, as a laptop that sleeps does: no script runs, no timer, no frame is read.
 * Headless pages are always visible, and what is visible cannot be frozen by the browser, so that
 * the debugger holds it. The returned function wakes it, `sleptMs` later by its clock; a browser
 * that froze the page itself also tells it by an event.
 */
export async function freeze({
  page,
}: ClientPage): Promise<(how: { readonly sleptMs: number; readonly isTold: boolean }) => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Debugger.enable');
  const paused = new Promise((resolve) => devtools.once('Debugger.paused', resolve));
  await devtools.send('Debugger.pause');
  await paused;
  return async ({ sleptMs, isTold }) => {
    // Run while it stands still: by the page's clock the time has passed when it goes on.
    await devtools.send('Runtime.evaluate', {
      expression: `{ const now = Date.now; Date.now = () => now.call(Date) + ${sleptMs}; }`,
    });
    await devtools.send('Debugger.resume');
    await devtools.send('Debugger.disable');
    if (isTold) await page.evaluate(() => document.dispatchEvent(new Event('resume')));
  };
}

/** Has nobody see the page, since `forMs` ago by its clock: headless pages are always visible. */
export async function hide({ page }: ClientPage, forMs: number): Promise<void> {
  await page.evaluate((ms) => {
    const { now } = Date;
    Date.now = () => now.call(Date) - ms;
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
    Date.now = now;
  }, forMs);
}

/** Somebody looks at it again. */
export async function show({ page }: ClientPage): Promise<void> {
  await page.evaluate(() => {
    delete (document as { visibilityState?: unknown }).visibilityState;
    document.dispatchEvent(new Event('visibilitychange'));
  });
}
