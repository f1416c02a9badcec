import { readFile } from 'node:fs/promises';
import type { ChatClient } from '@agent-chat/client';
import { type Asset, type Assets, bearerToken } from '@agent-chat/server';
import { elementAssets } from '@agent-chat/server/node';
import type { Browser, BrowserContext, Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { launchChromium, openContext, openPage, type PageFaults } from './support/browser.js';
import { readable } from './support/readable.js';
import { type SliceServer, startSliceServer } from './support/slice-server.js';
import { talkativeAgent } from './support/talkative-agent.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const BUILT = new URL('../../elements/dist/browser/', import.meta.url);
const ANSWER = `## Two of them\n\n- the first\n- the second\n\n\`\`\`js\nconst chats = 2;\n\`\`\`\n\n${'And so it goes on. '.repeat(20)}`;

const html = (body: string): Asset => asset(`<!doctype html><title>Chats</title>${body}`, 'text/html');

function asset(text: string, type: string): Asset {
  return { body: new TextEncoder().encode(text), contentType: `${type}; charset=utf-8` };
}

/** As many chats as the address of the page asks for. */
const PAGE_SCRIPT = `
import '/elements/agent-chat.js';
const wishes = new URLSearchParams(location.search);
for (let left = Number(wishes.get('chats')); left > 0; left--) {
  const chat = document.createElement('agent-chat');
  chat.transport = wishes.get('transport');
  const participantId = wishes.get('member');
  if (participantId) chat.member = {
    token: participantId,
    participants: [
      { participantId, kind: 'user', displayName: participantId },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  };
  document.body.append(chat);
}
`;

/**
 * The built elements as another version of the package would be: some of its words have other keys, of
 * which the first version knows nothing.
 */
function anotherVersion(elements: Assets): [path: string, Asset][] {
  return [...elements]
    .filter(([path]) => /^\/elements\/[^/]+\.js$/.test(path))
    .map(([path, { body }]) => {
      const code = new TextDecoder().decode(body).replaceAll(/\b(?:toolCall|copyMessage)\b/g, '$&OfAnother');
      return [path.replace('/elements/', '/other/'), asset(code, 'text/javascript')];
    });
}

/** The names of the built file that begins with a module of the elements, and of those that it needs. */
async function filesOf(module: string): Promise<readonly [string, ...string[]]> {
  const { outputs } = JSON.parse(await readFile(new URL('metafile-esm.json', BUILT), 'utf8')) as {
    outputs: Record<string, { entryPoint?: string; imports: { path: string; kind: string }[] }>;
  };
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === module);
  if (found === undefined) throw new Error(`No file begins with ${module}.`);
  const nameOf = (path: string): string => path.split('/').at(-1) ?? '';
  const needed = found[1].imports.filter(({ kind }) => kind === 'import-statement');
  return [nameOf(found[0]), ...needed.map(({ path }) => nameOf(path))];
}

let browser: Browser;
let server: SliceServer;
beforeAll(async () => {
  browser = await launchChromium();
  const elements = elementAssets(new URL('agent-chat.js', BUILT).href);
  const assets = new Map([
    ...elements,
    ...anotherVersion(elements),
    ['/chats', html('<body><script type="module" src="/chats.js"></script>')],
    ['/chats.js', asset(PAGE_SCRIPT, 'text/javascript')],
    [
      '/copies',
      html(
        `<script type="module" src="/elements/agent-chat.js"></script><script type="module" src="/other/agent-chat.js"></script>
        <body><agent-chat></agent-chat><agent-chat></agent-chat>`,
      ),
    ],
  ]);
  server = await startSliceServer(talkativeAgent(5, ANSWER), assets, {
    authenticate: async ({ headers }) => {
      const participantId = bearerToken(headers);
      return participantId === null ? null : { kind: 'member', tenant: 'default', participantId };
    },
  });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
const it = test.extend('context', ({ onTestFinished }) => openContext(browser, onTestFinished));

const chats = (page: Page): Locator => page.locator('agent-chat');

async function say(chat: Locator, text: string): Promise<void> {
  await chat.locator('agent-composer textarea').fill(text);
  await chat.locator('agent-composer textarea').press('Enter');
}

const isThere = (chat: Locator, text: string): Promise<void> =>
  chat.locator('agent-message[status=logged]', { hasText: text }).waitFor();

/** Once every chat in the page is connected. */
async function live(page: Page, count: number): Promise<void> {
  await page.waitForFunction((wanted) => {
    const shown = document.querySelectorAll<Element & { readonly currentClient?: ChatClient | null }>(
      'agent-chat',
    );
    const isLive = (client?: ChatClient | null): boolean => client?.getState().connection.status === 'live';
    return shown.length === wanted && [...shown].every(({ currentClient }) => isLive(currentClient));
  }, count);
}

interface Chats {
  readonly transport: string;
  /** Whose they are; empty: a visitor's. */
  readonly member: string;
  readonly count?: number;
}

/** @param watch told of the page before it is loaded */
async function openChats(
  context: BrowserContext,
  { transport, member, count = 1 }: Chats,
  watch: (page: Page) => void = () => undefined,
): Promise<{ page: Page; faults: PageFaults }> {
  const { page, faults } = await openPage(context, 'about:blank');
  watch(page);
  await page.goto(`${server.url}/chats?chats=${count}&transport=${transport}&member=${member}`);
  await live(page, count);
  return { page, faults };
}

describe.concurrent('two copies of the package on one page, of different versions', () => {
  it('show a conversation together, whichever of them an element is of', async ({ expect, context }) => {
    const [start, messages, [cards]] = await Promise.all([
      filesOf('src/browser.ts'),
      filesOf('src/chat/chat-parts.ts'),
      filesOf('src/card/define.ts'),
    ]);
    const late = messages.filter((name) => !start.includes(name));
    const { page, faults } = await openPage(context, 'about:blank');
    const requested: string[] = [];
    page.on('request', (request) => requested.push(new URL(request.url()).pathname));
    // The chat is of the first copy, and what it shows the messages with is of the other one.
    await page.route(
      ({ pathname }) => late.some((name) => pathname === `/elements/${name}`),
      async (route) => {
        await page.waitForFunction(() => customElements.get('agent-message-list') !== undefined);
        await route.continue();
      },
    );
    await page.goto(`${server.url}/copies`);
    await live(page, 2);
    const both = [chats(page).first(), chats(page).last()] as const;
    await say(both[0], 'Show me everything.');
    await Promise.all(both.map((chat) => chat.locator('agent-message[status=writing]').waitFor()));
    for (const chat of both) {
      await chat.locator('agent-card table').waitFor();
      const answer = chat.locator('agent-message[side=agent][status=logged]').last();
      expect(await readable(answer)).toContain('And so it goes on.');
      expect(await answer.locator('agent-markdown li').allInnerTexts()).toEqual(['the first', 'the second']);
      expect(await answer.locator('agent-markdown pre').innerText()).toContain('const chats = 2;');
      expect(await answer.getByRole('button', { name: 'Copy message' }).count()).toBe(1);
      expect(await chat.getByRole('article', { name: 'Tool look_up' }).count()).toBe(1);
    }
    expect(requested).toContain(`/other/${cards}`);
    expect(requested).not.toContain(`/elements/${cards}`);
    expect(faults.errors).toEqual([]);
  });
});

describe.concurrent.each([
  ['a visitor', '', ''],
  // Each has conversations of their own.
  ['a member', 'ada', 'bea'],
])('the chats of %s', (_, ada, bea) => {
  it('on one page share a socket', async ({ expect, context }) => {
    const open = new Set<unknown>();
    const asked = { transport: 'websocket', member: ada, count: 2 };
    const { page, faults } = await openChats(context, asked, (watched) =>
      watched.on('websocket', (socket) => {
        open.add(socket);
        socket.on('close', () => open.delete(socket));
      }),
    );
    expect(open.size).toBe(1);
    for (const at of [0, 1]) {
      await say(chats(page).nth(at), `From chat ${at}`);
      await isThere(chats(page).nth(at), `From chat ${at}`);
    }
    expect(open.size).toBe(1);
    expect(faults.errors).toEqual([]);
  });

  it('in two tabs share a stream of events', async ({ expect, context }) => {
    let streams = 0;
    context.on('request', (request) => {
      // What asks once for what is missing ends by itself.
      if (request.url().includes('/stream') && !request.url().includes('wait=')) streams += 1;
    });
    const tabs = [
      await openChats(context, { transport: 'sse', member: bea }),
      await openChats(context, { transport: 'sse', member: bea }),
    ] as const;
    for (const [at, { page }] of tabs.entries()) {
      await say(chats(page), `From tab ${at}`);
      for (const tab of tabs) await isThere(chats(tab.page), `From tab ${at}`);
    }
    expect(streams).toBe(1);
    for (const { faults } of tabs) expect(faults.errors).toEqual([]);
  });
});
