// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildStorybook, serve, startChromium, storiesIn } from '../storybook/built-storybook.mjs';
import { failOn } from './gate.mjs';
import { build } from './build.mjs';

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
      // Beside the tests of all browsers a story takes its time.
      { timeout: 60_000 },
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
      await buildStorybook(folder);
      const all = storiesIn(folder);
      const oneOfEach = [...new Map(all.map((story) => [story.importPath, story])).values()];
      const stories = process.env['AGENT_CHAT_TEST'] === 'full' ? all : oneOfEach;

      const browser = await startChromium();
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
