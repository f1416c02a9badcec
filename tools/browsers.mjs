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

/** Chromium's engine alone, if it is already on the machine: a page costs it a third of the time. */
export const findHeadlessShell = () => firstExisting(undefined, HEADLESS_SHELL);

/** A Firefox that is already on the machine. `FIREFOX_PATH` names another. */
export const findFirefox = () => firstExisting(process.env['FIREFOX_PATH'], FIREFOX);
