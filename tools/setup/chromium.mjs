// @ts-check
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findChromium } from '../browsers.mjs';
import { installDebianPackages, isDebianRoot } from './debian.mjs';
import { ownNode, root } from './paths.mjs';
import { CommandFailed, run } from './run.mjs';

/** Where Playwright's own Chromium is, once it is there. */
function playwrightChromium() {
  const { chromium } = createRequire(join(root, 'package.json'))('playwright');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

const installDebianPackage = () => installDebianPackages(['chromium']);

const installPlaywrightChromium = () =>
  run(ownNode, ['node_modules/playwright/cli.js', 'install', 'chromium']);

/**
 * Finds a Chromium for the tests, or installs one, and returns the environment
 * that names it to them.
 *
 * @param {(line: string) => void} say
 * @returns {Promise<NodeJS.ProcessEnv>}
 * @throws {CommandFailed} when there is none and none can be installed
 */
export async function chromiumForTests(say) {
  const named = process.env['CHROMIUM_PATH'];
  if (named && !existsSync(named)) {
    throw new CommandFailed(`CHROMIUM_PATH names ${named}, which does not exist`, '');
  }
  const found = () => findChromium() ?? playwrightChromium();

  let output = '';
  const attempts = isDebianRoot()
    ? [installDebianPackage, installPlaywrightChromium]
    : [installPlaywrightChromium];
  for (const install of attempts) {
    if (found()) break;
    say('Installing Chromium for the browser tests…');
    try {
      await install();
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      output += `${error.output}\n${error.message}\n`; // shown if no attempt works
    }
  }

  const path = found();
  if (path) return { CHROMIUM_PATH: path };
  throw new CommandFailed(
    'the browser tests need a Chromium and none could be installed; install one, or name it in CHROMIUM_PATH',
    output,
  );
}
