// @ts-check
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright';
import { ownNode } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';
import { failOn } from './gate.mjs';
import { build } from './build.mjs';

const MEDIA_TYPES = /** @type {Record<string, string>} */ ({
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
});

/** Serves a folder on a free port. @param {string} folder */
async function serve(folder) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(folder, path);
    if (path.endsWith('/') || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': MEDIA_TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The server has no port.');
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

/**
 * Opens one story of the built Storybook, and says what is wrong with it. The
 * other story tests run the sources: only the build shows that a bundler has
 * dropped the definition of an element.
 *
 * @param {import('playwright').Page} page
 * @param {string} url
 * @param {string} id
 * @returns {Promise<string[]>}
 */
async function openStory(page, url, id) {
  /** @type {string[]} */
  const complaints = [];
  const onError = (/** @type {Error} */ error) => complaints.push(`${id}: ${error.message}`);
  page.on('pageerror', onError);
  await page.goto(`${url}/iframe.html?id=${encodeURIComponent(id)}&viewMode=story`);
  try {
    await page.waitForFunction(
      () => document.querySelector('.sb-show-main, .sb-show-errordisplay, .sb-show-nopreview') !== null,
      undefined,
      { timeout: 10_000 },
    );
    const { rendered, undefinedTags } = await page.evaluate(() => {
      const story = document.querySelector('#storybook-root');
      const strangers = [...(story?.querySelectorAll(':not(:defined)') ?? [])];
      return {
        rendered: story?.firstElementChild != null,
        undefinedTags: strangers.map((each) => each.localName),
      };
    });
    if (!rendered) complaints.push(`${id}: shows nothing`);
    for (const tag of new Set(undefinedTags)) complaints.push(`${id}: <${tag}> is not defined`);
  } catch (error) {
    complaints.push(`${id}: ${String(error)}`);
  }
  page.off('pageerror', onError);
  return complaints;
}

/**
 * Builds Storybook and opens one story of each file of stories, which has the same imports as its others,
 * or every story in a full test.
 *
 * @type {import('./gate.mjs').Gate}
 */
export const storybook = {
  name: 'built Storybook',
  after: [build],
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'agent-chat-storybook-'));
    try {
      await run(
        ownNode,
        ['node_modules/storybook/dist/bin/dispatcher.js', 'build', '--quiet', '--output-dir', folder],
        { env: { STORYBOOK_DISABLE_TELEMETRY: '1' } },
      );
      /** @type {{ entries: Record<string, { id: string, type: string, importPath: string }> }} */
      const { entries } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
      const all = Object.values(entries).filter(({ type }) => type === 'story');
      const oneOfEach = [...new Map(all.map((story) => [story.importPath, story])).values()];
      const stories = process.env['AGENT_CHAT_TEST'] === 'full' ? all : oneOfEach;

      const executablePath = process.env['CHROMIUM_PATH'];
      const browser = await chromium.launch({
        ...(executablePath && { executablePath }),
        args: ['--no-sandbox', '--disable-gpu'],
      });
      const { url, close } = await serve(folder);
      try {
        const complaints = [];
        const page = await browser.newPage();
        for (const { id } of stories) complaints.push(...(await openStory(page, url, id)));
        failOn('The built Storybook has faults', complaints);
      } finally {
        await browser.close();
        close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
