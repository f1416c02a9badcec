import { fileURLToPath } from 'node:url';
import { elementAssets } from '@agent-chat/server/node';
import { expect, it, vi } from 'vitest';
import { launchChromium, openContext, openPage } from './support/browser.js';
import { pageAt } from './support/documentation.js';
import { startEmbedSite } from './support/embed-site.js';
import { pageScript } from './support/page-assets.js';
import { startStaticSite } from './support/static-site.js';

// A page, a server and a browser: on a busy machine many seconds.
vi.setConfig({ testTimeout: 60_000 });

const BUILT = new URL('../../elements/dist/browser/', import.meta.url);
const DOCUMENTED_SERVER = 'https://chat.example.com';
/** One green point. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==',
  'base64',
);

/** The policy that the documentation gives, for a server at `url`. */
function documentedPolicy(url: string): string {
  const { text } = pageAt('docs/embedding.md');
  const [, policy = ''] = /This policy is enough[^]*?```\n([^]*?)```/.exec(text) ?? [];
  return policy
    .replaceAll(DOCUMENTED_SERVER, url)
    .replaceAll(DOCUMENTED_SERVER.replace('https', 'wss'), url.replace('http', 'ws'))
    .replaceAll('\n', ' ');
}

it('the documented policy is enough for a chat with a cover, on a server elsewhere, in which a picture is sent and seen', async ({
  onTestFinished,
}) => {
  const site = await startStaticSite({ '/agent-chat/': fileURLToPath(BUILT) }, '127.0.0.2');
  onTestFinished(() => site.close());
  const assets = new Map(elementAssets(new URL('agent-chat.js', BUILT).href));
  assets.set('/cover.png', { body: PNG, contentType: 'image/png', embeddable: true });
  const chat = await startEmbedSite(
    {
      allowedOrigins: [site.url],
      coverType: 'image',
      coverValue: '/cover.png',
      uploads: { maxFiles: 1, maxFileSizeMb: 1, allowedFileTypes: ['image/*'] },
    },
    [],
    { assets },
  );
  onTestFinished(() => chat.close());
  site.page('/favicon.ico', '', { 'content-type': 'image/x-icon' });
  site.page(
    '/',
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
    <script type="module" src="/agent-chat/agent-chat.js"></script></head>
    <body><agent-chat src="${chat.server}" interface="demo"></agent-chat></body></html>`,
    { 'content-security-policy': documentedPolicy(chat.server) },
  );
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const context = await openContext(browser, onTestFinished);
  const { page, faults } = await openPage(context, site.url);

  const widthOf = (part: string): Promise<number> =>
    page
      .locator(`agent-chat ${part}`)
      .first()
      .evaluate((image: HTMLImageElement) => image.naturalWidth);
  await page.locator('agent-chat [part=cover]').waitFor();
  await expect.poll(() => widthOf('[part=cover]')).toBe(1);

  await page
    .locator('agent-composer input[type=file]')
    .setInputFiles({ name: 'green.png', mimeType: 'image/png', buffer: PNG });
  await page.locator('agent-composer .file.done').waitFor();
  await page.locator('agent-composer textarea').fill('Look.');
  await page.locator('agent-composer [part=send]:not([disabled])').click();
  const shown = page.locator('agent-message agent-attachment', { hasText: 'green.png' });
  await shown.locator('[part=view]').click();
  await shown.locator('[part=image]').waitFor();
  await expect.poll(() => widthOf('agent-attachment [part=image]')).toBe(1);
  await page.locator('agent-message', { hasText: 'An answer.' }).waitFor();
  expect(faults.errors).toEqual([]);
});

it('a page that bundles the elements says in place of them that its policy does not allow them', async ({
  onTestFinished,
}) => {
  const site = await startStaticSite({});
  onTestFinished(() => site.close());
  const script = await pageScript("import '@agent-chat/elements/define';", 'built');
  site.page('/page.js', new TextDecoder().decode(script), { 'content-type': 'text/javascript' });
  site.page(
    '/',
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
    <link rel="icon" href="data:,"><script type="module" src="/page.js"></script></head>
    <body><agent-chat></agent-chat></body></html>`,
    { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types 'none'" },
  );
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const { page } = await openPage(await openContext(browser, onTestFinished), site.url);
  await expect.poll(() => page.locator('agent-chat').textContent()).toContain('must allow the Trusted Types');
});
