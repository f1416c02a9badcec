// @ts-check
import { existsSync } from 'node:fs';

const CHROMIUM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const HEADLESS_SHELL = ['/usr/bin/chromium-headless-shell'];
const FIREFOX = ['/usr/bin/firefox-esr'];

/** @param {string | undefined} named @param {string[]} usual */
const firstExisting = (named, usual) =>
  [...(named ? [named] : []), ...usual].find((path) => existsSync(path));

/** A Chromium that is already on the machine. `CHROMIUM_PATH` names another. */
export const findChromium = () => firstExisting(process.env['CHROMIUM_PATH'], CHROMIUM);

/**
 * How tests and benchmarks launch Chromium: the one on this machine, else Playwright's own, which does
 * nothing but what it is told.
 *
 * @param {readonly string[]} [more] further arguments
 * @returns {{ executablePath?: string, args: string[] }}
 */
export function chromiumLaunch(more = []) {
  const executablePath = findChromium();
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    ...more,
  ];
  return { ...(executablePath && { executablePath }), args };
}

/** Chromium's engine alone, if it is already on the machine: a page costs it a third of the time. */
export const findHeadlessShell = () => firstExisting(undefined, HEADLESS_SHELL);

/** A Firefox that is already on the machine. `FIREFOX_PATH` names another. */
export const findFirefox = () => firstExisting(process.env['FIREFOX_PATH'], FIREFOX);
