import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './support/browser.js';
import { type OperatorServer, openOperatorServer, operatorTokenOf } from './support/operator-server.js';
import { TEST_STORES, type TestStoreKind } from './support/test-stores.js';

const HOSTILE = [
  '</p></article><script>window.ran = true</script>',
  '<img src="https://evil.example/pixel" onerror="window.ran = true">',
  '<svg onload="window.ran = true"><style>@import "https://evil.example/x.css"</style></svg>',
  '<a href="javascript:window.ran = true">Click</a>',
  '<iframe srcdoc="<script>parent.ran = true</script>"></iframe>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '<form action="https://evil.example/"><button autofocus>Send</button></form>',
  '--><!--<title>x</title>',
] as const;

describe('an exported conversation as a page', () => {
  let opened: OperatorServer;
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    opened = await openOperatorServer(TEST_STORES.find(({ name }) => name === 'memory') as TestStoreKind);
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), 'agent-chat-export-'));
  });
  afterAll(async () => {
    await browser?.close();
    await opened?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('runs nothing and asks nobody for anything when it is opened from a disk, whatever was said', async () => {
    const node = opened.node();
    const token = operatorTokenOf('default');
    const [title = ''] = HOSTILE;
    const created = await node.fetch('POST', '/api/conversations', {
      token,
      body: {
        clientRequestId: 'r1',
        title,
        participants: [
          { participantId: 'olga', kind: 'user', displayName: HOSTILE[1] },
          { participantId: 'helper', kind: 'agent', displayName: 'Helper' },
        ],
      },
    });
    const { conversationId } = (await created.json()) as { conversationId: string };
    for (const [index, text] of HOSTILE.entries()) {
      const { status } = await node.fetch('POST', `/api/conversations/${conversationId}/messages`, {
        token,
        body: {
          clientRequestId: `m${index}`,
          parts: [{ type: 'text', partId: 'p', text }],
          finality: 'none',
        },
      });
      expect(status).toBe(200);
    }
    const path = `/api/conversations/${conversationId}/export?format=html`;
    const file = join(folder, 'conversation.html');
    await writeFile(file, await (await node.fetch('GET', path, { token })).text());

    const page = await browser.newPage({ viewport: { width: 720, height: 900 } });
    const address = pathToFileURL(file).href;
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(address, { waitUntil: 'load' });
    expect(await page.title()).toBe(title);
    expect(await page.locator('article p').allTextContents()).toEqual([...HOSTILE]);
    expect(await page.locator('article strong').first().textContent()).toBe(HOSTILE[1]);
    const dangerous =
      'script, img, svg, iframe, form, a, button, object, embed, link, meta[http-equiv="refresh"]';
    expect(await page.locator(dangerous).count()).toBe(0);
    expect(await page.evaluate(() => Object.hasOwn(window, 'ran'))).toBe(false);
    expect([requests, dialogs, page.url()]).toEqual([[address], [], address]);
    await page.close();
  });
});
