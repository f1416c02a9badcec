import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchChromium, openPage } from './support/browser.js';
import { type DemoServer, startDemoServer } from './support/demo-server.js';
import { readable } from './support/readable.js';

// A page, a server and a slow network: seconds, on a busy machine many.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TEXT_BYTES = 400_000;
const SLOW_BYTES_A_SECOND = 200_000;

let browser: Browser;
let server: DemoServer;
let context: BrowserContext;
beforeAll(async () => {
  browser = await launchChromium();
  server = await startDemoServer();
  context = await browser.newContext({ acceptDownloads: true });
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

const attached = (page: Page) => page.locator('agent-composer [part=file]');
const sent = (page: Page) => page.locator('agent-message agent-attachment');

/** As a person does who drags a file over the conversation and lets it go. */
async function drop(page: Page, name: string, type: string, bytes: Buffer): Promise<void> {
  await page.locator('agent-composer [part=attach]').waitFor();
  await page.evaluate(
    ([fileName, fileType, base64]) => {
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], fileName, { type: fileType }));
      const list = document.querySelector('agent-chat')?.shadowRoot?.querySelector('.main');
      for (const kind of ['dragover', 'drop']) {
        list?.dispatchEvent(
          new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true, composed: true }),
        );
      }
    },
    [name, type, bytes.toString('base64')] as const,
  );
}

async function send(page: Page, text: string): Promise<void> {
  const field = page.locator('agent-composer textarea');
  await field.fill(text);
  await page.locator('agent-composer [part=send]:not([disabled])').waitFor();
  await field.press('Enter');
}

/** The names of what the server keeps in its data folder. */
async function kept(): Promise<string[]> {
  const folder = join(server.dataFolder, 'data', 'files');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('a file that is dropped on the chat', () => {
  it('is uploaded before the eyes, goes along with the message, and can be saved from there', async () => {
    const { page, faults } = await openPage(context, server.url);
    const text = Buffer.from('Grüße. '.repeat(TEXT_BYTES / 8));
    const network = await context.newCDPSession(page);
    const throttle = (uploadThroughput: number) =>
      network.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput,
      });
    await page.locator('agent-composer [part=attach]').waitFor();
    await network.send('Network.enable');
    await throttle(SLOW_BYTES_A_SECOND);
    await drop(page, 'a plan é.txt', 'text/plain', text);
    const progress = attached(page).locator('progress');
    await expect
      .poll(() => progress.evaluate((bar: HTMLProgressElement) => bar.value > 0 && bar.value < bar.max), {
        timeout: 20_000,
        interval: 20,
      })
      .toBe(true);
    await throttle(-1);
    await page.locator('agent-composer .file.done').waitFor();
    await send(page, 'What is in it?');
    await sent(page).first().waitFor();
    // Its element is loaded with it.
    await expect.poll(() => readable(sent(page).first())).toMatch(/a plan é\.txt.*TXT.*kB/);
    const download = page.waitForEvent('download');
    await sent(page).first().locator('[part=download]').click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('a plan é.txt');
    expect(saved.url()).toMatch(/\/api\/attachments\/[\w-]+\/content\?.*signature=/);
    expect((await readFile(await saved.path())).equals(text)).toBe(true);
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
  });

  it('is shown in place when it is a picture, and nothing of it stays when it is taken back', async () => {
    const { page, faults } = await openPage(context, server.url);
    const before = await kept();
    const picture = await page.locator('agent-chat').screenshot();
    await drop(page, 'forgotten.png', 'image/png', picture);
    await page.locator('agent-composer .file.done').waitFor();
    expect((await kept()).length).toBe(before.length + 1);
    await attached(page).locator('[part=remove]').click();
    await expect.poll(kept, { timeout: 20_000 }).toEqual(before);

    await drop(page, 'shown.png', 'image/png', picture);
    await page.locator('agent-composer .file.done').waitFor();
    await send(page, 'Look.');
    const shown = page.locator('agent-message agent-attachment', { hasText: 'shown.png' });
    await shown.locator('[part=view]').click();
    await expect
      .poll(() => shown.locator('[part=image]').evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(100);
    expect(faults).toEqual({ errors: [], foreignRequests: [] });
  });

  it('is refused in words when its bytes are no picture, and what was written is kept', async () => {
    const { page } = await openPage(context, server.url);
    await drop(page, 'page.png', 'image/png', Buffer.from('<html><script>alert(1)</script></html>'));
    const failed = page.locator('agent-composer .file.failed');
    await failed.waitFor();
    expect(await readable(failed)).toContain('Files like page.png are not taken here.');
    const field = page.locator('agent-composer textarea');
    await field.fill('Anyway');
    await field.press('Enter');
    // What was written is kept, and what is in its way is named.
    await expect.poll(() => readable(page.locator('agent-composer'))).toMatch(/again|remove/i);
    expect(await field.inputValue()).toBe('Anyway');
    await failed.locator('[part=remove]').click();
    await field.press('Enter');
    await page.locator('agent-message', { hasText: 'Anyway' }).waitFor();
  });
});

/** A picture for who looks at its first bytes, and a script for who runs it. */
const POLYGLOT = 'GIF89a/*\u0001*/=1;alert("picture")//';

describe('a hostile file', () => {
  /** As the visitor of the page; gives where the server hands it out. */
  const upload = (page: Page, name: string, type: string, body: string) =>
    page.evaluate(
      async ([fileName, fileType, text]) => {
        const stored = Object.values(sessionStorage).find((value) => value.includes('sessionToken')) ?? '{}';
        const { sessionToken, conversationId } = JSON.parse(stored) as Record<string, string>;
        const path = `/api/conversations/${conversationId}/attachments?name=${fileName}`;
        const headers = { authorization: `Bearer ${sessionToken}`, 'content-type': fileType };
        const response = await fetch(path, { method: 'POST', headers, body: text });
        return (await response.json()) as { contentUrl: string; viewUrl: string | null };
      },
      [name, type, body] as const,
    );

  it('is saved where a page would be opened, and never runs', async () => {
    const { page } = await openPage(context, server.url);
    const ran: string[] = [];
    const watch = (watched: Page) =>
      watched.on('dialog', (dialog) => {
        ran.push(dialog.message());
        void dialog.dismiss();
      });
    watch(page);
    await page.locator('agent-composer [part=attach]').waitFor();
    const html = await upload(page, 'a.html', 'text/html', '<script>alert("page")</script>');
    const download = page.waitForEvent('download');
    await page.goto(server.url + html.contentUrl).catch(() => undefined);
    expect((await download).suggestedFilename()).toBe('a.html');

    const gif = await upload(page, 'a.gif', 'image/gif', POLYGLOT);
    const elsewhere = await context.newPage();
    watch(elsewhere);
    await elsewhere.addScriptTag({ content: POLYGLOT });
    expect(ran.splice(0)).toEqual(['picture']);
    await expect(elsewhere.addScriptTag({ url: server.url + (gif.viewUrl ?? '') })).rejects.toThrow();
    const shown = await page.goto(server.url + (gif.viewUrl ?? ''));
    expect(shown?.headers()['content-type']).toBe('image/gif');
    expect(ran).toEqual([]);
  });
});
