// @ts-check
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findChromium, findHeadlessShell } from '../browsers.mjs';
import { installDebianPackages, isDebianRoot } from './debian.mjs';
import { ownNode, root } from './paths.mjs';
import { CommandFailed, run } from './run.mjs';

/** Where Playwright's own Chromium is, once it is there. */
function playwrightChromium() {
  const { chromium } = createRequire(join(root, 'package.json'))('playwright');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

const fromDebian = (/** @type {string} */ name) => () => installDebianPackages([name]);
const fromPlaywright = () => run(ownNode, ['node_modules/playwright/cli.js', 'install', 'chromium']);

/**
 * Finds a Chromium for the tests, or installs one, and returns the environment
 * that names it to them.
 *
 * @param {(line: string) => void} say
 * @param {{ whole: boolean }} options `whole`: not its headless shell, which Debian has in a package of its own
 * @returns {Promise<NodeJS.ProcessEnv>}
 * @throws {CommandFailed} when there is none and none can be installed
 */
export async function chromiumForTests(say, { whole }) {
  const named = process.env['CHROMIUM_PATH'];
  if (named && !existsSync(named)) {
    throw new CommandFailed(`CHROMIUM_PATH names ${named}, which does not exist`, '');
  }
  if (named) return { CHROMIUM_PATH: named };
  const found = () => findChromium() ?? playwrightChromium();
  const ofDebian = [
    ...(whole ? [] : [{ find: findHeadlessShell, install: fromDebian('chromium-headless-shell') }]),
    { find: found, install: fromDebian('chromium') },
  ];
  const ways = [...(isDebianRoot() ? ofDebian : []), { find: found, install: fromPlaywright }];

  let output = '';
  for (const { find, install } of ways) {
    const there = find();
    if (there) return { CHROMIUM_PATH: there };
    say('Installing Chromium for the browser tests…');
    try {
      await install();
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      output += `${error.output}\n${error.message}\n`; // shown if no way leads to one
    }
    const installed = find();
    if (installed) return { CHROMIUM_PATH: installed };
  }
  throw new CommandFailed(
    'the browser tests need a Chromium and none could be installed; install one, or name it in CHROMIUM_PATH',
    output,
  );
}
