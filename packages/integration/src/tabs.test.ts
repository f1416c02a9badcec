import type { ChatClient, ChatState } from '@agent-chat/client';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchChromium, openPage } from './support/browser.js';
import { pageAssets, pageScript } from './support/page-assets.js';
import { type SliceServer, startSliceServer } from './support/slice-server.js';
import { ANSWER, talkativeAgent } from './support/talkative-agent.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** What a page of this test has: the client, and what it shows of it. */
const SCRIPT = `
import { createChatClient, sharedSseTransport, visitorSession } from '@agent-chat/client';
const url = location.origin;
const session = await visitorSession({ url, slug: 'demo' });
const client = createChatClient({
  transport: sharedSseTransport({ url, token: session.sessionToken, scope: session.conversationId }),
  conversationId: session.conversationId,
});
client.connect();
globalThis.client = client;
globalThis.statuses = [];
client.subscribe(() => globalThis.statuses.push(client.getState().connection.status));
`;

interface TabGlobals {
  readonly client: ChatClient;
  readonly statuses: ChatState['connection']['status'][];
}

let browser: Browser;
let server: SliceServer;
let context: BrowserContext;
beforeAll(async () => {
  browser = await launchChromium();
  server = await startSliceServer(talkativeAgent(10), pageAssets(await pageScript(SCRIPT)));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

/** Event streams without an end that the tabs have asked for. */
let streams = 0;

async function openTab(): Promise<Page> {
  const { page, faults } = await openPage(context, 'about:blank');
  page.on('request', (request) => {
    if (request.url().includes('/stream') && !request.url().includes('wait=')) streams += 1;
  });
  await page.goto(server.url);
  await page.waitForFunction(() => {
    const { client } = globalThis as unknown as Partial<TabGlobals>;
    return client?.getState().connection.status === 'live';
  });
  expect(faults.errors).toEqual([]);
  return page;
}

function say(page: Page, text: string): Promise<unknown> {
  return page.evaluate(
    (content) => (globalThis as unknown as TabGlobals).client.sendMessage({ text: content }),
    text,
  );
}

/** Resolves when text of the answer to this turn is there. */
function isWriting(page: Page): Promise<unknown> {
  return page.waitForFunction(() =>
    (globalThis as unknown as TabGlobals).client
      .getState()
      .drafts.some(({ kind, text }) => kind === 'text' && text.length > 100),
  );
}

function isAnswered(page: Page, turn: number): Promise<unknown> {
  return page.waitForFunction((last) => {
    const control = (globalThis as unknown as TabGlobals).client.getState().conversation?.control;
    return control !== undefined && control.lastTurn >= last && control.openTurn === null;
  }, turn);
}

function shown(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { conversation, drafts, pending } = (globalThis as unknown as TabGlobals).client.getState();
    const entries = [...(conversation?.timeline.entries ?? [])];
    return JSON.stringify({ control: conversation?.control, entries, drafts, pending });
  });
}

describe('several tabs of a browser', () => {
  it('read one stream, and show the same; closing the one that leads hands it over in mid-answer', async () => {
    streams = 0;
    const tabs = [await openTab(), await openTab(), await openTab()];
    const [leader, second, third] = tabs as [Page, Page, Page];
    expect(streams).toBe(1);

    await say(second, 'From the second');
    for (const tab of tabs) await isAnswered(tab, 2);
    expect(await shown(second)).toBe(await shown(leader));
    expect(await shown(third)).toBe(await shown(leader));
    expect(await shown(third)).toContain(JSON.stringify(ANSWER).slice(1, -1));
    expect(streams).toBe(1);

    await say(third, 'From the third');
    await isWriting(third);
    await third.evaluate(() => {
      (globalThis as unknown as TabGlobals).statuses.length = 0;
    });
    await leader.close();
    await isAnswered(second, 4);
    await isAnswered(third, 4);
    expect(streams).toBe(2);
    expect(await shown(second)).toBe(await shown(third));
    const statuses = await third.evaluate(() => (globalThis as unknown as TabGlobals).statuses);
    expect([...new Set(statuses)]).toEqual(['live']);
  });
});
