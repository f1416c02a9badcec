// @ts-check
// Pictures of every story, and one page with all of them: `npm run screenshots -- [--only=NAME,…] [--no-build]`
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, toolState } from '../setup/paths.mjs';
import { stopWithMessage } from '../setup/stop-with-message.mjs';
import { buildStorybook, serve, startChromium, storiesIn } from './built-storybook.mjs';
import { pictureIndex } from './picture-index.mjs';

/** @typedef {import('./picture-index.mjs').Picture} Picture */

const FOLDER = join(root, 'screenshots');
const BUILT = join(toolState, 'storybook');
const DESK = { viewport: { width: 900, height: 760 } };
const TELEPHONE = {
  viewport: { width: 320, height: 740 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
};
/** What is drawn later than its story: words and parts that are loaded, lists that measure their rows. */
const LATE_MS = 250;

/** The first is also how a story is seen that shows a look of its own. */
const WAYS = [
  { name: 'light', globals: '', options: DESK },
  { name: 'dark', globals: 'scheme:dark', options: { ...DESK, colorScheme: /** @type {const} */ ('dark') } },
  { name: 'right to left', globals: 'locale:ar', options: DESK },
  { name: 'narrow', globals: '', options: TELEPHONE },
];

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, 'no-build': { type: 'boolean', default: false } },
});

/**
 * Shows a story, and waits for it.
 *
 * @param {import('playwright').Page} page
 * @param {string} url
 * @param {string} globals
 */
async function show(page, url, globals) {
  // Without the check by axe: that is the tests'.
  await page.goto(`${url}&globals=a11y.manual:!true;${globals}`);
  await page.waitForFunction(() => {
    const preview = /** @type {any} */ (globalThis).__STORYBOOK_PREVIEW__;
    return ['completed', 'afterEach', 'finished', 'errored'].includes(preview?.currentRender?.phase);
  });
  await page.waitForTimeout(LATE_MS);
  return page.evaluate(() => ({
    isShown: document.querySelector('.sb-show-main #storybook-root')?.firstElementChild != null,
    hasOwnLook: document.querySelector('[data-look]') !== null,
  }));
}

/** The edge that Storybook leaves around a story takes room away; gone before anything is placed. */
function fillPage() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.sb-main-padded { padding: 0 !important }');
  document.adoptedStyleSheets = [sheet];
}

/** @param {string} name */
const fileName = (name) => `${name.replaceAll(' ', '-')}.png`;

try {
  if (!values['no-build'] || !existsSync(BUILT)) {
    console.log('Building Storybook…');
    await buildStorybook(BUILT);
  }
  const wanted = values.only.toLowerCase().split(',');
  const stories = storiesIn(BUILT).filter(({ id, title }) =>
    wanted.some((words) => `${id} ${title}`.toLowerCase().includes(words)),
  );
  if (stories.length === 0) {
    console.error(`No story has “${values.only}” in its name.`);
    process.exit(1);
  }
  rmSync(FOLDER, { recursive: true, force: true });

  const { url, close } = await serve(BUILT);
  const browser = await startChromium();
  /** @type {Picture[]} */
  const pictures = [];
  /** @type {string[]} */
  const failed = [];
  try {
    const pages = await Promise.all(
      WAYS.map(async ({ options }) => {
        const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
        await context.addInitScript(fillPage);
        return context.newPage();
      }),
    );
    for (const { id, title, name } of stories) {
      mkdirSync(join(FOLDER, id), { recursive: true });
      const address = `${url}/iframe.html?id=${encodeURIComponent(id)}&viewMode=story`;
      /** @param {number} index */
      const take = async (index) => {
        const { name: way = '', globals = '' } = WAYS[index] ?? {};
        const page = /** @type {import('playwright').Page} */ (pages[index]);
        const { isShown, hasOwnLook } = await show(page, address, globals);
        if (!isShown) failed.push(`${id}, ${way}: shows nothing`);
        const file = `${id}/${fileName(way)}`;
        await page.screenshot({ path: join(FOLDER, file), fullPage: true });
        pictures.push({ title, name, way: hasOwnLook ? 'as it is' : way, file });
        return hasOwnLook;
      };
      try {
        if (!(await take(0))) for (const index of [1, 2, 3]) await take(index);
      } catch (error) {
        if (!browser.isConnected()) throw error;
        failed.push(`${id}: ${String(error)}`);
      }
    }
  } finally {
    await browser.close();
    close();
  }
  writeFileSync(join(FOLDER, 'index.html'), pictureIndex(pictures));
  console.log(`${pictures.length} pictures of ${stories.length} stories: ${join(FOLDER, 'index.html')}`);
  for (const words of failed) console.error(words);
  if (failed.length > 0) process.exitCode = 1;
} catch (error) {
  stopWithMessage('The pictures could not be taken', error);
}
