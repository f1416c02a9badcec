// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright';
import { findChromium } from '../browsers.mjs';
import { ownNode } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';

const MEDIA_TYPES = /** @type {Record<string, string>} */ ({
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
});

/**
 * @typedef {object} StoryEntry
 * @property {string} id
 * @property {string} title
 * @property {string} name
 * @property {string} importPath
 */

/** @param {string} folder where it is written to */
export async function buildStorybook(folder) {
  await run(
    ownNode,
    ['node_modules/storybook/dist/bin/dispatcher.js', 'build', '--quiet', '--output-dir', folder],
    { env: { STORYBOOK_DISABLE_TELEMETRY: '1' } },
  );
}

/** The stories of a built Storybook, in the order of its sidebar. @param {string} folder @returns {StoryEntry[]} */
export function storiesIn(folder) {
  /** @type {{ entries: Record<string, StoryEntry & { type: string }> }} */
  const { entries } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  return Object.values(entries).filter(({ type }) => type === 'story');
}

/** Serves a folder on a free port of this machine. @param {string} folder */
export async function serve(folder) {
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

/** The browser of the tests. */
export function startChromium() {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu'],
  });
}
